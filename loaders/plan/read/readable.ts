/**
 * The selection without what cannot be read: each field that needs it fails where it stands, and the rest is planned as if
 * it had not been asked for.
 */
import type { Aggregates } from '../../../schema/model/aggregate-model.ts';
import type { Column, Entity, Relation, RootFunction } from '../../../schema/model/model.ts';
import { isCalled } from '../shared/called-column.ts';
import { columnsOfList, columnsOfRelation } from '../shared/columns-of.ts';
import type { ListArguments } from '../shared/filter.ts';
import { relationsOfList, tablesOf } from '../shared/relations-of.ts';
import type {
  AggregateField,
  ConnectionField,
  EdgeField,
  EntitiesField,
  FailedField,
  GroupsField,
  ObjectField,
  ObjectSelection,
  RowsField,
  Selection,
  ToOneField,
  ValueField,
  ValuesField,
} from './selection.ts';

/** Of an entity: its rows, whichever columns are asked for. */
export type Readable = Column | Relation | Entity | RootFunction;

/** With the error of a field that needs it. */
export type Unreadable = ReadonlyMap<Readable, Error>;

export function readableSelection(selection: Selection, unreadable: Unreadable): Selection {
  return {
    fields: selection.fields.map((field) => {
      if (field.kind === 'rows') return rows(field, unreadable);
      if (field.kind === 'aggregate') return aggregate(field, unreadable);
      if (field.kind === 'values') return values(field, unreadable);
      return field.kind === 'entities' ? entities(field, unreadable) : field;
    }),
  };
}

function values(field: ValuesField, unreadable: Unreadable): ValuesField | FailedField {
  const error = errorOf(neededByRows(field.rows), unreadable);
  return error ? failed(field, error) : field;
}

function entities(field: EntitiesField, unreadable: Unreadable): EntitiesField | FailedField {
  const error = errorOf(field.selects.flatMap(neededByRows), unreadable);
  if (error) return failed(field, error);
  return { ...field, selects: field.selects.map((select) => toOne(select, unreadable)) };
}

function toOne(field: ToOneField, unreadable: Unreadable): ToOneField {
  return { ...field, form: { ...field.form, selection: object(field.form.selection, unreadable) } };
}

function object({ entity, fields, variants }: ObjectSelection, unreadable: Unreadable): ObjectSelection {
  const readable = (each: readonly ObjectField[]) => each.map((field) => objectField(field, unreadable));
  return {
    entity,
    fields: readable(fields),
    variants: variants && {
      by: variants.by,
      types: variants.types.map((type) => ({ ...type, fields: readable(type.fields) })),
    },
  };
}

function objectField(field: ObjectField, unreadable: Unreadable): ObjectField {
  switch (field.kind) {
    case 'rows':
      return rows(field, unreadable);
    case 'aggregate':
      return aggregate(field, unreadable);
    case 'through': {
      const error = errorOf(neededByRows(field.rows), unreadable);
      return error ? failed(field, error) : { ...field, field: objectField(field.field, unreadable) };
    }
    case 'choice': {
      const error = errorOf([field.by, ...field.types.flatMap((type) => neededByRows(type.rows))], unreadable);
      const types = field.types.map((type) => ({ ...type, rows: toOne(type.rows, unreadable) }));
      return error ? failed(field, error) : { ...field, types };
    }
    case 'added':
      return { ...field, requires: object(field.requires, unreadable) };
    default: {
      const error = field.kind === 'column' ? errorOf([field.column], unreadable) : null;
      return error ? failed(field, error) : field;
    }
  }
}

function rows(field: RowsField, unreadable: Unreadable): RowsField | FailedField {
  const error = errorOf(neededByRows(field), unreadable);
  if (error) return failed(field, error);
  const { form } = field;
  if (form.kind !== 'connection') return { ...field, form: { ...form, selection: object(form.selection, unreadable) } };
  return { ...field, form: { ...form, fields: form.fields.map((part) => connectionPart(part, unreadable)) } };
}

function connectionPart(part: ConnectionField, unreadable: Unreadable): ConnectionField {
  switch (part.kind) {
    case 'nodes':
      return { ...part, selection: object(part.selection, unreadable) };
    case 'edges':
      return { ...part, fields: part.fields.map((field) => edgePart(field, unreadable)) };
    case 'aggregate':
      return aggregate(part, unreadable);
    default:
      return part;
  }
}

function edgePart(part: EdgeField, unreadable: Unreadable): EdgeField {
  return part.kind === 'node' ? { ...part, selection: object(part.selection, unreadable) } : part;
}

function aggregate(field: AggregateField, unreadable: Unreadable): AggregateField | FailedField {
  const { aggregates, relation, list } = field;
  const made = madeOf(aggregates, unreadable);
  const error = errorOf([...neededBy(relation, list), aggregates.entity], made);
  if (error) return failed(field, error);
  const fields = field.fields.map((part) => (part.kind === 'groups' ? groups(part, made) : value(part, made)));
  return { ...field, fields };
}

/** Values and keys of groups that are made of what cannot be read, beside that itself. */
function madeOf({ values, keys }: Aggregates, unreadable: Unreadable): Unreadable {
  const made = new Map(unreadable);
  for (const { of, column } of [...values, ...keys]) {
    const error = of && unreadable.get(of);
    if (error) made.set(column, error);
  }
  return made;
}

function groups(field: GroupsField, unreadable: Unreadable): GroupsField | FailedField {
  const error = errorOf(neededBy(null, field.list), unreadable);
  if (error) return failed(field, error);
  return { ...field, fields: field.fields.map((part) => value(part, unreadable)) };
}

function value(field: ValueField, unreadable: Unreadable): ValueField {
  if (field.kind === 'part') return { ...field, fields: field.fields.map((part) => value(part, unreadable)) };
  const error = field.kind === 'column' ? unreadable.get(field.column) : undefined;
  return error ? failed(field, error) : field;
}

/** What the rows cannot be found, told apart or sorted without. */
function neededByRows({ entity, relation, list }: RowsField): readonly Readable[] {
  const by = entity.variants ? [entity.variants.by] : [];
  return [...(entity.key?.columns ?? []), ...by, ...neededBy(relation, list), entity];
}

function neededBy(relation: Relation | null, list: ListArguments): readonly Readable[] {
  const own = relation ? [relation] : [];
  const along = [...own, ...relationsOfList(list)].flatMap((each) => [...tablesOf(each), each]);
  const called = list.call ? [list.call] : [];
  return [...called, ...own.flatMap(columnsOfRelation), ...columnsOfList(list), ...along];
}

function errorOf(needed: readonly Readable[], unreadable: Unreadable): Error | null {
  for (const each of needed) {
    const error = unreadable.get('type' in each && isCalled(each) ? each.of : each);
    if (error) return error;
  }
  return null;
}

function failed({ key }: { readonly key: string }, error: Error): FailedField {
  return { kind: 'failed', key, error };
}
