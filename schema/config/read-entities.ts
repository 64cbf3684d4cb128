/** Reads the `entities` and `claims` sections of the configuration and checks their form. */
import { ConfigIssues, type IssueScope } from './reader/config-issues.ts';
import { SectionReader } from './reader/section-reader.ts';
import { isRecord } from '../util/records.ts';
import type { LimitsConfig } from './config.ts';
import { readWriteParts } from './mapping/read-write.ts';
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

export function readEntities(value: unknown, issues: IssueScope): ReadonlyMap<string, EntityMapping> {
  const parts = partsByName(value, issues);
  return new Map(parts.map(([name, section]) => [name, name === ALL ? readAll(section) : readEntity(section)]));
}

/** Gives PostgreSQL's names of the types. They are checked when the database is known. */
export function readClaims(value: unknown, issues: IssueScope): ReadonlyMap<string, string> {
  if (value === false) return new Map();
  const claims = new Map<string, string>();
  if (!isRecord(value)) issues.wrong("must be an object of PostgreSQL types by claim: { userId: 'int8' }");
  for (const [name, type] of Object.entries(isRecord(value) ? value : {})) {
    if (typeof type === 'string') claims.set(name, type);
    else issues.at(name).wrong("must be the name of a PostgreSQL type, such as 'int8' or 'text[]'");
  }
  return claims;
}

function partsByName(value: unknown, issues: IssueScope): [string, SectionReader][] {
  if (value === false) return [];
  if (!isRecord(value)) issues.wrong('must be an object of entities by name');
  return Object.entries(isRecord(value) ? value : {}).map(([name, item]) => [
    name,
    new SectionReader(item, issues.at(name)),
  ]);
}

/** The settings of all entities together can only say how their relations are loaded. */
function readAll(section: SectionReader): EntityMapping {
  const relations = section.named('relations', readRelation);
  section.end();
  if ([...relations.keys()].some((name) => name !== ALL)) {
    section.wrong('relations', `may only have "${ALL}": a relation by its name belongs to an entity`);
  }
  return { ...readEntity(new SectionReader({}, new ConfigIssues().at(section.path))), relations };
}

function readEntity(section: SectionReader): EntityMapping {
  const settings = {
    name: section.text('name'),
    hide: section.flag('hide', false),
    description: section.text('description'),
    key: section.has('key') ? section.texts('key') : null,
    orderBy: section.list('orderBy'),
    defaultPageSize: section.integer('defaultPageSize', 0),
    maxPageSize: section.integer('maxPageSize', 1),
    columns: section.named('columns', readColumn),
    relations: section.named('relations', readRelation),
    variants: section.has('variants') ? readVariants(section.below('variants', section.any('variants'))) : null,
    unions: section.named('unions', readUnion),
    policy: section.any('policy') ?? null,
    ...readWriteParts(section),
    ...readFields(section),
  };
  section.end();
  return settings;
}

function readColumn(section: SectionReader): ColumnMapping {
  const settings = {
    name: section.text('name'),
    hide: section.flag('hide', false),
    description: section.text('description'),
    type: readType(section),
    nullable: section.has('nullable') ? section.flag('nullable', true) : null,
  };
  section.end();
  return settings;
}

function readType(section: SectionReader): string | null {
  const type = section.text('type');
  if (type === null || /^["\w][\w ".$]*(\[\])?$/.test(type)) return type;
  section.wrong('type', "must be the name of a PostgreSQL type, such as 'uuid' or 'public.status[]'");
  return null;
}

function readRelation(section: SectionReader): RelationMapping {
  if (section.path.endsWith(`.relations.${ALL}`)) section.only(['load'], 'of all relations together');
  const settings = {
    name: section.text('name'),
    hide: section.flag('hide', false),
    description: section.text('description'),
    load: section.choice('load', LOADS),
    target: section.text('target'),
    kind: section.choice('kind', ['one', 'many']),
    on: readOn(section),
    through: section.has('through') ? readThrough(section.below('through', section.any('through'))) : null,
    where: section.any('where') ?? null,
    orderBy: section.list('orderBy'),
    nullable: section.has('nullable') ? section.flag('nullable', true) : null,
  };
  section.end();
  return settings;
}

