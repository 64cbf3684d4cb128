/**
 * `node bench/docs.ts bench/results/<time>.json` writes the page of the docs from the results of a whole run. The page
 * shows the most telling numbers in little room, and the JSON has all of them.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { formatted } from './format.ts';
import type { Figure } from './run.ts';
import { type TargetKind, TARGETS } from './targets.ts';
import { table } from './table.ts';

interface SavedResults {
  readonly date: string;
  readonly machine: string;
  readonly busy: number;
  readonly options: { readonly scale: number; readonly seconds: number; readonly rounds: number };
  readonly operations: readonly { readonly name: string; readonly title: string }[];
  readonly figures: readonly Figure[];
  readonly missing: readonly string[];
}

/** A larger score is better. */
type Score = (figure: Figure) => number | null;

const perSecond: Score = ({ requestsPerSecond }) => requestsPerSecond;
const perCpu: Score = ({ gatewayCpu, postgresCpu }) =>
  gatewayCpu === null || postgresCpu === null ? null : 1 / (gatewayCpu + postgresCpu);

const perPostgresCpu: Score = ({ postgresCpu }) => (postgresCpu === null ? null : 1 / postgresCpu);

const [, , file] = process.argv;
if (file === undefined) throw new Error('Which results? node bench/docs.ts bench/results/<time>.json');
const results = JSON.parse(await readFile(file, 'utf8')) as SavedResults;
const page = new URL('../docs/benchmarks.md', import.meta.url);
await writeFile(page, await formatted(pageOf(results, file.split('/').at(-1) ?? file), 'markdown'));

function pageOf({ machine, busy, options, operations, figures, missing }: SavedResults, name: string): string {
  const crowd = figures.filter(({ connections }) => connections === 16);
  const share = Math.round(busy * 100);
  return `# Benchmarks

Printed by \`npm run bench\` and nothing else (\`bench/README.md\` says what is measured and how; the whole of this run is \`bench/results/${name}\`).
Compare within the run only.

- Machine: ${machine}. The load generator, the gateway and PostgreSQL share its cores.
- When the bench began, **other work took ${share} % of the machine**.${share > 10 ? ' Requests per second and latencies suffer from that at random; CPU per request much less: look at the second table.' : ''}
- Shop at scale ${options.scale}; ${options.rounds} interleaved ${options.rounds === 1 ? 'round' : 'rounds'} of ${options.seconds} s per target; medians; 16 connections.

${operations.map(({ name: operation, title }) => `- **${operation}** ${title}`).join('\n')}

## Requests per second, Espalier against others

${ratios(crowd, operations, perSecond)}

## CPU per request, others against Espalier

How many times Espalier's CPU (gateway and PostgreSQL together) the others need. The best rival is the one that needs least.

${ratios(crowd, operations, perCpu)}

## The most that any gateway could gain

The same comparison, as if the gateway itself cost nothing: the CPU that the others need, against PostgreSQL's share under Espalier. The work of
PostgreSQL bounds the ratio, however fast the rest is.

${ratios(crowd, operations, perCpu, perPostgresCpu)}

## Requests per second

${figureTable(crowd, operations, ({ requestsPerSecond }) => requestsPerSecond.toFixed(0))}

## CPU per request: gateway + PostgreSQL, ms

${figureTable(crowd, operations, ({ gatewayCpu, postgresCpu }) => `${cpu(gatewayCpu)} + ${cpu(postgresCpu)}`)}

${missing.length > 0 ? `## Not measured\n\n${missing.map((line) => `- ${line.replaceAll('\n', ' ')}`).join('\n')}\n` : ''}`;
}

function ratios(
  figures: readonly Figure[],
  operations: SavedResults['operations'],
  score: Score,
  ownScore = score,
): string {
  const rivals: readonly (readonly [string, readonly string[]])[] = [
    ['the better LIMIT', namesOf('limit')],
    ['the best peer', namesOf('peer')],
    ...namesOf('peer')
      .filter((name) => figures.some(({ target }) => target === name))
      .map((name) => [name, [name]] as const),
  ];
  const rows = ['espalier', 'espalier-yoga'].flatMap((ours) =>
    rivals.map(([title, names]) => [
      `${ours} / ${title}`,
      ...operations.map(({ name }) => {
        const best = (wanted: readonly string[], by: Score): number =>
          Math.max(
            0,
            ...figures
              .filter((each) => each.operation === name && wanted.includes(each.target))
              .map((each) => by(each) ?? 0),
          );
        const [mine, theirs] = [best([ours], ownScore), best(names, score)];
        return mine > 0 && theirs > 0 ? `${(mine / theirs).toFixed(2)} ×` : '–';
      }),
    ]),
  );
  return table(['', ...operations.map(({ name }) => name)], rows);
}

function figureTable(
  figures: readonly Figure[],
  operations: SavedResults['operations'],
  cell: (figure: Figure) => string,
): string {
  const rows = TARGETS.map(({ name }) => [
    name,
    ...operations.map((operation) => {
      const figure = figures.find((each) => each.target === name && each.operation === operation.name);
      return figure ? cell(figure) : '–';
    }),
  ]);
  return table(['', ...operations.map(({ name }) => name)], rows);
}

function namesOf(kind: TargetKind): string[] {
  return TARGETS.filter((target) => target.kind === kind).map(({ name }) => name);
}

function cpu(milliseconds: number | null): string {
  return milliseconds === null ? '?' : milliseconds.toFixed(milliseconds < 10 ? 2 : 1);
}
