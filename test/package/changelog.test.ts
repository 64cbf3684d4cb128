import { describe, expect, it } from 'vitest';
import { type Change, nextVersion, released, unreleased } from '../../scripts/changelog.ts';

const HEAD = '# Changelog\n\nUsers notice these changes.\n\n';
const ADDED = '### Added\n\n#### The API\n\n- Lists.\n';
const FIXED = '### Fixed\n\n- Order.\n';
const FIRST = `${HEAD}## Unreleased\n\n${ADDED}\n${FIXED}`;
const later = (changes: string) => `${HEAD}## Unreleased\n\n${changes}\n## 0.1.0 - 2026-12-01\n\n${ADDED}`;

describe('the version of a release', () => {
  const cases: [string, string, string, Change | null, string][] = [
    ['the first is what the manifest says', FIRST, '0.1.0', null, '0.1.0'],
    ['an addition is a minor release', later(ADDED + FIXED), '0.1.0', null, '0.2.0'],
    ['repairs alone are a patch', later(FIXED), '0.1.4', null, '0.1.5'],
    ['somebody may say minor', later(FIXED), '1.2.3', 'minor', '1.3.0'],
    ['somebody may say major', later(FIXED), '0.9.1', 'major', '1.0.0'],
  ];
  it.each(cases)('%s', (_, changelog, current, change, expected) => {
    expect(nextVersion(changelog, current, change)).toBe(expected);
  });
});

it('a release takes what is unreleased and leaves an empty section', () => {
  expect(unreleased(later(FIXED))).toBe(FIXED.trim());
  const changelog = released(later(FIXED), '0.1.1', '2026-12-24');
  expect(changelog).toBe(
    `${HEAD}## Unreleased\n\n## 0.1.1 - 2026-12-24\n\n${FIXED}\n## 0.1.0 - 2026-12-01\n\n${ADDED}`,
  );
  expect(() => unreleased(changelog)).toThrow('no change that is not released');
});
