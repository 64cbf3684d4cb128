/** No order leaves it open which of two rows comes first, so that pages neither overlap nor leave gaps. */
import type { OrderTerm } from '../loaders/plan/filter.ts';
import { hasOneText } from '../schema/one-text.ts';
import type { Column, Entity } from '../schema/model.ts';
import { sortable } from '../schema/sortable.ts';

/**
 * Appends what makes the order total: the key, or where the row is kept. Rows that neither tells apart are told apart by
 * all their columns, and those that differ in none are each as good as the other.
 */
export function total(entity: Entity, terms: readonly OrderTerm[]): readonly OrderTerm[] {
  const known = new Set(
    terms.flatMap(({ path, by }) => (path.length === 0 && by.kind === 'column' ? [by.column] : [])),
  );
  const missing = (columns: readonly Column[]) =>
    columns.filter((column) => !known.has(column)).map((column) => ascending(column));
  const columns = [...entity.columns, ...entity.hiddenColumns];
  if (!tellsApart(entity)) {
    const sorted = columns.filter(({ type }) => sortable(type));
    const written = columns.filter((column) => !hasOneText(column));
    return [...terms, ...missing(sorted), ...written.map(byText)];
  }
  const key = entity.key?.columns ?? [];
  const places = entity.key && !entity.inherited ? [] : entity.rowId;
  return [...terms, ...missing(key), ...places.map((column) => plain({ kind: 'system', column }))];
}

/** For cursors, which must tell also those rows apart that differ in nothing: by their number. */
export function numbered(entity: Entity, terms: readonly OrderTerm[]): readonly OrderTerm[] {
  return tellsApart(entity) ? terms : [...terms, plain({ kind: 'number' })];
}

/** Something in a row is of no other row. */
function tellsApart({ key, inherited, rowId }: Entity): boolean {
  return (key !== null && !inherited) || rowId.length > 0;
}

/** Nulls last. */
export function ascending(column: Column, nullable = column.nullable): OrderTerm {
  return { ...plain({ kind: 'column', column }), nullable };
}

function byText(column: Column): OrderTerm {
  return { ...plain({ kind: 'text', column }), nullable: column.nullable };
}

function plain(by: OrderTerm['by']): OrderTerm {
  return { path: [], by, descending: false, nullsFirst: false, nullable: false };
}
