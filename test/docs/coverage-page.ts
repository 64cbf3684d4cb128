/**
 * Writes docs/coverage.md. The rows stand in `capabilities.ts` and `rules.ts`, and the tests themselves say which rows
 * they prove: a comment `// covers: S41, I3` stands above the name of a test. So the page cannot claim anything that no
 * test shows.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { CAPABILITIES } from './capabilities.ts';
import type { CoverageRow } from './coverage-row.ts';
import { RULES } from './rules.ts';

interface Proof {
  readonly path: string;
  /** The name of a test, or null for a check that every test of its kind makes. */
  readonly name: string | null;
}

const ROOT = new URL('../../', import.meta.url);
const COVERS = /^ *\/\/ covers: ([A-Z]\d+(?:, [A-Z]\d+)*)$/;
/** Names contain spaces, and other strings in a table of cases rarely do. */
const NAME = /(['"`])((?:(?!\1)[^\\]|\\.)* (?:(?!\1)[^\\]|\\.)*)\1/;

export const ROWS: readonly CoverageRow[] = [...CAPABILITIES, ...RULES];

/** The claims of the tests, by row. */
export function readProofs(): ReadonlyMap<string, readonly Proof[]> {
  const proofs = new Map<string, Proof[]>();
  for (const path of testFiles()) {
    const lines = readFileSync(new URL(path, ROOT), 'utf8').split('\n');
    lines.forEach((line, at) => {
      const ids = COVERS.exec(line)?.[1]?.split(', ') ?? [];
      const name = NAME.exec(lines[at + 1] ?? '')?.[2] ?? null;
      for (const id of ids) proofs.set(id, [...(proofs.get(id) ?? []), { path, name }]);
    });
  }
  return proofs;
}

function testFiles(): string[] {
  const files = readdirSync(new URL('test/', ROOT), { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith('.ts') && !file.includes('node_modules'))
    .map((file) => `test/${file}`)
    .sort();
}

export async function coveragePage(): Promise<string> {
  const proofs = readProofs();
  const parts = [
    INTRODUCTION,
    '## Capabilities',
    table(['', 'capability', 'where it lives', 'what proves it'], CAPABILITIES, ({ id, rule, where = '', note }) => {
      return [id, rule, where, proofText(proofs.get(id) ?? [], note)];
    }),
    '## Rules',
    'Each is a small database, an operation, and its exact answer, statements and rows.',
    table(
      ['', 'rule', 'what proves it'],
      RULES.filter(({ missing }) => missing === undefined),
      ({ id, rule, note }) => [id, rule, proofText(proofs.get(id) ?? [], note)],
    ),
    '## Missing',
    'Rules that no test holds:',
    RULES.flatMap(({ id, rule, missing }) => (missing === undefined ? [] : `- ${id}, ${rule}: ${missing}`)).join('\n'),
  ];
  const options = await resolveConfig(new URL('docs/coverage.md', ROOT));
  return format(parts.join('\n\n'), { ...options, parser: 'markdown' });
}

const INTRODUCTION = `# Coverage: loading relations, and the tests that prove it

SQLAlchemy has taught a generation what loading related rows takes: strategies, identity, streams, pools. This page lists those capabilities, where each lives in
this repository, and the tests that fail if it is lost. \`npm run docs:coverage\` writes the page: a comment above each test lists the rows that it proves, and the page quotes the
name of the test. \`test/support/invariants.ts\` is checked after every operation of \`test/acceptance/\`. That a row is one object shows only in sessions of programs, so their tests prove
it; the answer to an operation is JSON. The last section lists rules without a test.`;

function table(
  head: readonly string[],
  rows: readonly CoverageRow[],
  cells: (row: CoverageRow) => readonly string[],
): string {
  const lines = [head, head.map(() => '---'), ...rows.map(cells)];
  return lines.map((line) => `| ${line.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`).join('\n');
}

function proofText(proofs: readonly Proof[], note: string | undefined): string {
  const texts = proofs.map(({ path, name }) =>
    name === null ? `\`${path}\`` : `\`${path}\` “${name.replaceAll('\\', '')}”`,
  );
  return [texts.join(', '), ...(note === undefined ? [] : [note])].join('; ');
}
