/** The page docs/coverage.md is made from the tests. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { coveragePage, readProofs, ROWS } from './coverage-page.ts';

const ROOT = new URL('../../', import.meta.url);
const page = readFileSync(new URL('docs/coverage.md', ROOT), 'utf8');

/** Paths stand in backquotes and have a slash and an extension. Other code has no slash. */
const paths = [...new Set([...page.matchAll(/`([\w./-]+\/[\w.-]+\.\w+)`/g)].map(([, path]) => path ?? ''))];

describe('the page of coverage', () => {
  it('docs/coverage.md is the output of `npm run docs:coverage`', async () => {
    expect(page).toBe(await coveragePage());
  });

  it('docs/coverage.md names only existing files', () => {
    expect(paths.length).toBeGreaterThan(50);
    expect(paths.filter((path) => !existsSync(new URL(path, ROOT)))).toEqual([]);
  });

  it('every row without a reason to be missing has a test, and every test covers existing rows', () => {
    const proofs = readProofs();
    const unproven = ROWS.filter(({ id, missing }) => missing === undefined && !proofs.has(id));
    expect(unproven.map(({ id }) => id)).toEqual([]);
    const ids = new Set(ROWS.map(({ id }) => id));
    expect([...proofs.keys()].filter((id) => !ids.has(id))).toEqual([]);
    expect(ids.size).toBe(67 + 137);
  });
});
