/** Tables that inherit from others. Their rows are among those of the parent, but no key of the parent binds them. */
import { valueOf } from '../column-kinds.ts';
import type { Dice } from '../dice.ts';
import { keyParts, keyValues } from '../key-kinds.ts';
import { guarded, hasSub, referringNames, type Schema, usableReferences } from '../random-tables.ts';

const ROWS = 3;

export function heirsSql(dice: Dice, schema: Schema): string[] {
  return schema.tables.flatMap((_, index) => (dice.oneIn(2) ? heirSql(dice, schema, index) : []));
}

/** PostgreSQL 18 keeps an inherited NOT NULL of a child table, and earlier versions let it go. */
function heirSql(dice: Dice, { tables }: Schema, index: number): string[] {
  const table = tables[index];
  if (!table) return [];
  const name = `h${index}`;
  const references = usableReferences(tables, index);
  const names = [
    ...keyParts(table.key).map((part) => part.name),
    ...table.columns.map((_, number) => `c${number}`),
    ...references.flatMap(referringNames),
  ];
  const dropped = names.filter(() => dice.oneIn(3));
  const rows = Array.from({ length: ROWS }, () => {
    // The keys of the first rows also occur in the parent.
    const keys = keyValues(table.key, dice.next(table.rows.length + 4));
    const columns = table.columns.map((kind) => valueOf({ ...kind, notNull: dice.oneIn(2) }, dice.next(99)));
    const referring = references.flatMap((each) => keyValues(each.key, dice.next(each.rows + (dice.oneIn(4) ? 9 : 1))));
    const values = [...keys, ...columns, ...referring].map((value, at) => {
      return dropped.includes(names[at] ?? '') && dice.oneIn(4) ? 'null' : value;
    });
    return guarded(`insert into ${name} values (${[...values, ...(hasSub(table) ? ["'own'"] : []), '7'].join(', ')})`);
  });
  return [
    `create table ${name} (more int) inherits (t${index});`,
    ...dropped.map((column) => guarded(`alter table ${name} alter ${column} drop not null`, 'others')),
    ...rows,
  ];
}
