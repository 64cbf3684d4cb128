/** Aggregates of the rows of an entity: which functions its columns' types allow, and what they give. */
import { type PgScalar, pgScalar } from '../catalog/pg-scalars.ts';
import { builtInType, INT4 } from './built-in-types.ts';
import { valueColumns } from './value-columns.ts';
import type { AggregateFunction, Aggregates, AggregateValue, GroupKey } from './aggregate-model.ts';
import type { Column, Entity, PgType } from './model.ts';
import { sortable } from './sortable.ts';

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
    const family = lineOf(column.type)?.family;
    const isMoment = family === 'timestamptz';
    keys.push({ of: column, column: key, isDate: isMoment || family === 'date' || family === 'timestamp', isMoment });
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
  const line = lineOf(type);
  switch (name) {
    case 'count':
      return INT4;
    case 'countDistinct':
      return sortable(type) ? INT4 : null;
    case 'min':
    case 'max':
      return type.kind === 'enum' || isCitext(type) ? type : typeNamed(line?.extreme, type);
    case 'sum':
    case 'avg':
    case 'stddev':
      return typeNamed(line?.[name], type);
  }
}

function typeNamed(name: string | null | undefined, own: PgType): PgType | null {
  if (!name) return null;
  return name === own.name ? own : builtInType(name);
}

function groupable(type: PgType): boolean {
  return (type.kind === 'scalar' || type.kind === 'enum') && sortable(type);
}

/** Its functions are beside it, in whatever schema. An ID that is one keeps them. */
function isCitext(type: PgType): boolean {
  return type.kind === 'scalar' && type.name === 'citext';
}

/** An ID is opaque: nothing is computed of it. */
function lineOf(type: PgType): PgScalar | undefined {
  return type.kind === 'scalar' && type.as === undefined ? pgScalar(type) : undefined;
}
