/** The outline of an aggregate → selects of its own: one for the values of all rows, one for each way to group them. */
import { getNamedType } from 'graphql';
import { addColumn, type DraftNode, type FieldRows, type Selects } from '../../loaders/plan/read/draft-plan.ts';
import type { AggregateShape, FailedShape, GroupsShape, ValueShape } from '../../loaders/plan/read/select-plan.ts';
import { NO_ARGUMENTS } from '../../loaders/plan/shared/filter.ts';
import { errorOfList, errorOfValues, type Missing, withAggregates } from '../../loaders/plan/shared/missing.ts';
import type { Aggregates, GroupKey } from '../../schema/model/aggregate-model.ts';
import { aggregatesOf } from '../../schema/model/aggregates.ts';
import type { Column } from '../../schema/model/model.ts';
import { ArgumentError } from '../arguments/argument-reader.ts';
import type { OperationArguments } from '../arguments/arguments.ts';
import type { CollectedField } from '../operation/collect-fields.ts';

export interface AggregateContext {
  readonly args: OperationArguments;
  readonly missing: Missing | null;
  readonly selects: Selects;
}

/** An aggregate is made of the whole list, whatever its page: only the filter of `rows` counts. */
export function aggregateShape(
  context: AggregateContext,
  field: CollectedField,
  rows: FieldRows,
): AggregateShape | FailedShape {
  return new AggregateReader(context, field, rows).read();
}

/** The select of an aggregate's values with all counts of rows; null where the aggregate has groups alone. */
export function countedValues(context: AggregateContext, field: CollectedField, rows: FieldRows): DraftNode | null {
  return new AggregateReader(context, field, rows).counted();
}

class AggregateReader {
  readonly #context: AggregateContext;
  readonly #field: CollectedField;
  readonly #rows: FieldRows;
  readonly #aggregates: Aggregates;
  readonly #missing: Missing | null;

  constructor(context: AggregateContext, field: CollectedField, rows: FieldRows) {
    const { countId: id, filter } = rows.args;
    this.#context = context;
    this.#field = field;
    this.#rows = { ...rows, path: field.path, args: { ...NO_ARGUMENTS, id, filter } };
    this.#aggregates = aggregatesOf(rows.entity);
    this.#missing = withAggregates(context.missing, this.#aggregates);
  }

  read(): AggregateShape | FailedShape {
    const { key, children } = this.#field;
    const error = errorOfValues(this.#missing, this.#rows);
    if (error) return { kind: 'failed', key, error };
    const columns = this.#columns();
    const node = columns.length > 0 ? this.#select() : null;
    if (node) addColumns(node, columns);
    const fields = children.map((child) => (isGroups(child) ? this.#groups(child) : this.#value(child, this.#field)));
    return { kind: 'aggregate', key, node, fields };
  }

  counted(): DraftNode | null {
    if (this.#columns().length === 0) return null;
    const counts = this.#aggregates.values.filter((value) => value.function === 'count');
    const node = this.#select();
    addColumns(
      node,
      counts.map(({ column }) => column),
    );
    return node;
  }

  #select(): DraftNode {
    return this.#context.selects.select('aggregate', this.#rows, 'one', this.#aggregates);
  }

  /** The columns that are made of all rows, which those of groups are not. */
  #columns(): readonly Column[] {
    const values = this.#field.children.filter((child) => !isGroups(child));
    return values.flatMap((child) => columnsOf(this.#value(child, this.#field)));
  }

  #groups(field: CollectedField): GroupsShape | FailedShape {
    const { key, path, children } = field;
    const own = this.#context.args.of(field);
    if (own instanceof Error) return { kind: 'failed', key, error: own };
    const { id, filter } = this.#rows.args;
    const args = { ...own.list, id: `${id}/${own.list.id}`, filter };
    const stranger = keysOf(field).find((each) => !args.grouping?.by.some((term) => term.key === each));
    const error = stranger ? notGrouped(field, stranger.of.field) : errorOfList(this.#missing, null, args);
    if (error) return { kind: 'failed', key, error };
    const fields = children.map((child) => this.#value(child, field));
    const node = this.#context.selects.select('groups', { ...this.#rows, path, args }, 'many', this.#aggregates);
    addColumns(node, fields.flatMap(columnsOf));
    return { kind: 'groups', key, node, fields };
  }

  #value(field: CollectedField, above: CollectedField): ValueShape {
    const { key, source } = field;
    switch (source?.kind) {
      case 'value':
        return this.#column(key, source.column);
      case 'groupKey':
        return this.#column(key, source.key.column);
      case 'values':
      case 'keys':
        return { kind: 'part', key, fields: field.children.map((child) => this.#value(child, field)) };
      default:
        return { kind: 'typename', key, typeName: above.definition ? getNamedType(above.definition.type).name : '' };
    }
  }

  #column(key: string, column: Column): ValueShape {
    const error = this.#missing?.get(column);
    return error ? { kind: 'failed', key, error } : { kind: 'column', key, column };
  }
}

function isGroups({ source }: CollectedField): boolean {
  return source?.kind === 'groups';
}

/** The keys that the client wants to see. */
function keysOf({ children }: CollectedField): readonly GroupKey[] {
  const keys = children.filter((child) => child.source?.kind === 'keys').flatMap((child) => child.children);
  return keys.flatMap(({ source }) => (source?.kind === 'groupKey' ? [source.key] : []));
}

function columnsOf(shape: ValueShape): readonly Column[] {
  if (shape.kind === 'part') return shape.fields.flatMap(columnsOf);
  return shape.kind === 'column' ? [shape.column] : [];
}

function addColumns(node: DraftNode, columns: readonly Column[]): void {
  for (const column of columns) addColumn(node, column);
}

function notGrouped({ path }: CollectedField, name: string): Error {
  return new ArgumentError(`${path}.keys has no ${name}: rows are not grouped by it. Add it to groups(by:).`);
}
