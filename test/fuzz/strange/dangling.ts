/** Rows that break their foreign keys. They are loaded unchecked, as a replica loads them. */
import { valueOf } from '../column-kinds.ts';
import type { Dice } from '../dice.ts';
import { keyValues } from '../key-kinds.ts';
import { guarded, hasSub, isNullable, type Schema, usableReferences } from '../random-tables.ts';

/** No table has so many rows. */
const OWN_KEY = 20;
const NO_ROW = 40;

export function danglingSql(dice: Dice, schema: Schema): string[] {
  const tables = schema.tables.flatMap((_, index) => (dice.oneIn(3) ? [] : danglingRows(dice, schema, index)));
  const links = schema.links.map((_, index) => linkOfNobody(dice, schema, index));
  return ['set session_replication_role = replica;', ...tables, ...links, 'set session_replication_role = origin;'];
}

/** A nullable key leads nowhere. A required key does so only sometimes, because it takes the whole answer with it. */
function danglingRows(dice: Dice, { tables }: Schema, index: number): string[] {
  const table = tables[index];
  const references = usableReferences(tables, index);
  if (!table || references.length === 0) return [];
  const all = dice.oneIn(3);
  return [0, 1].map((row) => {
    const keys = references.flatMap((each) => keyValues(each.key, all || isNullable(each, index) ? NO_ROW : 0));
    const columns = table.columns.map((kind) => valueOf(kind, dice.next(99)));
    const values = [...keyValues(table.key, OWN_KEY + row), ...columns, ...keys, ...(hasSub(table) ? ["'own'"] : [])];
    return guarded(`insert into t${index} values (${values.join(', ')})`);
  });
}

/** Makes a row of a junction of which one side is missing. */
function linkOfNobody(dice: Dice, { tables, links }: Schema, index: number): string {
  const link = links[index];
  const [from, to] = [link?.from, link?.to].map((at) => tables[(at ?? 0) % tables.length]?.key ?? 'none');
  if (from === undefined || to === undefined || from === 'none' || to === 'none') return '';
  const isFrom = dice.oneIn(2);
  const values = [...keyValues(from, isFrom ? NO_ROW : 0), ...keyValues(to, isFrom ? 0 : NO_ROW)];
  return guarded(`insert into links${index} values (${values.join(', ')})`, 'undefined_table or unique_violation');
}
