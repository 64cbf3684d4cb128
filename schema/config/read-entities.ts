/** The `entities` and `claims` sections of the configuration: their form. Every mistake is collected with its path. */
import { Part } from './reader/section-reader.ts';
import { isRecord } from '../util/records.ts';
import type { LimitsConfig } from './config.ts';
import { readFields } from './mapping/read-fields.ts';
import {
  ALL,
  type ColumnMapping,
  type ColumnPairSetting,
  type EntityMapping,
  type RelationMapping,
  type ThroughMapping,
  type UnionMapping,
  type VariantsMapping,
} from './mapping/entity-settings.ts';

const LOADS = ['auto', 'joined', 'selectin', 'lazy', 'raise'] as const;

export function readEntities(value: unknown, where: string, mistakes: string[]): ReadonlyMap<string, EntityMapping> {
  const parts = partsByName(value, where, mistakes);
  return new Map(parts.map(([name, part]) => [name, name === ALL ? readAll(part) : readEntity(part)]));
}

/** PostgreSQL's names of the types, checked when the database is known. */
export function readClaims(value: unknown, where: string, mistakes: string[]): ReadonlyMap<string, string> {
  if (value === false) return new Map();
  const claims = new Map<string, string>();
  if (!isRecord(value)) mistakes.push(`${where} must be an object of PostgreSQL types by claim: { userId: 'int8' }.`);
  for (const [name, type] of Object.entries(isRecord(value) ? value : {})) {
    if (typeof type === 'string') claims.set(name, type);
    else mistakes.push(`${where}.${name} must be the name of a PostgreSQL type, such as 'int8' or 'text[]'.`);
  }
  return claims;
}

function partsByName(value: unknown, where: string, mistakes: string[]): [string, Part][] {
  if (value === false) return [];
  if (!isRecord(value)) mistakes.push(`${where} must be an object of entities by name.`);
  return Object.entries(isRecord(value) ? value : {}).map(([name, item]) => [
    name,
    new Part(item, `${where}.${name}`, mistakes),
  ]);
}

/** Of all entities together nothing can be said but how their relations are loaded. */
function readAll(part: Part): EntityMapping {
  const relations = part.named('relations', readRelation);
  part.end();
  if ([...relations.keys()].some((name) => name !== ALL)) {
    part.wrong('relations', `may only have "${ALL}": a relation by its name belongs to an entity`);
  }
  return { ...readEntity(new Part({}, part.path, [])), relations };
}

function readEntity(part: Part): EntityMapping {
  const settings = {
    name: part.text('name'),
    hide: part.flag('hide', false),
    description: part.text('description'),
    key: part.has('key') ? part.texts('key') : null,
    orderBy: part.list('orderBy'),
    defaultPageSize: part.integer('defaultPageSize', 0),
    maxPageSize: part.integer('maxPageSize', 1),
    columns: part.named('columns', readColumn),
    relations: part.named('relations', readRelation),
    variants: part.has('variants') ? readVariants(part.below('variants', part.any('variants'))) : null,
    unions: part.named('unions', readUnion),
    policy: part.any('policy') ?? null,
    ...readFields(part),
  };
  part.end();
  return settings;
}

function readColumn(part: Part): ColumnMapping {
  const settings = {
    name: part.text('name'),
    hide: part.flag('hide', false),
    description: part.text('description'),
    type: readType(part),
    nullable: part.has('nullable') ? part.flag('nullable', true) : null,
  };
  part.end();
  return settings;
}

function readType(part: Part): string | null {
  const type = part.text('type');
  if (type === null || /^["\w][\w ".$]*(\[\])?$/.test(type)) return type;
  part.wrong('type', "must be the name of a PostgreSQL type, such as 'uuid' or 'public.status[]'");
  return null;
}

