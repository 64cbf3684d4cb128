/**
 * Releases the package: `npm run release -- [major | minor | patch] [--dry-run]`. It gives the unreleased changes a version and
 * a date, commits and tags that, and publishes. With `--dry-run` it only prints what it would publish.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import manifest from '../package.json' with { type: 'json' };
import { type Change, nextVersion, released, unreleased } from './changelog.ts';

const ROOT = join(import.meta.dirname, '..');
const CHANGELOG = join(ROOT, 'CHANGELOG.md');

const { values, positionals } = parseArgs({ options: { 'dry-run': { type: 'boolean' } }, allowPositionals: true });
const changelog = readFileSync(CHANGELOG, 'utf8');
const version = nextVersion(changelog, manifest.version, changeOf(positionals));
if (values['dry-run']) preview();
else release();

function preview(): void {
  process.stdout.write(`${manifest.name} ${version}\n\n${unreleased(changelog)}\n\n`);
  // The list of files and their sizes is on standard error.
  run('npm', 'pack', '--dry-run');
}

function release(): void {
  if (run('git', 'status', '--porcelain') !== '') throw new Error('The work tree has changes: commit them first.');
  const today = new Date().toISOString().slice(0, 10);
  writeFileSync(CHANGELOG, released(changelog, version, today));
  run('npm', 'version', version, '--no-git-tag-version', '--allow-same-version');
  run('git', 'commit', '--all', '--message', `release: ${version}`);
  run('git', 'tag', `v${version}`);
  run('npm', 'publish');
  process.stdout.write(`${manifest.name} ${version} is published. Push the commit and its tag.\n`);
}

function changeOf([word]: readonly string[]): Change | null {
  if (word === undefined || word === 'major' || word === 'minor' || word === 'patch') return word ?? null;
  throw new Error(`"${word}" is not a part of a version; there are major, minor and patch.`);
}

function run(command: string, ...args: readonly string[]): string {
  return execFileSync(command, args, { cwd: ROOT, encoding: 'utf8', stdio: ['inherit', 'pipe', 'inherit'] });
}
