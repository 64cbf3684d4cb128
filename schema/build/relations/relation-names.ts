/**
 * Candidates for the name of a relation field, best name first. The `…By…` forms name the key columns without their `_id`.
 */
import type { JunctionSide } from './junctions.ts';
import type { ForeignKey } from './foreign-keys.ts';
import { camel, words } from '../../naming/naming.ts';
import { byColumns } from '../../naming/root-names.ts';

export type Candidates = readonly [string, ...string[]];

const keySuffixes: ReadonlySet<string> = new Set(['id', 'fk', 'key']);

/** A column `customer_id` makes `customer`. A composite key is called after its target. */
export function forwardNames(foreignKey: ForeignKey): Candidates {
  const target = foreignKey.target.name.one;
  const [column, ...more] = foreignKey.key.columns;
  const name = column === undefined || more.length > 0 ? null : foreignKey.source.columns.get(column)?.name;
  const stem = name === null || name === undefined ? [] : withoutSuffix(name);
  return [stem.length > 0 ? camel(stem) : target, target + byKey(foreignKey)];
}

/**
 * `orders`, or `profile` when the key is unique. Several keys between two tables, and a key of a table to itself
 * (`employee.employees` would say nothing), are told apart by their columns: `employeesByManager`.
 */
export function backwardNames(foreignKey: ForeignKey, unique: boolean): Candidates {
  const name = unique ? foreignKey.source.name.one : foreignKey.source.name.many;
  const by = name + byKey(foreignKey);
  return foreignKey.ambiguous || foreignKey.source === foreignKey.target ? [by] : [name, by];
}

/**
 * `tags`. The names are told apart by the junction (`tagsByProductTags`) where several lead to the same table, and by the column that
 * leads back here (`usersByFollower`) where a junction joins a table to itself.
 */
export function throughNames({ near, far, ambiguous }: JunctionSide): Candidates {
  const many = far.target.name.many;
  const byJunction = `${many}By${near.source.name.many.replace(/^_/, '').replace(/^./, (letter) => letter.toUpperCase())}`;
  if (near.target === far.target) return [many + byKey(near), byJunction + byKey(near).replace(/^By/, 'And')];
  return ambiguous ? [byJunction] : [many, byJunction];
}

/** `ancestors` and `descendants`; `ancestorsByManager` where a table has several keys to itself. */
export function treeNames(foreignKey: ForeignKey, name: 'ancestors' | 'descendants'): Candidates {
  const by = name + byKey(foreignKey);
  return foreignKey.ambiguous ? [by] : [name, by];
}

function byKey(foreignKey: ForeignKey): string {
  return byColumns(foreignKey.pairs.map((pair) => withoutSuffix(pair.local.name).join(' ') || pair.local.name));
}

function withoutSuffix(column: string): string[] {
  const parts = words(column);
  return keySuffixes.has(parts.at(-1) ?? '') ? parts.slice(0, -1) : parts;
}
