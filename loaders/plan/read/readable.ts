/**
 * The selection without what cannot be read: each field that needs it fails where it stands, and the rest is planned as if
 * it had not been asked for.
 */
import type { Aggregates } from '../../../schema/model/aggregate-model.ts';
import type { Column, Entity, Relation, RootFunction } from '../../../schema/model/model.ts';
import { isCalled } from '../shared/called-column.ts';
import { columnsOfList, columnsOfRelation } from '../shared/columns-of.ts';
import type { SelectArguments } from '../shared/filter.ts';
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
export type Missing = ReadonlyMap<Readable, Error>;

export function readableSelection(selection: Selection, missing: Missing): Selection {
  return {
    fields: selection.fields.map((field) => {
      if (field.kind === 'rows') return rows(field, missing);
      if (field.kind === 'aggregate') return aggregate(field, missing);
      if (field.kind === 'values') return values(field, missing);
      return field.kind === 'entities' ? entities(field, missing) : field;
    }),
  };
}

function values(field: ValuesField, missing: Missing): ValuesField | FailedField {
  const error = errorOf(neededByRows(field.rows), missing);
  return error ? failed(field, error) : field;
}

function entities(field: EntitiesField, missing: Missing): EntitiesField | FailedField {
  const error = errorOf(field.selects.flatMap(neededByRows), missing);
  if (error) return failed(field, error);
  return { ...field, selects: field.selects.map((select) => toOne(select, missing)) };
}

function toOne(field: ToOneField, missing: Missing): ToOneField {
  return { ...field, form: { ...field.form, selection: object(field.form.selection, missing) } };
}

function object({ entity, fields, subtypes }: ObjectSelection, missing: Missing): ObjectSelection {
  const readable = (each: readonly ObjectField[]) => each.map((field) => objectField(field, missing));
  return {
    entity,
    fields: readable(fields),
    subtypes: subtypes && {
      discriminator: subtypes.discriminator,
      types: subtypes.types.map((type) => ({ ...type, fields: readable(type.fields) })),
    },
  };
}

function objectField(field: ObjectField, missing: Missing): ObjectField {
  switch (field.kind) {
    case 'rows':
      return rows(field, missing);
    case 'aggregate':
      return aggregate(field, missing);
    case 'baseField': {
      const error = errorOf(neededByRows(field.rows), missing);
      return error ? failed(field, error) : { ...field, field: objectField(field.field, missing) };
    }
    case 'union': {
      const error = errorOf([field.discriminator, ...field.types.flatMap((type) => neededByRows(type.rows))], missing);
      const types = field.types.map((type) => ({ ...type, rows: toOne(type.rows, missing) }));
      return error ? failed(field, error) : { ...field, types };
    }
    case 'custom':
      return { ...field, requires: object(field.requires, missing) };
    default: {
      const error = field.kind === 'column' ? errorOf([field.column], missing) : null;
      return error ? failed(field, error) : field;
    }
  }
}

function rows(field: RowsField, missing: Missing): RowsField | FailedField {
  const error = errorOf(neededByRows(field), missing);
  if (error) return failed(field, error);
  const { form } = field;
  if (form.kind !== 'connection') return { ...field, form: { ...form, selection: object(form.selection, missing) } };
  return { ...field, form: { ...form, fields: form.fields.map((part) => connectionPart(part, missing)) } };
}

function connectionPart(part: ConnectionField, missing: Missing): ConnectionField {
  switch (part.kind) {
    case 'nodes':
      return { ...part, selection: object(part.selection, missing) };
    case 'edges':
      return { ...part, fields: part.fields.map((field) => edgePart(field, missing)) };
    case 'aggregate':
      return aggregate(part, missing);
    default:
      return part;
  }
}

function edgePart(part: EdgeField, missing: Missing): EdgeField {
  return part.kind === 'node' ? { ...part, selection: object(part.selection, missing) } : part;
}

function aggregate(field: AggregateField, missing: Missing): AggregateField | FailedField {
  const { aggregates, relation, args } = field;
  const made = madeOf(aggregates, missing);
  const error = errorOf([...neededBy(relation, args), aggregates.entity], made);
  if (error) return failed(field, error);
  const fields = field.fields.map((part) => (part.kind === 'groups' ? groups(part, made) : value(part, made)));
  return { ...field, fields };
}

/** Values and keys of groups that are made of what cannot be read, beside that itself. */
function madeOf({ values, keys }: Aggregates, missing: Missing): Missing {
  const made = new Map(missing);
  for (const { of, column } of [...values, ...keys]) {
    const error = of && missing.get(of);
    if (error) made.set(column, error);
  }
  return made;
}

function groups(field: GroupsField, missing: Missing): GroupsField | FailedField {
  const error = errorOf(neededBy(null, field.args), missing);
  if (error) return failed(field, error);
  return { ...field, fields: field.fields.map((part) => value(part, missing)) };
}

function value(field: ValueField, missing: Missing): ValueField {
  if (field.kind === 'part') return { ...field, fields: field.fields.map((part) => value(part, missing)) };
  const error = field.kind === 'column' ? missing.get(field.column) : undefined;
  return error ? failed(field, error) : field;
}

/** What the rows cannot be found, told apart or sorted without. */
function neededByRows({ entity, relation, args }: RowsField): readonly Readable[] {
  const by = entity.subtypes ? [entity.subtypes.discriminator] : [];
  return [...(entity.key?.columns ?? []), ...by, ...neededBy(relation, args), entity];
}

function neededBy(relation: Relation | null, args: SelectArguments): readonly Readable[] {
  const own = relation ? [relation] : [];
  const along = [...own, ...relationsOfList(args)].flatMap((each) => [...tablesOf(each), each]);
  const called = args.call ? [args.call] : [];
  return [...called, ...own.flatMap(columnsOfRelation), ...columnsOfList(args), ...along];
}

function errorOf(needed: readonly Readable[], missing: Missing): Error | null {
  for (const each of needed) {
    const error = missing.get('type' in each && isCalled(each) ? each.of : each);
    if (error) return error;
  }
  return null;
}

function failed({ key }: { readonly key: string }, error: Error): FailedField {
  return { kind: 'failed', key, error };
}
