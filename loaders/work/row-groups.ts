/** Rows that one statement writes: those of one table that give the same columns in the same way. */
import type { Column, Entity } from '../../schema/model/model.ts';
import type { Change, PendingRow } from '../plan/write/pending.ts';
import type { ChangeKind } from '../sql/write/change-sql.ts';

/** Groups in the order of their first rows. */
export function groupBy<Item>(items: Iterable<Item>, nameOf: (item: Item) => string): readonly (readonly Item[])[] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const name = nameOf(item);
    const group = groups.get(name);
    if (group) group.push(item);
    else groups.set(name, [item]);
  }
  return [...groups.values()];
}

const numbers = new WeakMap<object, number>();
let count = 0;

/** A number of its own for an entity, a column or a key. */
export function numberOf(part: Entity | Column): number {
  const existing = numbers.get(part);
  if (existing !== undefined) return existing;
  numbers.set(part, count);
  return count++;
}

function columnsName(columns: Iterable<Column>): string {
  return [...columns]
    .map(numberOf)
    .sort((a, b) => a - b)
    .join(',');
}

/** Rows that are found by the same columns. */
export function keyName({ entity, by }: PendingRow): string {
  return `${numberOf(entity)}/${by ? by.columns.map(numberOf).join(',') : ''}`;
}

/** Rows that change the same columns in the same way. */
export function changesName(row: PendingRow): string {
  const changes = [...row.changes].map(([column, change]) => `${numberOf(column)}${kindOf(change)}`).sort();
  return `${keyName(row)}/${changes.join(',')}/${columnsName(row.ifMatch.keys())}/${row.isConnect}`;
}

export function kindOf(change: Change): ChangeKind {
  return change.kind;
}

/**
 * Rows that one insert writes. A column that only some rows give keeps them together where its default can be written
 * as an expression; an identity has none, and so it splits them.
 */
export function insertName(row: PendingRow): string {
  const { entity, conflict } = row;
  const splitting = [...row.cells.keys()].filter((column) => conflict !== null || !hasExpression(column));
  const target = conflict
    ? `${conflict.key.name}/${columnsName(conflict.update)}/${columnsName(conflict.inc)}/${conflict.parent?.moves}`
    : '';
  return `${numberOf(entity)}/${columnsName(splitting)}/${target}`;
}

/** The default of the column, none included, can stand in the statement. */
function hasExpression({ write }: Column): boolean {
  return write !== undefined && (write.default === null || write.default.kind === 'value');
}
