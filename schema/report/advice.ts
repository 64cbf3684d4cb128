/** Tells a person of slow relations, relations that cannot be joined, and names that had to be made up. */
import { lookupIndexes } from '../model/indexes.ts';
import { singular } from '../naming/inflect.ts';
import type { Column, Entity, Model, Relation, TableName } from '../model/model.ts';
import { camelCase, pascal, words } from '../naming/naming.ts';
import { whyNeverJoined } from '../model/never-joined.ts';

export interface Advice {
  readonly entity: string;
  /** Null when the advice is about the entity or one of its columns. */
  readonly relation: string | null;
  readonly code: 'NO_KEY' | 'NO_INDEX' | 'NOT_JOINABLE' | 'NAME_MADE_UP' | 'TYPE_OUT_OF_REACH';
  readonly message: string;
}

/** The advice comes in the order of the model. */
export function advise(model: Model): Advice[] {
  return model.entities.flatMap((entity) => [
    ...entityNameAdvice(entity),
    ...keyAdvice(entity),
    ...entity.columns.flatMap((column) => columnNameAdvice(entity, column)),
    ...entity.columns.flatMap((column) => typeAdvice(entity, column)),
    ...entity.relations.flatMap((relation) => [
      ...indexAdvice(relation),
      ...joinAdvice(relation),
      ...relationNameAdvice(relation),
    ]),
  ]);
}

/** Pages without a key are exact all the same, and never cheap. */
function keyAdvice({ name, table, kind, key, rowId, columns }: Entity): Advice[] {
  if (key || rowId.length > 0) return [];
  const why = /view|foreign/.test(kind) ? 'has no key' : 'has no key that this role may read';
  const example = columns[0]?.name ?? '…';
  const message = `${table.schema}.${table.name} ${why}, so every page sorts all of its rows by all columns. Name columns that tell its rows apart: entities.${name}.key: ['${example}'].`;
  return [{ entity: name, relation: null, code: 'NO_KEY', message }];
}

/** Advises once per foreign key, at the relation that reads it from the referenced side. */
function indexAdvice(relation: Relation): Advice[] {
  // The unique key that a foreign key leads to has an index.
  const isForward = relation.direction === 'forward' && relation.constraint !== null;
  if (isForward || relation.on || relation.junction || relation.tree || relation.target.stub) return [];
  const { source, target, field, pairs } = relation;
  const columns = pairs.map(({ remote }) => remote);
  if (isIndexed(target, columns)) return [];
  const names = columns.map((column) => column.name).join(', ');
  const message = `${target.table.schema}.${target.table.name} has no index that begins with (${names}); every load reads the whole table.`;
  return [{ entity: source.name, relation: field, code: 'NO_INDEX', message }];
}

function joinAdvice(relation: Relation): Advice[] {
  const { source, field } = relation;
  const reason = whyNeverJoined(relation);
  if (reason === null) return [];
  const message = `${reason}, so the relation is never joined. Add a unique key.`;
  return [{ entity: source.name, relation: field, code: 'NOT_JOINABLE', message }];
}

/** Whether some index leads with these columns, in any order. */
function isIndexed(entity: Entity, columns: readonly Column[]): boolean {
  const leads = (index: readonly Column[]): boolean => {
    const leading = index.slice(0, columns.length);
    return leading.length === columns.length && columns.every((column) => leading.includes(column));
  };
  return lookupIndexes(entity).some(leads);
}

/** Tells of a type whose name is not simply the table's in the singular. */
function entityNameAdvice({ name, table }: Entity): Advice[] {
  if (isLegal(table.name) && name === pascal(singular(words(table.name)))) return [];
  const message = `The table "${table.schema}.${table.name}" is called ${name}. To call it otherwise: entities: { ${setting(table)}: { name: '${name}' } }`;
  return [{ entity: name, relation: null, code: 'NAME_MADE_UP', message }];
}

/** Tells of a field whose name is not simply the column's in camel case. */
function columnNameAdvice(entity: Entity, column: Column): Advice[] {
  if (isLegal(column.name) && column.field === camelCase(column.name)) return [];
  const { name, field } = column;
  const line = `entities: { ${setting(entity.table)}: { columns: { ${quoted(name)}: { name: '${field}' } } } }`;
  const message = `The column "${name}" is called ${field}. To call it otherwise: ${line}`;
  return [{ entity: entity.name, relation: null, code: 'NAME_MADE_UP', message }];
}

/** A column whose type this role may not name can only be read: PostgreSQL takes no value of it, and finds no operator. */
function typeAdvice({ name }: Entity, { name: column, type }: Column): Advice[] {
  if (!type.unusable) return [];
  const { schema } = type.kind === 'array' ? type.element : type;
  const message = `The column "${column}" is of a type that this role may not name, so it has no conditions and no order, and no key or relation leads over it. Grant usage on schema ${schema}.`;
  return [{ entity: name, relation: null, code: 'TYPE_OUT_OF_REACH', message }];
}

/** Tells of a number at the end of a field that tells it from another of the same type. */
function relationNameAdvice({ source, field, constraint }: Relation): Advice[] {
  if (constraint === null) return [];
  const plain = field.replace(/\d+$/, '');
  if (plain === field || ![...source.columns, ...source.relations].some((other) => other.field === plain)) return [];
  const message = `${plain} was taken, so the relation of ${constraint} is called ${field}.`;
  return [{ entity: source.name, relation: field, code: 'NAME_MADE_UP', message }];
}

/** The setting names the table, because the name of the type is what may change. */
function setting({ schema, name }: TableName): string {
  return quoted(`${schema}.${name}`);
}

function quoted(name: string): string {
  return `'${name.replace(/['\\]/g, '\\$&')}'`;
}

function isLegal(name: string): boolean {
  return /^[A-Za-z][A-Za-z0-9_]*$/.test(name);
}
