/** Writes the rows of a model as TypeScript, for `espalier types`. The same model gives the same text. */
import { type OutputForm, pgScalar } from '../catalog/pg-scalars.ts';
import type { Config } from '../config/config.ts';
import { ConfigIssues } from '../config/reader/config-issues.ts';
import { valueColumns } from '../model/value-columns.ts';
import { type FunctionField, functionFields, type FunctionSettings, settingsOf } from './function-types.ts';
import type { UnionRelation, Column, Entity, Model, PgType, Relation } from '../model/model.ts';
import { NODE_ID, Nodes } from '../nodes/nodes.ts';
import { distinctOnType } from '../graphql/distinct-on.ts';
import { ValueTypes } from '../graphql/value-types.ts';

const HEAD = `// Written by \`espalier types\`. Do not change it by hand: it is what the database says.

/** Rows by type: their columns as resolvers see them, and where their relations lead. */`;

/** Longer lines would be broken by a formatter. */
const MOST_CHARACTERS = 100;

const NUMBERS = new Set<OutputForm>(['raw', 'float']);
const JSON_FORMS = new Set<OutputForm>(['json', 'jsonb']);

export function rowTypes(model: Model, settings: FunctionSettings & Pick<Config, 'claims' | 'nodes'>): string {
  const { entities } = model;
  const { claims } = settings;
  const ids = settings.nodes ? new Nodes(model, new ValueTypes(), new ConfigIssues().at('nodes')).entities : new Map();
  const functions = (entity: Entity): readonly FunctionField[] => {
    const own = functionFields(entity, settings, model);
    return ids.has(entity.name) ? [...own, { field: NODE_ID, type: 'string' }] : own;
  };
  const sorted = entities.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const rows = block(
    'export interface Entities',
    sorted.map((entity) => {
      return entityType(entity, { functions: functions(entity), configured: configuredNames(entity, settings, model) });
    }),
  );
  const types = `${HEAD}\n${rows}\n`;
  if (claims.size === 0) return types;
  const declared = [...claims.keys()].map((name) => `readonly ${key(name)}: string | null;`);
  return `${types}\n/** The claims that policies and expressions may use. */\n${block('export interface Claims', declared)}\n`;
}

function entityType(entity: Entity, { functions, configured }: ConfiguredFields): string {
  const { name, base, columns, computed, relations, unions } = entity;
  const field = (column: Column): string => {
    return `readonly ${key(column.field)}: ${tsType(column.type)}${column.nullable ? ' | null' : ''};`;
  };
  const parts = [
    block('columns:', columns.map(field)),
    ...filled('computed:', computed.map(field)),
    ...filled(
      'floats:',
      valueColumns(entity)
        .filter(isFloat)
        .map(({ field: name }) => `readonly ${key(name)}: true;`),
    ),
    ...filled(
      'functions:',
      functions.map((each) => `readonly ${key(each.field)}: ${each.type};`),
    ),
    ...(base ? [`base: '${base.entity.name}'`] : []),
    block('one:', relations.filter(({ kind }) => kind === 'one').map(oneType)),
    block('many:', relations.filter(({ kind }) => kind === 'many').map(manyType)),
    ...filled('aggregates:', siblingTypes(relations, 'aggregate')),
    ...filled('connections:', siblingTypes(relations, 'connection')),
    ...filled('choices:', unions.map(unionType)),
    ...named(
      'distinctOn',
      distinctOnType(entity)
        ?.getValues()
        .map(({ name: value }) => value) ?? [],
    ),
    ...named('configured', configured),
  ];
  return `${block(
    `${key(name)}:`,
    parts.map((part) => `${part};`),
  )};`;
}

interface ConfiguredFields {
  readonly functions: readonly FunctionField[];
  /** Names of the configuration that are no fields. */
  readonly configured: readonly string[];
}

/** The configuration may name a column as the database does, and hide or rename what it names: its names are right, for it was read. */
function configuredNames(entity: Entity, settings: FunctionSettings, model: Model): string[] {
  const fields = new Set([...entity.columns, ...entity.relations].map(({ field }) => field));
  const names = settingsOf(entity, model, settings).flatMap(({ columns, relations }) => [
    ...columns.keys(),
    ...relations.keys(),
  ]);
  return names.filter((name) => !fields.has(name)).toSorted();
}

function named(part: string, values: readonly string[]): string[] {
  const texts = values.map((value) => `'${value}'`);
  const line = `${part}: ${texts.join(' | ')}`;
  if (line.length > MOST_CHARACTERS) return [`${part}:\n${texts.map((text) => `  | ${text}`).join('\n')}`];
  return values.length === 0 ? [] : [line];
}

function filled(head: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [block(head, lines)];
}

function siblingTypes(relations: readonly Relation[], which: 'aggregate' | 'connection'): string[] {
  return relations.flatMap(({ siblings, target }) =>
    siblings ? [`readonly ${key(siblings[which])}: '${target.name}';`] : [],
  );
}

function unionType({ field, types }: UnionRelation): string {
  return `readonly ${key(field)}: ${types.map(({ relation }) => `'${relation.target.name}'`).join(' | ')};`;
}

/** Sums and means of other numbers are texts, which lose no digit. */
function isFloat({ type }: Column): boolean {
  return pgScalar(type)?.family === 'float';
}

function oneType({ field, target, nullable }: Relation): string {
  return `readonly ${key(field)}: '${target.name}'${nullable ? ' | null' : ''};`;
}

function manyType({ field, target }: Relation): string {
  return `readonly ${key(field)}: '${target.name}';`;
}

/** Gives the type of a decoded value, as in `docs/values.md`. */
function tsType(type: PgType): string {
  switch (type.kind) {
    case 'scalar':
      return scalarType(pgScalar(type)?.output ?? 'text');
    case 'enum':
      return type.enum.values.map(({ name }) => `'${name}'`).join(' | ') || 'never';
    case 'array':
      return `readonly (${tsType(type.element)} | null)[]`;
    case 'composite':
      return object(type.composite.attributes.map(({ field, type: each }) => [field, `${tsType(each)} | null`]));
    case 'range': {
      const bound = `${tsType(type.subtype)} | null`;
      const flags = ['startInclusive', 'endInclusive', 'isEmpty'].map((name) => [name, 'boolean'] as const);
      return object([['start', bound], ['end', bound], ...flags]);
    }
  }
}

function scalarType(form: OutputForm): string {
  if (NUMBERS.has(form)) return 'number';
  if (form === 'boolean') return 'boolean';
  return JSON_FORMS.has(form) ? 'unknown' : 'string';
}

function object(fields: readonly (readonly [string, string])[]): string {
  return `{ ${fields.map(([name, type]) => `readonly ${key(name)}: ${type}`).join('; ')} }`;
}

function block(head: string, lines: readonly string[]): string {
  const body = lines.flatMap((line) => line.split('\n')).map((line) => `  ${line}`);
  return lines.length === 0 ? `${head} {}` : [`${head} {`, ...body, '}'].join('\n');
}

function key(name: string): string {
  return /^[\w$]+$/.test(name) && !/^\d/.test(name) ? name : JSON.stringify(name);
}
