/** The outline of a connection → one select of its rows, and what is said of all of them. */
import type { DraftNode, FieldRows } from '../../loaders/plan/read/draft-plan.ts';
import type {
  ConnectionFieldShape,
  ConnectionShape,
  EdgeFieldShape,
  ObjectShape,
  PageInfoFieldShape,
} from '../../loaders/plan/read/select-plan.ts';
import { NO_ARGUMENTS } from '../../loaders/plan/shared/filter.ts';
import type { CollectedField } from '../operation/collect-fields.ts';
import { type AggregateContext, aggregateShape, countedValues } from './aggregate-selection.ts';

export interface ConnectionContext extends AggregateContext {
  /** The object that is selected of each row. */
  readonly object: (fields: readonly CollectedField[], node: DraftNode) => ObjectShape;
}

export function connectionShape(
  context: ConnectionContext,
  field: CollectedField,
  rows: FieldRows,
  limitSlot: number,
): ConnectionShape {
  const { key, children } = field;
  const typeName = `${rows.entity.name}Connection`;
  const node = children.some(showsRows) ? context.selects.select('rows', rows, 'many') : null;
  const fields = children.map((child): ConnectionFieldShape => {
    if (node && showsRows(child)) return rowsShape(context, child, node);
    switch (child.source?.kind) {
      case 'totalCount':
        return totalCount(context, child, field, rows);
      case 'aggregate':
        return aggregateShape(context, child, rows);
      default:
        return { kind: 'typename', key: child.key, typeName };
    }
  });
  return { kind: 'connection', key, typeName, node, limitSlot, fields };
}

function showsRows({ source }: CollectedField): boolean {
  return source?.kind === 'nodes' || source?.kind === 'edges' || source?.kind === 'pageInfo';
}

function rowsShape(
  { object }: ConnectionContext,
  { key, source, children }: CollectedField,
  node: DraftNode,
): ConnectionFieldShape {
  if (source?.kind === 'nodes') return { kind: 'nodes', key, object: object(children, node) };
  if (source?.kind === 'edges') {
    return { kind: 'edges', key, node, fields: children.map((child) => edgeField(child, object, node)) };
  }
  node.cursors ||= children.some((child) => child.source?.kind === 'startCursor' || child.source?.kind === 'endCursor');
  return { kind: 'pageInfo', key, node, fields: children.map(pageInfoField) };
}

function edgeField(
  { key, source, children }: CollectedField,
  object: ConnectionContext['object'],
  node: DraftNode,
): EdgeFieldShape {
  if (source?.kind === 'node') return { kind: 'node', key, object: object(children, node) };
  if (source?.kind !== 'cursor') return { kind: 'typename', key, typeName: `${node.entity.name}Edge` };
  node.cursors = true;
  return { kind: 'cursor', key };
}

function pageInfoField({ key, source }: CollectedField): PageInfoFieldShape {
  switch (source?.kind) {
    case 'hasNextPage':
    case 'hasPreviousPage':
    case 'startCursor':
    case 'endCursor':
      return { kind: source.kind, key };
    default:
      return { kind: 'typename', key, typeName: 'PageInfo' };
  }
}

/** Where the client asks for values of all rows, they are counted in the same statement. */
function totalCount(
  context: ConnectionContext,
  field: CollectedField,
  { children }: CollectedField,
  rows: FieldRows,
): ConnectionFieldShape {
  const { key } = field;
  const own = context.args.of(field);
  if (own instanceof Error) return { kind: 'failed', key, error: own };
  const { counting, id } = own.list;
  const { countId, filter } = rows.args;
  const isExact = counting.mode === 'exact';
  const aggregates = isExact ? children.filter((child) => child.source?.kind === 'aggregate') : [];
  for (const aggregate of aggregates) {
    const node = countedValues(context, aggregate, rows);
    if (node) return { kind: 'totalCount', key, node };
  }
  const args = { ...NO_ARGUMENTS, id: isExact ? countId : `${countId}/${id}`, filter, counting };
  return { kind: 'totalCount', key, node: context.selects.select('count', { ...rows, args }, 'one') };
}
