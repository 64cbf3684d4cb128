/** Finds the keys by which other subgraphs name an entity's rows. */
import { GraphQLBoolean, GraphQLFloat, GraphQLID, GraphQLInt, isLeafType } from 'graphql';
import { hasUse } from '../catalog/pg-scalars.ts';
import type { IssueScope } from '../config/reader/config-issues.ts';
import { encodeInput } from '../values/encode-input.ts';
import type { EntityKey, KeyPart } from '../graphql/entity-references.ts';
import { messageOf } from '../util/message-of.ts';
import { holdsKey } from '../model/holds-key.ts';
import type { Column, Entity, PgType, UniqueKey } from '../model/model.ts';
import type { ValueTypes } from '../graphql/value-types.ts';
import { type FieldSetField, namesIn, parseFieldSet, printFieldSet, readFieldSet } from './field-set.ts';
import type { KeySettings, TypeSettings } from '../config/federation/federation-settings.ts';

/** Gives all keys of an entity that are right, and reports the others. */
export function entityKeys(
  entity: Entity,
  settings: TypeSettings | undefined,
  values: ValueTypes,
  issues: IssueScope,
): EntityKey[] {
  const read = (key: KeySettings): EntityKey[] => {
    try {
      return [readKey(entity, key, values)];
    } catch (error) {
      issues.because(`key "${key.fields}": ${messageOf(error)}`, namesIn(readFieldSet(key.fields)));
      return [];
    }
  };
  if (settings?.keys) return [...settings.keys, ...settings.addKeys].flatMap(read);
  const own = entity.uniqueKeys
    .filter((key) => isPlain(key, entity))
    .map(({ columns }) => columns.map(({ field }) => field).join(' '));
  for (const removed of settings?.removeKeys ?? []) {
    if (own.includes(removed)) continue;
    issues.at('removeKeys').because(`there is no key "${removed}"; the database gives ${list(own)}.`);
  }
  const kept = own.filter((fields) => !settings?.removeKeys.includes(fields));
  const plain = kept.map((fields) => ({ fields, resolvable: true, nullable: false }));
  return [...plain, ...(settings?.addKeys ?? [])].flatMap(read);
}

function list(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.map((name) => `"${name}"`).join(', ');
}

function isPlain(key: UniqueKey, { columns }: Entity): boolean {
  return key.columns.every((column) => columns.includes(column) && !column.nullable && isChecked(column.type));
}

function readKey(entity: Entity, { fields, resolvable, nullable }: KeySettings, values: ValueTypes): EntityKey {
  const set = parseFieldSet(fields);
  const parts = set.flatMap((field) => readParts(entity, field, values));
  const columns = parts.map(({ column }) => column);
  const empty = columns.find((column) => column.nullable);
  if (empty && !nullable) {
    throw new Error(
      `the column ${entity.table.name}.${empty.name} may be null, and such a row has no key; make it NOT NULL or say nullable: true.`,
    );
  }
  if (resolvable && !holdsKey(entity, columns))
    throw new Error(`several rows may have it: there is no unique key on ${entity.table.name} within it.`);
  return { fields: printFieldSet(set), resolvable, parts };
}

function readParts(entity: Entity, field: FieldSetField, values: ValueTypes): KeyPart[] {
  return leaves(entity, field).map(({ path, column, shown }) => {
    if (!isChecked(column.type))
      throw new Error(`${path.join('.')} is of a type that the gateway cannot check by itself.`);
    return { path, column, encode: encoder(shown.type, column.type, values) };
  });
}

interface Leaf {
  readonly path: readonly string[];
  readonly column: Column;
  /** The column that the path ends in, which may be of another table. */
  readonly shown: Column;
}

/** `variation { id }` is a column of the entity's own table if a foreign key leads to that very `id`. */
function leaves(entity: Entity, { name, fields }: FieldSetField): Leaf[] {
  if (fields.length === 0) {
    const column = entity.columns.find((each) => each.field === name);
    if (!column) throw new Error(`${entity.name}.${name} is not a column.`);
    return [{ path: [name], column, shown: column }];
  }
  const relation = entity.relations.find(
    (each) => each.field === name && each.kind === 'one' && each.direction === 'forward',
  );
  if (!relation)
    throw new Error(`${entity.name}.${name} is not a relation that ${entity.table.name} holds a foreign key of.`);
  return fields.flatMap((below) =>
    leaves(relation.target, below).map(({ path, column, shown }) => {
      const pair = relation.pairs.find(({ remote }) => remote === column);
      if (!pair) throw new Error(`the foreign key of ${entity.name}.${name} does not hold ${path.join('.')}.`);
      return { path: [name, ...path], column: pair.local, shown };
    }),
  );
}

/** A bad value of a type that the gateway cannot check would fail the statement that loads everybody's rows. */
function isChecked(type: PgType): boolean {
  return type.kind === 'enum' || hasUse(type, 'key');
}

function encoder(shown: PgType, type: PgType, values: ValueTypes): KeyPart['encode'] {
  const scalar = values.input(shown);
  if (!isLeafType(scalar)) throw new Error('a key holds single values.');
  if (scalar !== GraphQLID) return (value) => encodeInput(type, scalar.parseValue(value));
  const natural = values.input(asStored(type));
  const isNumber = natural === GraphQLInt || natural === GraphQLFloat || natural === GraphQLBoolean;
  if (isNumber || !isLeafType(natural)) return (value) => encodeInput(type, GraphQLID.parseValue(value));
  return (value) => encodeInput(type, natural.parseValue(GraphQLID.parseValue(value)));
}

/** Gives the type without the setting that shows it as ID. */
function asStored(type: PgType): PgType {
  if (type.kind !== 'scalar') return type;
  const { oid, schema, name } = type;
  return { kind: 'scalar', oid, schema, name };
}
