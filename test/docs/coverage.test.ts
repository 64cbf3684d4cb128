/** docs/coverage.md names files and tests; here it is held to them. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const ROOT = new URL('../../', import.meta.url);
const page = readFileSync(new URL('docs/coverage.md', ROOT), 'utf8');

/** Paths stand in backquotes and have a slash and an ending; other code has no slash. */
const paths = [...new Set([...page.matchAll(/`([\w./-]+\/[\w.-]+\.\w+)`/g)].map(([, path]) => path ?? ''))];
const proofs = [...page.matchAll(/`(test\/[\w./-]+)` “([^”]+)”/g)].map(([, path, name]) => [path ?? '', name ?? '']);

describe('docs/coverage.md', () => {
  it('names only files that exist', () => {
    expect(paths.length).toBeGreaterThan(50);
    expect(paths.filter((path) => !existsSync(new URL(path, ROOT)))).toEqual([]);
  });

  it('names only tests that exist', () => {
    expect(proofs.length).toBeGreaterThan(150);
    const absent = proofs.filter(([path = '', name = '']) => {
      return !readFileSync(new URL(path, ROOT), 'utf8').includes(name);
    });
    expect(absent).toEqual([]);
  });

  it('leaves no row out', () => {
    const rows = [...page.matchAll(/^\| ([A-Z]\d+) +\|/gm)].map(([, row]) => row);
    const missing = [...page.matchAll(/^- ([A-Z]\d+), /gm)].map(([, row]) => row);
    expect(new Set([...rows, ...missing]).size).toBe(67 + 137);
  });
});
