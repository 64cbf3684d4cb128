/** Values of many rows together, and their groups. */
import type { AggregateShape, GroupsShape, SelectNode, ValueShape } from '../../loaders/plan/read/select-plan.ts';
import type { LoadResult } from '../../loaders/session/load-result.ts';
import type { Column } from '../../schema/model/model.ts';
import { valueOf } from './aggregate-value.ts';
import { rangeOf } from './page.ts';
import { PartView, readColumn, type Reading, type View, whenLoaded } from './view.ts';

/** The row that holds the values. */
interface Row {
  readonly loaded: LoadResult;
  readonly node: SelectNode;
  readonly instance: number;
}

export function aggregateView(
  reading: Reading,
  loaded: LoadResult,
  { node, fields }: AggregateShape,
  parent: number,
): View {
  return new PartView(fields, (field) => {
    if (field.kind === 'groups') {
      return whenLoaded(reading, loaded, field.node, parent, (held) => readGroups(held, field, parent));
    }
    if (!node) return readValue(null, field);
    return whenLoaded(reading, loaded, node, parent, (held) => {
      const { start, end } = rangeOf(held, node, parent);
      return readValue(end > start ? { loaded: held, node, instance: start } : null, field);
    });
  });
}

function readGroups(loaded: LoadResult, { node, fields }: GroupsShape, parent: number): readonly View[] {
  const { start, end } = rangeOf(loaded, node, parent);
  return Array.from({ length: end - start }, (_, index) => {
    return new PartView(fields, (field) => readValue({ loaded, node, instance: start + index }, field));
  });
}

function readValue(row: Row | null, field: ValueShape): unknown {
  const read = row && ((column: Column): unknown => readColumn(row.loaded, row.node, row.instance, column));
  return valueOf(read, field, (fields, value) => new PartView(fields, value));
}
