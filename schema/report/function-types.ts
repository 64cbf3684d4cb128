/** Writes the custom fields of entities as TypeScript. */
import { Kind, parse, parseType, type TypeNode } from 'graphql';
import { outputName } from '../extensions/shared-fields.ts';
import type { Config } from '../config/config.ts';
import type { EntityMapping } from '../config/mapping/entity-settings.ts';
import { findEntity } from '../build/tables/find.ts';
import type { Entity, Model } from '../model/model.ts';
import { scalarNames } from '../values/scalars.ts';

export type FunctionSettings = Pick<Config, 'entities' | 'typeDefs'>;

export interface FunctionField {
  readonly field: string;
  readonly type: string;
}

/** A field that gives objects is `unknown`, because its type depends on the selection. */
export function functionFields(entity: Entity, settings: FunctionSettings, model: Model): readonly FunctionField[] {
  const values = new Map(
    model.enums.map(({ name, values: all }) => [name, all.map((each) => `'${each.name}'`).join(' | ')]),
  );
  return [...configured(entity, model, settings), ...extended(entity, settings)].map(([field, node]) => {
    return { field, type: valueType(node, values) ?? 'unknown' };
  });
}

type Typed = readonly [field: string, type: TypeNode];

function configured(entity: Entity, model: Model, settings: FunctionSettings): Typed[] {
  return settingsOf(entity, model, settings).flatMap(({ resolved }) =>
    [...resolved].flatMap(([field, { type }]) => {
      const node = readable(() => parseType(type));
      return node ? [[field, node] as const] : [];
    }),
  );
}

/** The configuration may speak of an entity by its type and by its table. */
export function settingsOf(
  entity: Entity,
  { entities: all }: Model,
  { entities }: Pick<FunctionSettings, 'entities'>,
): readonly EntityMapping[] {
  return [...entities].flatMap(([key, settings]) =>
    findEntity(all, settings.name ?? key) === entity ? [settings] : [],
  );
}

function extended(entity: Entity, { typeDefs }: FunctionSettings): Typed[] {
  const names = [entity.name, outputName(entity)];
  const document = readable(() => parse(typeDefs));
  return (document?.definitions ?? []).flatMap((definition) => {
    if (definition.kind !== Kind.OBJECT_TYPE_EXTENSION && definition.kind !== Kind.INTERFACE_TYPE_EXTENSION) return [];
    if (!names.includes(definition.name.value)) return [];
    return (definition.fields ?? []).map(({ name, type }) => [name.value, type] as const);
  });
}

/** The gateway reports at boot what cannot be read. */
function readable<Node>(read: () => Node): Node | null {
  try {
    return read();
  } catch {
    return null;
  }
}

const SCALARS: ReadonlyMap<string, string> = new Map([
  ...scalarNames().map((name) => [name, 'string'] as const),
  ['String', 'string'],
  ['Int', 'number'],
  ['Float', 'number'],
  ['Boolean', 'boolean'],
  ['JSON', 'unknown'],
  ['ID', 'string'],
]);

/** Gives null for a type that does not consist of values. */
function valueType(node: TypeNode, enums: ReadonlyMap<string, string>): string | null {
  if (node.kind === Kind.NON_NULL_TYPE) return notNull(node.type, enums);
  const type = notNull(node, enums);
  return type === null || type === 'unknown' ? type : `${type} | null`;
}

function notNull(
  node: Exclude<TypeNode, { kind: Kind.NON_NULL_TYPE }>,
  enums: ReadonlyMap<string, string>,
): string | null {
  if (node.kind === Kind.LIST_TYPE) {
    const item = valueType(node.type, enums);
    return item === null ? null : `readonly (${item})[]`;
  }
  const { value: name } = node.name;
  return SCALARS.get(name) ?? enums.get(name) ?? null;
}
