/** Aggregates of the selection become selects of their own: one for the values of all rows, one for each way to group them. */
import type { Column } from '../../../schema/model/model.ts';
import type { SelectArguments } from '../shared/filter.ts';
import type { AggregateShape, GroupsShape, SelectNode, ValueShape } from './select-plan.ts';
import type { AggregateField, GroupsField, ValueField } from './selection.ts';

export interface AggregateSelect {
  readonly kind: 'aggregate' | 'groups';
  readonly path: string;
  readonly list: SelectArguments;
  readonly columns: readonly Column[];
}

export function collectAggregate(
  field: AggregateField,
  select: (select: AggregateSelect) => SelectNode,
): AggregateShape {
  const { key, path, args } = field;
  const columns = field.fields.flatMap((part) => (part.kind === 'groups' ? [] : columnsOf(part)));
  const node = columns.length > 0 ? select({ kind: 'aggregate', path, list: args, columns }) : null;
  const fields = field.fields.map((part) => (part.kind === 'groups' ? groups(part, select) : valueShape(part)));
  return { kind: 'aggregate', key, node, fields };
}

/** Groups alone are no values of all rows. */
export function hasValues({ fields }: AggregateField): boolean {
  return fields.some((part) => part.kind !== 'groups' && columnsOf(part).length > 0);
}

function groups(
  { key, path, args, fields }: GroupsField,
  select: (select: AggregateSelect) => SelectNode,
): GroupsShape {
  const node = select({ kind: 'groups', path, list: args, columns: fields.flatMap(columnsOf) });
  return { kind: 'groups', key, node, fields: fields.map(valueShape) };
}

function columnsOf(field: ValueField): readonly Column[] {
  if (field.kind === 'part') return field.fields.flatMap(columnsOf);
  return field.kind === 'column' ? [field.column] : [];
}

function valueShape(field: ValueField): ValueShape {
  return field.kind === 'part' ? { ...field, fields: field.fields.map(valueShape) } : field;
}
