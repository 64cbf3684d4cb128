/** Random computed columns: of a row by the types of its columns, with arguments, over related rows, over a list. */
import type { ComputedOptions } from '../../schema/config/computed/computed-settings.ts';
import type { Column, Entity, Relation } from '../../schema/model/model.ts';
import { sortable } from '../../schema/model/sortable.ts';
import { columnName, tableName } from '../reference/naive-names.ts';
import type { Dice } from './dice.ts';
import { ownName } from './own-name.ts';

type Fields = Readonly<Record<string, ComputedOptions>>;

/** Uses only columns of the table, because an expression cannot contain computed columns. */
export function randomComputed(dice: Dice, entity: Entity): Fields {
  const made = [
    ...times(dice.next(3), () => ofColumn(dice, entity)),
    ...times(dice.next(2), () => ofRelation(dice, entity)),
    ...times(dice.next(2), () => ofList(dice, entity)),
  ].filter((each) => each !== null);
  return Object.fromEntries(made.map((field, index) => [ownName(entity, `Value${index}`), field]));
}

function times<Made>(count: number, make: () => Made): Made[] {
  return Array.from({ length: count }, make);
}

const NUMBERS = new Set(['int2', 'int4', 'numeric']);
const TEXTS = new Set(['text', 'varchar']);

function ofColumn(dice: Dice, { columns }: Entity): ComputedOptions | null {
  const column = dice.pick(columns.filter(({ computed }) => !computed));
  if (!column) return null;
  const value = columnName('{row}', column);
  const { name } = column.type;
  const forms: readonly ComputedOptions[] = [
    { sql: `${value} is null`, nullable: false },
    { sql: value },
    ...(NUMBERS.has(name) ? [{ sql: `${value} * 2 + 1` }] : []),
    ...(name === 'int4' ? [{ sql: `${value} + {arg.n}`, args: { n: 'Int!' } }] : []),
    ...(TEXTS.has(name)
      ? [
          { sql: `upper(${value})` },
          { sql: `length(${value})` },
          { sql: `coalesce(${value}, {arg.other}, '')`, args: { other: 'text' }, type: 'String!' },
        ]
      : []),
    ...(name === 'bool' ? [{ sql: `not ${value}` }] : []),
    ...(column.type.kind === 'array' ? [{ sql: `cardinality(${value})` }] : []),
  ];
  return dice.pick(forms) ?? null;
}

function ofRelation(dice: Dice, { relations }: Entity): ComputedOptions | null {
  const relation = dice.pick(relations.filter(isPlainList));
  if (!relation) return null;
  const { target, pairs } = relation;
  const same = pairs.map(({ local, remote }) => `${columnName('x', remote)} = ${columnName('{row}', local)}`);
  const rows = `from ${tableName(target.table)} x where ${same.join(' and ')}`;
  const column = dice.pick(target.columns.filter(isNumber));
  return { sql: `(select ${column ? `max(${columnName('x', column)})` : 'count(*)'} ${rows})` };
}

function isPlainList({ kind, junction, on, tree }: Relation): boolean {
  return kind === 'many' && junction === null && on === null && tree === null;
}

function isNumber({ type, computed }: Column): boolean {
  return NUMBERS.has(type.name) && !computed;
}

function ofList(dice: Dice, { columns, key }: Entity): ComputedOptions | null {
  const column = dice.pick(columns.filter(({ type, computed }) => sortable(type) && !computed));
  if (!column) return null;
  const value = columnName('{row}', column);
  const total = (key?.columns ?? []).map((each) => columnName('{row}', each)).join(', ');
  const number = dice.pick(columns.filter(isNumber));
  const forms = [
    `rank() over (order by ${value} desc)`,
    `count(*) over (partition by ${value})`,
    'count(*) over ()',
    ...(total === ''
      ? []
      : [`row_number() over (order by ${value}, ${total})`, `lag(${value}) over (order by ${total})`]),
    ...(total === '' || !number ? [] : [`sum(${columnName('{row}', number)}) over (order by ${total})`]),
  ];
  return { window: dice.pick(forms) ?? '' };
}
