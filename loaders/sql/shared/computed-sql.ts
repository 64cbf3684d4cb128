/** Values that PostgreSQL computes from a row: the configuration's SQL around aliases and slots. */
import type { CheckedValue } from '../../../schema/model/catalog-questions.ts';
import type { Column, Computed, SqlPart } from '../../../schema/model/model.ts';
import { type CalledColumn, isCalled } from '../../plan/shared/called-column.ts';
import type { Slot } from '../../plan/shared/filter.ts';
import { quote, tableSql } from './identifiers.ts';

/** Makes a parameter of a slot. */
type Bind = (slot: Slot) => string;

export function computedSql(bind: Bind, alias: string, column: Column, computed: Computed): string {
  const slots = isCalled(column) ? column.slots : [];
  if (computed.kind === 'function') return callSql(bind, computed, slots, [alias]);
  return `(${partsSql(computed.parts, alias, (index) => slotSql(bind, slots[index]))})`;
}

function partsSql(parts: readonly SqlPart[], alias: string, argument: (index: number) => string): string {
  const text = parts.map((part) => {
    if (typeof part === 'string') return part;
    return part.kind === 'row' ? alias : argument(part.index);
  });
  return text.join('');
}

function slotSql(bind: Bind, slot: CalledColumn['slots'][number] | undefined): string {
  if (!slot) throw new Error('a computed value lacks an argument');
  return bind(slot);
}

/** Arguments that are left out have their defaults. */
export function callSql(
  bind: Bind,
  { function: name, args }: Extract<Computed, { kind: 'function' }>,
  slots: readonly (Slot | null)[],
  first: readonly string[] = [],
): string {
  const given = args.flatMap(({ sqlName, isVariadic }, index) => {
    const slot = slots[index];
    if (!slot) return [];
    return [`${isVariadic ? 'variadic ' : ''}${sqlName === '' ? '' : `${quote(sqlName)} => `}${bind(slot)}`];
  });
  return `${tableSql(name)}(${[...first, ...given].join(', ')})`;
}

/**
 * Asks PostgreSQL for the type of a value without computing it. Neither aggregates nor window functions may stand in
 * WHERE, and an aggregate may not stand beside a column: an expression that is not a value of a row is refused.
 */
export function checkSql({ table, kind, parts, argTypes, column }: CheckedValue): string {
  const value = `(${partsSql(parts, 't0', (index) => `$${index + 1}::${argTypes[index]}`)})`;
  const only = kind === 'sql' ? ` where ${value} is null` : '';
  // Beside a second row of the table, a column without {row} is ambiguous, as it would be beside that of another table.
  const beside = `${tableSql(table)} t0, ${tableSql(table)} "another row"`;
  const rows = `select ${value} as value, t0.${quote(column)} from ${beside}${only} limit 0`;
  return `select pg_catalog.pg_typeof(x.value)::pg_catalog.oid::pg_catalog.text as type from (select 1) o left join lateral (${rows}) x on true`;
}
