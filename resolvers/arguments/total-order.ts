/** Makes orders total, so that pages neither overlap nor leave gaps. */
import type { OrderTerm } from '../../loaders/plan/shared/filter.ts';
import { hasOneText } from '../../schema/model/one-text.ts';
import type { Column, Entity } from '../../schema/model/model.ts';
import { sortable } from '../../schema/model/sortable.ts';

/**
 * Appends terms that make the order total: the key, or the place of the row. Rows that share both are told apart by all
 * their columns, and rows that are equal in all of them are interchangeable.
 */
export function total(entity: Entity, terms: readonly OrderTerm[]): readonly OrderTerm[] {
  const declared = new Set(
    terms.flatMap(({ path, by }) => (path.length === 0 && by.kind === 'column' ? [by.column] : [])),
  );
  const missing = (columns: readonly Column[]) =>
    columns.filter((column) => !declared.has(column)).map((column) => ascending(column));
  if (!tellsApart(entity)) {
    const compared = [entity.columns, entity.hiddenColumns].flatMap((columns) => [
      ...missing(columns.filter(({ type }) => sortable(type))),
      ...columns.filter((column) => !hasOneText(column)).map(byText),
    ]);
    return [...terms, ...compared];
  }
  const key = entity.key?.columns ?? [];
  const places = entity.key && !entity.hasChildTables ? [] : entity.rowId;
  return [...terms, ...missing(key), ...places.map((column) => plain({ kind: 'system', column }))];
}

/**
 * Numbers rows for cursors, which must tell even those rows apart that are equal in all visible columns. Hidden columns
 * decide the number, and do not stand in the cursor.
 */
export function numbered(entity: Entity, order: readonly OrderTerm[]): readonly OrderTerm[] {
  if (tellsApart(entity)) return order;
  const end = order.findLastIndex((term) => !isHidden(entity, term)) + 1;
  return [...order.slice(0, end), plain({ kind: 'number', by: order.slice(end) })];
}

function isHidden({ hiddenColumns }: Entity, { path, by }: OrderTerm): boolean {
  return path.length === 0 && (by.kind === 'column' || by.kind === 'text') && hiddenColumns.includes(by.column);
}

/** True if something in a row is unique to it. */
function tellsApart({ key, hasChildTables, rowId }: Entity): boolean {
  return (key !== null && !hasChildTables) || rowId.length > 0;
}

/** Puts nulls last. */
export function ascending(column: Column, nullable = column.nullable): OrderTerm {
  return { ...plain({ kind: 'column', column }), nullable };
}

function byText(column: Column): OrderTerm {
  return { ...plain({ kind: 'text', column }), nullable: column.nullable };
}

function plain(by: OrderTerm['by']): OrderTerm {
  return { path: [], by, descending: false, nullsFirst: false, nullable: false };
}
