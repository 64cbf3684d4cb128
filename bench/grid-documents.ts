/** The operation of a cell, in the names that the gateway gave to the tables of the grid. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { childEnvironment } from './environment.ts';
import { type Cell, SELECTIVE, tableOf } from './grid.ts';

interface InspectedEntity {
  readonly name: string;
  readonly table: string;
  readonly roots: { readonly list: string };
  readonly relations: readonly { readonly field: string; readonly target: string }[];
}

const SERVER = new URL('../server.ts', import.meta.url).pathname;

export async function gridDocuments(databaseUrl: string): Promise<(cell: Cell) => string> {
  const options = { env: childEnvironment(databaseUrl), maxBuffer: 64 * 2 ** 20 };
  const { stdout } = await promisify(execFile)(process.execPath, [SERVER, 'inspect', '--json'], options);
  const { entities } = JSON.parse(stdout) as { entities: readonly InspectedEntity[] };
  const byTable = new Map(entities.map((entity) => [entity.table, entity]));
  const entityAt = (cell: Cell, level: number): InspectedEntity => byTable.get(`public.${tableOf(cell, level)}`)!;

  const fieldsBelow = (cell: Cell, level: number): string => {
    if (level === cell.depth) return '{ body }';
    const next = entityAt(cell, level + 1);
    const relation = entityAt(cell, level).relations.find(({ target }) => target === next.name)!;
    return `{ body ${relation.field} ${fieldsBelow(cell, level + 1)} }`;
  };
  return (cell) => `{ ${entityAt(cell, 0).roots.list}${cell.selective ? SELECTIVE : ''} ${fieldsBelow(cell, 0)} }`;
}
