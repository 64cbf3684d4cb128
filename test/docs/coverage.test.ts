/** docs/coverage.md is what the tests say of themselves. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { coveragePage, readProofs, ROWS } from './coverage-page.ts';

const ROOT = new URL('../../', import.meta.url);
const page = readFileSync(new URL('docs/coverage.md', ROOT), 'utf8');

/** Paths stand in backquotes and have a slash and an ending; other code has no slash. */
const paths = [...new Set([...page.matchAll(/`([\w./-]+\/[\w.-]+\.\w+)`/g)].map(([, path]) => path ?? ''))];

describe('docs/coverage.md', () => {
  it('is what `npm run docs:coverage` writes', async () => {
    expect(page).toBe(await coveragePage());
  });

  it('names only files that exist', () => {
    expect(paths.length).toBeGreaterThan(50);
    expect(paths.filter((path) => !existsSync(new URL(path, ROOT)))).toEqual([]);
  });

  it('has a test for every row that is not told to be missing, and no test covers a row that there is not', () => {
    const proofs = readProofs();
    const unproven = ROWS.filter(({ id, missing }) => missing === undefined && !proofs.has(id));
    expect(unproven.map(({ id }) => id)).toEqual([]);
    const ids = new Set(ROWS.map(({ id }) => id));
    expect([...proofs.keys()].filter((id) => !ids.has(id))).toEqual([]);
    expect(ids.size).toBe(67 + 137);
  });
});
