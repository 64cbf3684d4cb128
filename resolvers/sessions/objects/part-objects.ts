/** What is no row: aggregates, groups, pages. Plain objects that nobody can change, with what was selected. */
import type {
  AggregateShape,
  ConnectionFieldShape,
  GroupsShape,
  SelectNode,
} from '../../../loaders/plan/read/select-plan.ts';
import type { LoadResult } from '../../../loaders/session/load-result.ts';
import type { Column } from '../../../schema/model/model.ts';
import { valueOf } from '../../objects/aggregate-value.ts';
import { type Page, rangeOf } from '../../objects/page.ts';
import { readColumn } from '../../objects/view.ts';
import { pageInfoOf } from '../../objects/row-values.ts';

export function partObject<Field extends { readonly key: string }>(
  fields: readonly Field[],
  value: (field: Field) => unknown,
): object {
  return Object.freeze(Object.fromEntries(fields.map((field) => [field.key, value(field)])));
}

export function aggregateObject(loaded: LoadResult, { node, fields }: AggregateShape, parent: number): object {
  const found = node && rangeOf(loaded, node, parent);
  const read = node && found && found.end > found.start ? reader(loaded, node, found.start) : null;
  return partObject(fields, (field) =>
    field.kind === 'groups' ? groupObjects(loaded, field, parent) : valueOf(read, field, partObject),
  );
}

function reader(loaded: LoadResult, node: SelectNode, index: number): (column: Column) => unknown {
  return (column) => readColumn(loaded, node, index, column);
}

function groupObjects(loaded: LoadResult, { node, fields }: GroupsShape, parent: number): readonly object[] {
  const { start, end } = rangeOf(loaded, node, parent);
  const groups = Array.from({ length: end - start }, (_, index) => {
    const read = reader(loaded, node, start + index);
    return partObject(fields, (field) => valueOf(read, field, partObject));
  });
  return Object.freeze(groups);
}

type PageInfoShape = Extract<ConnectionFieldShape, { kind: 'pageInfo' }>;

export function pageInfoObject(loaded: LoadResult, { node, fields }: PageInfoShape, page: Page): object {
  return partObject(fields, (field) => pageInfoOf(loaded, node, page, field));
}
