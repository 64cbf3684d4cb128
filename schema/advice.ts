/**
 * What the owner of the database may want to know about the model: slow keys, limits of loading, names that were made up.
 */
import { singular } from './inflect.ts';
import type { Column, Entity, Model, Relation } from './model.ts';
import { camelCase, pascal, words } from './naming.ts';

export interface Advice {
  readonly entity: string;
  /** Null when the advice is about the entity or one of its columns. */
  readonly relation: string | null;
  readonly code: 'NO_INDEX' | 'NOT_JOINABLE' | 'NAME_MADE_UP';
  readonly message: string;
}

/** In model order. */
export function advise(model: Model): Advice[] {
  return model.entities.flatMap((entity) => [
    ...madeUpNames(entity),
    ...entity.relations.flatMap((relation) => [
      ...withoutIndex(relation),
      ...notJoinable(relation),
      ...madeUpRelation(relation),
    ]),
  ]);
}

/** A foreign key is read from the referenced side; the relation that does so tells. */
function withoutIndex(relation: Relation): Advice[] {
  if (relation.direction !== 'backward' || relation.junction !== null || relation.tree !== null) return [];
  const { source, target, field, pairs } = relation;
  const columns = pairs.map((pair) => pair.remote);
  if (target.indexes.some((index) => leads(index, columns))) return [];
  const list = columns.map((column) => column.name).join(', ');
  const message = `${target.table.schema}.${target.table.name} has no index that begins with ${list}: this relation reads the whole table.`;
  return [{ entity: source.name, relation: field, code: 'NO_INDEX', message }];
}

/** The columns, in any order, come first in the index. */
function leads(index: readonly Column[], columns: readonly Column[]): boolean {
  const prefix = new Set(index.slice(0, columns.length));
  return columns.every((column) => prefix.has(column));
}

function notJoinable({ source, field, junction }: Relation): Advice[] {
  if (junction === null || junction.unique) return [];
  const table = `${junction.entity.table.schema}.${junction.entity.table.name}`;
  const message = `${table} may hold a pair twice, so ${source.name}.${field} is loaded by a statement of its own, never joined. A unique key over both foreign keys lifts this.`;
  return [{ entity: source.name, relation: field, code: 'NOT_JOINABLE', message }];
}

function madeUpNames(entity: Entity): Advice[] {
  const { name, table, columns } = entity;
  const made = (message: string): Advice => ({ entity: name, relation: null, code: 'NAME_MADE_UP', message });
  const plain = isPlain(table.name) && name === pascal(singular(words(table.name)));
  return [
    ...(plain ? [] : [made(`Table ${JSON.stringify(`${table.schema}.${table.name}`)} is called ${name} here.`)]),
    ...columns
      .filter((column) => !isPlain(column.name) || column.field !== camelCase(column.name))
      .map((column) => made(`Column ${JSON.stringify(column.name)} is called ${column.field} here.`)),
  ];
}

/** A number at the end tells the field from another of the same type. */
function madeUpRelation({ source, field, constraint }: Relation): Advice[] {
  const stem = field.replace(/\d+$/, '');
  const taken = [...source.columns, ...source.relations].some((other) => other.field === stem);
  if (stem === field || !taken) return [];
  const message = `${stem} was taken, so the relation of ${constraint} is called ${field}.`;
  return [{ entity: source.name, relation: field, code: 'NAME_MADE_UP', message }];
}

function isPlain(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);
}
