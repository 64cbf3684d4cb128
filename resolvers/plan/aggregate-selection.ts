/** The outline of an aggregate → what to make of the rows: values, and groups with their keys. */
import { getNamedType } from 'graphql';
import { type SelectArguments, NO_ARGUMENTS } from '../../loaders/plan/shared/filter.ts';
import type { LoadHint } from '../../loaders/plan/shared/load-strategy.ts';
import type { AggregateField, FailedField, GroupsField, ValueField } from '../../loaders/plan/read/selection.ts';
import { aggregatesOf } from '../../schema/model/aggregates.ts';
import type { GroupKey } from '../../schema/model/aggregate-model.ts';
import type { Entity, Relation } from '../../schema/model/model.ts';
import { ArgumentError } from '../arguments/argument-reader.ts';
import type { OperationArguments } from '../arguments/arguments.ts';
import type { CollectedField } from '../operation/collect-fields.ts';

/** The rows that an aggregate is made of. */
export interface AggregatedRows {
  readonly entity: Entity;
  readonly relation: Relation | null;
  /** Only its filter counts: the whole list, whatever its page. */
  readonly list: SelectArguments;
  readonly load: LoadHint | null;
}

export function aggregateField(field: CollectedField, rows: AggregatedRows, args: OperationArguments): AggregateField {
  const { key, path } = field;
  const { entity, relation, load } = rows;
  const list = { ...NO_ARGUMENTS, id: rows.list.countId, filter: rows.list.filter };
  const fields = field.children.map((child) => {
    return child.source?.kind === 'groups' ? groupsField(child, list, args) : valueField(child, field);
  });
  return { kind: 'aggregate', key, path, aggregates: aggregatesOf(entity), relation, args: list, load, fields };
}

function groupsField(
  field: CollectedField,
  rows: SelectArguments,
  args: OperationArguments,
): GroupsField | FailedField {
  const { key, path } = field;
  const own = args.of(field);
  if (own instanceof Error) return { kind: 'failed', key, error: own };
  const list = { ...own.list, id: `${rows.id}/${own.list.id}`, filter: rows.filter };
  const stranger = keysOf(field).find((key) => !list.grouping?.by.some((each) => each.key === key));
  if (stranger) return { kind: 'failed', key, error: notGrouped(field, stranger.of.field) };
  const fields = field.children.map((child) => valueField(child, field));
  return { kind: 'groups', key, path, args: list, fields };
}

/** The keys that the client wants to see. */
function keysOf({ children }: CollectedField): readonly GroupKey[] {
  const keys = children.filter((child) => child.source?.kind === 'keys').flatMap((child) => child.children);
  return keys.flatMap(({ source }) => (source?.kind === 'groupKey' ? [source.key] : []));
}

function valueField(field: CollectedField, above: CollectedField): ValueField {
  const { key, source } = field;
  switch (source?.kind) {
    case 'value':
      return { kind: 'column', key, column: source.column };
    case 'values':
    case 'keys':
      return { kind: 'part', key, fields: field.children.map((child) => valueField(child, field)) };
    case 'groupKey':
      return { kind: 'column', key, column: source.key.column };
    default:
      return { kind: 'typename', key, typeName: above.definition ? getNamedType(above.definition.type).name : '' };
  }
}

function notGrouped({ path }: CollectedField, name: string): Error {
  return new ArgumentError(`${path}.keys has no ${name}: rows are not grouped by it. Add it to groups(by:).`);
}
