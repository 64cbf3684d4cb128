/** Leaves out what names a row twice in one field: that is an error of its own, which other tests state. */
import type { Many, Row, Update, Write } from './write.ts';

export function withDistinctKeys(write: Write): Write {
  const seen = new Set<string>();
  const created = new Set<string>();
  const first = (table: number, label: string): boolean => {
    const key = `${table} ${label}`;
    const isFirst = !seen.has(key);
    seen.add(key);
    return isFirst;
  };
  const many = (given: Many): Many => {
    const named = (labels: readonly string[]): string[] => labels.filter((label) => first(given.table, label));
    const keys = (labels: readonly string[]): string[] =>
      named(labels.filter((label) => !created.has(`${given.table} ${label}`)));
    const { connect, disconnect, delete: removed } = given;
    return {
      ...given,
      create: given.create.map(below),
      connect: keys(connect),
      disconnect: keys(disconnect),
      // A new row may take the place of one that goes.
      delete: named(removed),
    };
  };
  const below = <Each extends Row | Update>(row: Each): Each => ({ ...row, manies: row.manies.map(many) });
  // A row that the field makes itself is not there when its keys are looked up.
  const made = (table: number, { label, ones, manies }: Row | Update): void => {
    if (label !== undefined) created.add(`${table} ${label}`);
    for (const one of ones) if (one.verb === 'create' || one.verb === 'upsert') made(one.link.target, one.row);
    for (const { table: below, create } of manies) for (const row of create) made(below, row);
  };
  if (write.kind !== 'delete')
    for (const row of write.kind === 'update' ? write.items : write.rows) made(write.table, row);
  switch (write.kind) {
    case 'update': {
      for (const { by } of write.items) first(write.table, by);
      const free = new Set(write.items.map(({ by }) => by));
      // PostgreSQL compares row by row whether a unique value is taken, in an order of its own.
      const items = write.items.map((each) => (free.has(each.label ?? '') ? { ...each, label: undefined } : each));
      return { ...write, items: items.map(below) };
    }
    case 'delete':
      return write;
    default:
      return { ...write, rows: write.rows.map(below) };
  }
}