function readThrough(section: SectionReader): ThroughMapping {
  const settings = {
    table: section.text('table') ?? '',
    on: readPairs(section, 'on') ?? [],
    then: readPairs(section, 'then') ?? [],
  };
  if (settings.table === '')
    section.wrong('table', "must be the table between the two sides, such as 'public.product_tags'");
  section.end();
  return settings;
}

function readVariants(section: SectionReader): VariantsMapping {
  const settings = {
    interface: section.text('interface'),
    by: required(section, 'by', 'the column that tells the types apart'),
    types: section.named('types', (type) => {
      const variant = {
        value: required(type, 'value', 'what the column holds for this type'),
        columns: type.has('columns') ? type.texts('columns') : null,
      };
      type.end();
      return variant;
    }),
  };
  section.end();
  return settings;
}

function readUnion(section: SectionReader): UnionMapping {
  const settings = {
    name: required(section, 'name', 'the name of the GraphQL union'),
    description: section.text('description'),
    by: required(section, 'by', 'the column that tells the types apart'),
    types: section.named('types', (type) => {
      const member = {
        value: required(type, 'value', 'what the column holds for this type'),
        on: readPairs(type, 'on') ?? [],
      };
      type.end();
      return member;
    }),
  };
  section.end();
  return settings;
}

function required(section: SectionReader, name: string, what: string): string {
  const text = section.text(name);
  if (!section.has(name)) section.wrong(name, `must be ${what}`);
  return text ?? '';
}

/** Reads pairs of columns, or an SQL condition. */
function readOn(section: SectionReader): RelationMapping['on'] {
  const on = section.any('on');
  if (typeof on === 'string') return on;
  if (on === undefined || Array.isArray(on)) return readPairs(section, 'on');
  section.wrong(
    'on',
    "must be pairs of columns, such as [['customer_id', 'id']], or an SQL condition over {source} and {target}",
  );
  return [];
}

/** Gives null where the setting is absent. */
function readPairs(section: SectionReader, name: string): readonly ColumnPairSetting[] | null {
  if (!section.has(name)) return null;
  return section.list(name).flatMap((pair): ColumnPairSetting[] => {
    if (Array.isArray(pair) && pair.length === 2 && pair.every((column) => typeof column === 'string')) {
      return [[String(pair[0]), String(pair[1])]];
    }
    section.wrong(name, "must be pairs of columns, here and there, such as [['customer_id', 'id']]");
    return [];
  });
}

/** Gives the types that columns are read as. */
export function typesOf(entities: ReadonlyMap<string, EntityMapping>): readonly string[] {
  const columns = [...entities.values()].flatMap((entity) => [...entity.columns.values()]);
  return [...new Set(columns.flatMap(({ type }) => type ?? []))];
}

/** Checks an entity's own page sizes against the limits of all. */
export function checkPageSizes(
  entities: ReadonlyMap<string, EntityMapping>,
  limits: LimitsConfig,
  issues: ConfigIssues,
): void {
  for (const [name, { defaultPageSize, maxPageSize }] of entities) {
    const entity = issues.at(`entities.${name}`);
    const max = maxPageSize ?? limits.maxPageSize;
    if (defaultPageSize !== null && defaultPageSize > max) {
      const whose = maxPageSize === null ? 'limits.maxPageSize' : `${entity.path}.maxPageSize`;
      entity.at('defaultPageSize').wrong(`must not be greater than ${whose}, ${max}`);
    }
    if (max > limits.maxRowsPerStatement && maxPageSize !== null) {
      const most = limits.maxRowsPerStatement;
      entity.at('maxPageSize').wrong(`must not be greater than limits.maxRowsPerStatement, ${most}`);
    }
  }
}
