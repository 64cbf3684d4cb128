/** The changelog as a release reads and writes it, in the form of Keep a Changelog with headings of its own inside a section. */

const UNRELEASED = '## Unreleased\n';

export type Change = 'major' | 'minor' | 'patch';

/** What is not released yet, without its heading. Throws if there is no change in it. */
export function unreleased(changelog: string): string {
  const from = changelog.indexOf(UNRELEASED);
  if (from === -1) throw new Error('The changelog has no section Unreleased.');
  const rest = changelog.slice(from + UNRELEASED.length);
  const end = rest.search(/^## /m);
  const notes = (end === -1 ? rest : rest.slice(0, end)).trim();
  if (!/^- /m.test(notes)) throw new Error('The changelog has no change that is not released.');
  return notes;
}

/**
 * The version of the next release. The first one has the version that the manifest names. Unless somebody says which part
 * goes up, repairs alone are a patch, and everything else is a minor release: a major one is somebody's decision.
 */
export function nextVersion(changelog: string, current: string, change: Change | null): string {
  const isFirst = !/^## \d+\.\d+\.\d+/m.test(changelog);
  if (isFirst && change === null) return current;
  const [major = 0, minor = 0, patch = 0] = current.split('.').map(Number);
  const isRepair = [...unreleased(changelog).matchAll(/^### (.+)$/gm)].every(([, title]) => title === 'Fixed');
  switch (change ?? (isRepair ? 'patch' : 'minor')) {
    case 'major':
      return `${major + 1}.0.0`;
    case 'minor':
      return `${major}.${minor + 1}.0`;
    case 'patch':
      return `${major}.${minor}.${patch + 1}`;
  }
}

/** The changelog after the release: what was unreleased has its version and date, and the section Unreleased is empty. */
export function released(changelog: string, version: string, date: string): string {
  return changelog.replace(UNRELEASED, `${UNRELEASED}\n## ${version} - ${date}\n`);
}
