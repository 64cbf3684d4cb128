/** Values that are made of whole rows: cursors, counts, the values of a function. */
import type { PageInfoFieldShape, SelectNode, ValuesShape } from '../../loaders/plan/read/select-plan.ts';
import type { LoadResult } from '../../loaders/session/load-result.ts';
import { encodeCursor } from '../arguments/cursor.ts';
import { type Page, rangeOf } from './page.ts';
import { readColumn } from './column-values.ts';

export function cursorOf(loaded: LoadResult, node: SelectNode, index: number): string {
  const rows = loaded.rows(node);
  const row = rows.row(index);
  return encodeCursor(
    node.args.order,
    rows.columns.order.map((position) => rows.block.text(row, position)),
  );
}

/** Says whether more rows lie beyond a page, and gives the cursors of its ends. */
export function pageInfoOf(loaded: LoadResult, node: SelectNode, page: Page, field: PageInfoFieldShape): unknown {
  const { start, end } = page;
  switch (field.kind) {
    case 'typename':
      return field.typeName;
    case 'hasNextPage':
    case 'hasPreviousPage':
      return page[field.kind];
    case 'startCursor':
      return end > start ? cursorOf(loaded, node, start) : null;
    case 'endCursor':
      return end > start ? cursorOf(loaded, node, end - 1) : null;
  }
}

/** A parent without a key has no rows to count. */
export function readCount(loaded: LoadResult, count: SelectNode, parent: number): number {
  const { start, end } = rangeOf(loaded, count, parent);
  const rows = loaded.rows(count);
  if (end === start || rows.columns.count === null) return 0;
  const text = rows.block.text(rows.row(start), rows.columns.count) ?? '';
  // An estimate is PostgreSQL's plan as JSON: its outermost node comes first.
  return Number(/"Plan Rows": (\d+)/.exec(text)?.[1] ?? text);
}

/** The values of a root, which has one parent. */
export function readValues(loaded: LoadResult, { isList, node, column }: ValuesShape): unknown {
  const { start, end } = rangeOf(loaded, node, 0);
  const values = Array.from({ length: end - start }, (_, index) => readColumn(loaded, node, start + index, column));
  return isList ? values : values[0];
}
