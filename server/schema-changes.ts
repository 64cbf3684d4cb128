/** Says what clients see of a changed schema: tables, fields and labels that are gone, that have another type, and that are new. */
import {
  getNamedType,
  type GraphQLFieldMap,
  type GraphQLSchema,
  isEnumType,
  isInterfaceType,
  isObjectType,
} from 'graphql';
import type { Model } from '../schema/model/model.ts';

export interface ShownSchema {
  readonly model: Model;
  readonly schema: GraphQLSchema;
}

/** Gives one line for each change, those that break clients first; none where clients see the same schema. */
export function schemaChanges(before: ShownSchema, after: ShownSchema): string[] {
  const shown = typesOf(before);
  const gone = shown.filter((name) => !after.schema.getType(name));
  const added = typesOf(after).filter((name) => !before.schema.getType(name));
  const common = shown.filter((name) => after.schema.getType(name));
  const changes = common.map((name) => fieldChanges(name, membersOf(before, name), membersOf(after, name)));
  return [
    ...gone.map((name) => `gone: ${titleOf(before, name)}`),
    ...changes.flatMap(({ broken }) => broken),
    ...added.map((name) => `new: ${titleOf(after, name)}`),
    ...changes.flatMap(({ fresh }) => fresh),
  ];
}

/** Types of rows, root fields and enums. Inputs and aggregates follow from them. */
function typesOf({ model, schema }: ShownSchema): string[] {
  const entities = model.entities.map(({ name }) => name);
  const fields = entities.flatMap((name) => Object.values(fieldsOf(schema.getType(name))));
  const enums = fields.map(({ type }) => getNamedType(type)).filter((type) => isEnumType(type));
  const roots = [schema.getQueryType(), schema.getMutationType()].flatMap((type) => type?.name ?? []);
  return [...new Set([...entities, ...enums.map(({ name }) => name), ...roots])];
}

function fieldsOf(type: unknown): GraphQLFieldMap<unknown, unknown> {
  return isObjectType(type) || isInterfaceType(type) ? type.getFields() : {};
}

/** A table is told as a table. */
function titleOf({ model }: ShownSchema, name: string): string {
  const entity = model.entities.find((each) => each.name === name);
  return entity ? `${name} (table ${entity.table.schema}.${entity.table.name})` : name;
}

/** Fields with their types, or labels of an enum. Root fields of tables come and go with them. */
function membersOf({ model, schema }: ShownSchema, name: string): ReadonlyMap<string, string> {
  const type = schema.getType(name);
  if (isEnumType(type)) return new Map(type.getValues().map((value) => [value.name, '']));
  const fields = Object.values(fieldsOf(type)).map((field) => [field.name, String(field.type)] as const);
  const isRoot = type === schema.getQueryType() || type === schema.getMutationType();
  return new Map(isRoot ? fields.filter(([, shown]) => !isOfEntity(model, shown)) : fields);
}

function isOfEntity({ entities }: Model, type: string): boolean {
  const name = type.replaceAll(/[[\]!]/g, '');
  return entities.some((entity) => name.startsWith(entity.name));
}

function fieldChanges(
  type: string,
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): { readonly broken: string[]; readonly fresh: string[] } {
  const broken = [...before].flatMap(([name, old]) => {
    const now = after.get(name);
    if (now === undefined) return [`gone: ${type}.${name}`];
    return now === old ? [] : [`changed: ${type}.${name} is ${now}, and was ${old}`];
  });
  const fresh = [...after.keys()].filter((name) => !before.has(name)).map((name) => `new: ${type}.${name}`);
  return { broken, fresh };
}
