/** The pages link to each other, and decisions have one form. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { STRATEGIES } from '../../loaders/strategies/strategies.ts';

const ROOT = join(import.meta.dirname, '../..');
const pages = globSync(['*.md', 'docs/**/*.md', '{bench,examples,schema,resolvers,loaders}/**/README.md'], {
  cwd: ROOT,
  exclude: (path) => path.includes('node_modules'),
});
const read = (page: string): string => readFileSync(join(ROOT, page), 'utf8');

/** A link inside code is not a link. */
const linksOf = (page: string): string[] =>
  [
    ...read(page)
      .replaceAll(/```[^]*?```|`[^`]*`/g, '')
      .matchAll(/\]\(([^)\s]+)\)/g),
  ]
    .map(([, link]) => link ?? '')
    .filter((link) => !/^[a-z]+:/.test(link));

/** The anchors as GitHub makes them. */
const anchorsOf = (page: string): string[] =>
  [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

describe('the pages', () => {
  it('pages link only to existing files and headings', () => {
    const broken = pages.flatMap((page) =>
      linksOf(page).filter((link) => {
        const [path = '', anchor] = link.split('#');
        const target = path === '' ? page : join(dirname(page), path);
        if (!existsSync(join(ROOT, target))) return true;
        return anchor !== undefined && !anchorsOf(target).includes(anchor);
      }),
    );
    expect(pages.length).toBeGreaterThan(40);
    expect(broken).toEqual([]);
  });

  it('every page is reached from the README', () => {
    const reached = new Set(['README.md']);
    for (const page of reached) {
      if (!page.endsWith('.md')) continue;
      for (const link of linksOf(page)) {
        const [path = ''] = link.split('#');
        if (path !== '') reached.add(join(dirname(page), path));
      }
    }
    expect(pages.filter((page) => page.startsWith('docs/') && !reached.has(page))).toEqual([]);
  });
});

describe('the lists of the pages', () => {
  const namesIn = (text: string, name: RegExp): string[] => [...text.matchAll(name)].map(([, each = '']) => each);
  const partOf = (page: string, from: string, to: string): string => read(page).split(from)[1]?.split(to)[0] ?? '';

  const [, planSelection = ''] =
    /function planSelection[^]*?\{\n([^]*?)\n\}/.exec(read('loaders/plan/read/plan.ts')) ?? [];
  const passes = namesIn(planSelection, /\b([a-z]\w+)\(/gi);
  it.each([
    ['docs/architecture.md', namesIn(partOf('docs/architecture.md', 'loaders/plan   ', 'loaders/sql'), /([a-z]+)/gi)],
    ['loaders/plan/README.md', namesIn(read('loaders/plan/README.md'), /^- `(\w+)`/gm)],
  ])('%s has the passes of the planner in their order', (_, listed) => {
    expect(passes.length).toBeGreaterThan(5);
    expect(listed).toEqual(passes);
  });

  const strategies = globSync('loaders/strategies/*.ts', { cwd: ROOT })
    .map((path) => basename(path, '.ts'))
    .filter((name) => name !== 'strategy' && name !== 'strategies')
    .sort();
  const inFirstColumn = /^\| `(\w+)`/gm;
  it.each([
    ['README.md', namesIn(partOf('README.md', '## How it chooses', '\n## '), inFirstColumn)],
    [
      'docs/architecture.md',
      namesIn(partOf('docs/architecture.md', '### Rows and child ranges', '\n### '), inFirstColumn),
    ],
    ['docs/glossary.md', namesIn(/^\| strategy .*$/m.exec(read('docs/glossary.md'))?.[0] ?? '', /`(\w+)`/g)],
    ['the list in strategies.ts', Object.keys(STRATEGIES)],
  ])('%s has a strategy for each file', (_, listed) => {
    expect(strategies.length).toBeGreaterThan(1);
    expect([...new Set(listed)].sort()).toEqual(strategies);
  });
});

describe('decisions', () => {
  const decisions = pages.filter((page) => /adr\/\d/.test(page)).sort();

  it('decisions are numbered without a gap, in the order of their dates, and listed', () => {
    const list = read('docs/adr/README.md');
    const rows = [...list.matchAll(/^\| \[(\d{4})\]\((.+?)\) +\| (\S+) \| (.+?) +\|$/gm)];
    const expected = decisions.map((page, index) => {
      const number = String(index + 1).padStart(4, '0');
      const [, title] = /^# \d{4}\. (.+)$/m.exec(read(page)) ?? [];
      const [, date] = /^- Date: (\d{4}-\d\d-\d\d)$/m.exec(read(page)) ?? [];
      return [number, page.replace('docs/adr/', ''), date, title];
    });
    expect(rows.map(([, ...row]) => row)).toEqual(expected);
    expect(expected.filter(([number, page]) => !page?.startsWith(`${number}-`))).toEqual([]);
    const dates = expected.map(([, , date]) => date ?? '');
    expect(dates).toEqual([...dates].sort());
  });

  it('decisions have a status and the same headings', () => {
    const headings = ['Context', 'Decision', 'Consequences', 'Considered and refused'];
    for (const page of decisions) {
      const text = read(page);
      expect([...text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading)).toEqual(headings);
      expect(text).toMatch(/^- Status: (accepted|superseded by \[\d{4}\]\(\S+\))$/m);
    }
  });
});