function readRelation(part: Part): RelationMapping {
  if (part.path.endsWith(`.relations.${ALL}`)) part.only(['load'], 'of all relations together');
  const settings = {
    name: part.text('name'),
    hide: part.flag('hide', false),
    description: part.text('description'),
    load: part.choice('load', LOADS),
    target: part.text('target'),
    kind: part.choice('kind', ['one', 'many']),
    on: readOn(part),
    through: part.has('through') ? readThrough(part.below('through', part.any('through'))) : null,
    where: part.any('where') ?? null,
    orderBy: part.list('orderBy'),
    nullable: part.has('nullable') ? part.flag('nullable', true) : null,
  };
  part.end();
  return settings;
}

function readThrough(part: Part): ThroughMapping {
  const settings = {
    table: part.text('table') ?? '',
    on: readPairs(part, 'on') ?? [],
    then: readPairs(part, 'then') ?? [],
  };
  if (settings.table === '')
    part.wrong('table', "must be the table between the two sides, such as 'public.product_tags'");
  part.end();
  return settings;
}

function readVariants(part: Part): VariantsMapping {
  const settings = {
    interface: part.text('interface'),
    by: required(part, 'by', 'the column that tells the types apart'),
    types: part.named('types', (type) => {
      const variant = {
        value: required(type, 'value', 'what the column holds for this type'),
        columns: type.has('columns') ? type.texts('columns') : null,
      };
      type.end();
      return variant;
    }),
  };
  part.end();
  return settings;
}

function readUnion(part: Part): UnionMapping {
  const settings = {
    name: required(part, 'name', 'the name of the GraphQL union'),
    description: part.text('description'),
    by: required(part, 'by', 'the column that tells the types apart'),
    types: part.named('types', (type) => {
      const member = {
        value: required(type, 'value', 'what the column holds for this type'),
        on: readPairs(type, 'on') ?? [],
      };
      type.end();
      return member;
    }),
  };
  part.end();
  return settings;
}

function required(part: Part, name: string, what: string): string {
  const text = part.text(name);
  if (!part.has(name)) part.wrong(name, `must be ${what}`);
  return text ?? '';
}

/** Pairs, or an SQL condition. */
function readOn(part: Part): RelationMapping['on'] {
  const on = part.any('on');
  if (typeof on === 'string') return on;
  if (on === undefined || Array.isArray(on)) return readPairs(part, 'on');
  part.wrong(
    'on',
    "must be pairs of columns, such as [['customer_id', 'id']], or an SQL condition over {source} and {target}",
  );
  return [];
}

/** Null where there are none. */
function readPairs(part: Part, name: string): readonly ColumnPairSetting[] | null {
  if (!part.has(name)) return null;
  return part.list(name).flatMap((pair): ColumnPairSetting[] => {
    if (Array.isArray(pair) && pair.length === 2 && pair.every((column) => typeof column === 'string')) {
      return [[String(pair[0]), String(pair[1])]];
    }
    part.wrong(name, "must be pairs of columns, here and there, such as [['customer_id', 'id']]");
    return [];
  });
}

/** Types that columns are read as. */
export function typesOf(entities: ReadonlyMap<string, EntityMapping>): readonly string[] {
  const columns = [...entities.values()].flatMap((entity) => [...entity.columns.values()]);
  return [...new Set(columns.flatMap(({ type }) => type ?? []))];
}

/** An entity's own page sizes against those of all. */
export function checkPageSizes(
  entities: ReadonlyMap<string, EntityMapping>,
  limits: LimitsConfig,
  mistakes: string[],
): void {
  for (const [name, { defaultPageSize, maxPageSize }] of entities) {
    const path = `entities.${name}`;
    const max = maxPageSize ?? limits.maxPageSize;
    if (defaultPageSize !== null && defaultPageSize > max) {
      const whose = maxPageSize === null ? 'limits.maxPageSize' : `${path}.maxPageSize`;
      mistakes.push(`${path}.defaultPageSize must not be greater than ${whose}, ${max}.`);
    }
    if (max > limits.maxRowsPerStatement && maxPageSize !== null) {
      mistakes.push(
        `${path}.maxPageSize must not be greater than limits.maxRowsPerStatement, ${limits.maxRowsPerStatement}.`,
      );
    }
  }
}
