/** Writes the results to `bench/results/`, as a table for people and as JSON for programs. */
import { mkdir, writeFile } from 'node:fs/promises';
import { arch, cpus, platform, release } from 'node:os';
import { formatted } from './format.ts';
import type { Figure, Results } from './run.ts';
import { table } from './table.ts';
import { OTHER_CHECKOUT, type TargetKind, TARGETS } from './targets.ts';

const FOLDER = new URL('results/', import.meta.url);

export async function writeReport(results: Results): Promise<void> {
  const text = markdown(results);
  console.log(`\n${text}`);
  await mkdir(FOLDER, { recursive: true });
  const date = new Date().toISOString().slice(0, 16).replace(':', '');
  const { options, operations, ...rest } = results;
  const settings = { ...options, shop: undefined, targets: options.targets.map(({ name }) => name) };
  const json = {
    date,
    machine: machine(),
    options: settings,
    operations: operations.map(({ name, title, document }) => ({ name, title, document })),
    ...rest,
  };
  await writeFile(new URL(`${date}.json`, FOLDER), await formatted(JSON.stringify(json), 'json'));
  await writeFile(new URL('latest.md', FOLDER), await formatted(text, 'markdown'));
}

function markdown(results: Results): string {
  const { options } = results;
  const parts = [
    `# Bench results\n\n${machine()}. Shop at scale ${options.scale}; ${options.rounds} interleaved rounds of ${options.seconds} s; medians. Other work took ${Math.round(results.busy * 100)} % of the machine when it began.`,
    ...options.connections.map((connections) => chapter(results, connections)),
    `## Memory\n\nPeak resident memory over the whole run.\n\n${memoryTable(results)}`,
    results.missing.length > 0
      ? `## Not measured\n\n${results.missing.map((line) => `- ${line.replaceAll('\n', ' ')}`).join('\n')}`
      : '',
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function chapter(results: Results, connections: number): string {
  const figures = results.figures.filter((figure) => figure.connections === connections);
  const sections = [
    ['Requests per second', (figure: Figure) => figure.requestsPerSecond.toFixed(0)],
    ['Latency: p50 / p99, ms', (figure: Figure) => `${figure.p50.toFixed(2)} / ${figure.p99.toFixed(2)}`],
    [
      'CPU per request: gateway + PostgreSQL, ms',
      (figure: Figure) => `${cpu(figure.gatewayCpu)} + ${cpu(figure.postgresCpu)}`,
    ],
  ] as const;
  const tables = sections.map(([title, cell]) => `### ${title}\n\n${figureTable(results, figures, cell)}`);
  const once = connections === results.options.connections[0] ? [sizes(results, figures)] : [];
  const title = `## ${connections} ${connections === 1 ? 'connection' : 'connections'}`;
  return [title, `### Ratios\n\n${ratioTable(results, figures)}`, ...tables, ...once].join('\n\n');
}

function sizes(results: Results, figures: readonly Figure[]): string {
  const statements = figureTable(results, figures, ({ statements: count }) =>
    count === null ? '?' : `${Math.round(count * 10) / 10}`,
  );
  const bytes = figureTable(results, figures, (figure) => figure.bytes.toFixed(0));
  return `### Statements per request, without transaction control\n\n${statements}\n\n### Bytes per response body\n\n${bytes}`;
}

function figureTable(results: Results, figures: readonly Figure[], cell: (figure: Figure) => string): string {
  const names = results.operations.map(({ name }) => name);
  const rows = results.options.targets.map(({ name }) => {
    const cells = names.map((operation) => {
      const figure = figures.find((each) => each.target === name && each.operation === operation);
      return figure ? cell(figure) : '–';
    });
    return [name, ...cells];
  });
  return table(['', ...names], rows);
}

/** Espalier's requests per second against the best of each kind of rival. */
function ratioTable(results: Results, figures: readonly Figure[]): string {
  const rivals: readonly (readonly [string, (name: string) => boolean])[] = [
    ['the better LIMIT', ofKind('limit')],
    ['the best peer', ofKind('peer')],
    ['PostGraphile', (name) => name === 'postgraphile'],
    ['join-monster', (name) => name === 'join-monster'],
    ['the other checkout', (name) => name === OTHER_CHECKOUT],
  ];
  const ours = results.options.targets.filter(({ kind }) => kind === 'espalier').slice(0, 2);
  const rows = ours.flatMap(({ name: our }) =>
    rivals.map(([title, isRival]) => [
      `${our} / ${title}`,
      ...results.operations.map(({ name: operation }) => {
        const best = (wanted: (name: string) => boolean): number =>
          Math.max(
            0,
            ...figures
              .filter((each) => each.operation === operation && wanted(each.target))
              .map((each) => each.requestsPerSecond),
          );
        const [mine, theirs] = [best((name) => name === our), best(isRival)];
        return mine > 0 && theirs > 0 ? `${(mine / theirs).toFixed(2)} ×` : '–';
      }),
    ]),
  );
  return table(['', ...results.operations.map(({ name }) => name)], [...rows, ...checkoutRow(results, figures)]);
}

/**
 * Compares the CPU time of a request, which other work on the machine changes least. Below 1, this checkout spends less
 * than the other.
 */
function checkoutRow({ operations }: Results, figures: readonly Figure[]): string[][] {
  if (!figures.some(({ target }) => target === OTHER_CHECKOUT)) return [];
  const cells = operations.map(({ name }) => {
    const ours = totalCpu(figures.find(({ target, operation }) => target === 'espalier' && operation === name));
    const theirs = totalCpu(figures.find(({ target, operation }) => target === OTHER_CHECKOUT && operation === name));
    return ours === null || theirs === null ? '–' : `${(ours / theirs).toFixed(2)} ×`;
  });
  return [['CPU per request, espalier / the other checkout', ...cells]];
}

function totalCpu(figure: Figure | undefined): number | null {
  if (!figure || figure.gatewayCpu === null || figure.postgresCpu === null) return null;
  return figure.gatewayCpu + figure.postgresCpu;
}

function memoryTable({ memory }: Results): string {
  const rows = Object.entries(memory).map(([name, bytes]) => [
    name,
    bytes === null ? '?' : `${Math.round(bytes / 2 ** 20)} MiB`,
  ]);
  return table(['', 'peak RSS'], rows);
}

function ofKind(kind: TargetKind): (name: string) => boolean {
  const names = new Set(TARGETS.filter((target) => target.kind === kind).map(({ name }) => name));
  return (name) => names.has(name);
}

function cpu(milliseconds: number | null): string {
  return milliseconds === null ? '?' : milliseconds.toFixed(milliseconds < 10 ? 2 : 1);
}

function machine(): string {
  const all = cpus();
  return `${all.length} × ${all[0]?.model.trim() ?? 'unknown CPU'}, ${platform()} ${release()} ${arch()}, Node ${process.versions.node}`;
}
