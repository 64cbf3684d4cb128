/** What can be said of many rows of an entity at once: which functions its columns' types allow, and what they give. */
import { FLOAT8, INT4, INT8, NUMERIC, TEXT } from './built-in-types.ts';
import { valueColumns } from './value-columns.ts';
import type { AggregateFunction, Aggregates, AggregateValue, GroupKey } from './aggregate-model.ts';
import type { Column, Entity, PgType } from './model.ts';
import { sortable } from './sortable.ts';

const INTEGERS = new Set(['int2', 'int4', 'int8']);
const FLOATS = new Set(['float4', 'float8']);
const DATES = new Set(['date', 'timestamp', 'timestamptz']);
const MOMENTS = new Set(['timestamptz']);
/** `min` and `max` exist for them in every version that is served. */
const EXTREMES = new Set([
  ...INTEGERS,
  ...FLOATS,
  ...DATES,
  ...'numeric money text bpchar citext time timetz interval inet'.split(' '),
]);

export const aggregateFunctions = [
  'countDistinct',
  'sum',
  'avg',
  'min',
  'max',
  'stddev',
] as const satisfies readonly AggregateFunction[];

const existing = new WeakMap<Entity, Aggregates>();

export function aggregatesOf(entity: Entity): Aggregates {
  const before = existing.get(entity);
  if (before) return before;
  const made = buildAggregates(entity);
  existing.set(entity, made);
  return made;
}

function buildAggregates(entity: Entity): Aggregates {
  const columns = valueColumns(entity);
  const values: AggregateValue[] = [];
  const count = {
    name: 'count',
    field: 'count',
    type: INT4,
    nullable: false,
    description: 'Number of rows.',
    stored: null,
  };
  values.push({ function: 'count', of: null, column: { ...count, index: 0 } });
  for (const name of aggregateFunctions) {
    for (const column of columns) {
      const type = resultType(name, column.type);
      if (type) values.push({ function: name, of: column, column: derived(column, name, type, values.length) });
    }
  }
  const keys: GroupKey[] = [];
  for (const column of columns.filter(({ type }) => groupable(type))) {
    const key = derived(column, 'key', column.type, values.length + keys.length);
    keys.push({
      of: column,
      column: key,
      isDate: isBuiltIn(column.type, DATES),
      isMoment: isBuiltIn(column.type, MOMENTS),
    });
  }
  return { entity, values, keys };
}

function derived(column: Column, word: string, type: PgType, index: number): Column {
  // Only a count is never null: over no rows everything else is.
  const { field, name, description, nondeterministic } = column;
  const made = {
    field,
    name: `${word} ${name}`,
    type,
    nullable: word !== 'countDistinct',
    description,
    stored: null,
    index,
  };
  // The least and the greatest of texts are texts under their collation.
  return nondeterministic && ONE_OF_THEM.has(word) ? { ...made, nondeterministic } : made;
}

const ONE_OF_THEM = new Set(['min', 'max', 'key']);

/** Null: the function does not exist for the type. */
function resultType(name: AggregateFunction, type: PgType): PgType | null {
  if (type.unusable) return null;
  switch (name) {
    case 'count':
      return INT4;
    case 'countDistinct':
      return sortable(type) ? INT4 : null;
    case 'min':
    case 'max':
      // There is none for varchar: PostgreSQL takes it for text.
      if (isBuiltIn(type, new Set(['varchar']))) return TEXT;
      return type.kind === 'enum' || isCitext(type) || isBuiltIn(type, EXTREMES) ? type : null;
    case 'sum':
      return sumType(type);
    case 'avg':
      return isBuiltIn(type, new Set(['interval'])) ? type : meanType(type);
    case 'stddev':
      return meanType(type);
  }
}

/** PostgreSQL's: one size larger, so that no sum of few rows overflows. */
function sumType(type: PgType): PgType | null {
  if (isBuiltIn(type, new Set(['int2', 'int4']))) return INT8;
  if (isBuiltIn(type, new Set(['int8']))) return NUMERIC;
  return isBuiltIn(type, new Set(['numeric', 'float4', 'float8', 'money', 'interval'])) ? type : null;
}

function meanType(type: PgType): PgType | null {
  if (isBuiltIn(type, FLOATS)) return FLOAT8;
  return isBuiltIn(type, new Set([...INTEGERS, 'numeric'])) ? NUMERIC : null;
}

function groupable(type: PgType): boolean {
  return (type.kind === 'scalar' || type.kind === 'enum') && sortable(type);
}

/** An extension's type may live in any schema. */
/** One that the role may name: its functions are beside it. */
function isCitext(type: PgType): boolean {
  return type.kind === 'scalar' && type.name === 'citext' && !type.unusable;
}

function isBuiltIn(type: PgType, names: ReadonlySet<string>): boolean {
  return type.kind === 'scalar' && type.schema === 'pg_catalog' && type.as === undefined && names.has(type.name);
}
