/**
 * The types that the columns of a statement had when the model was read. A column that has another type now would
 * otherwise be copied into the response as a value of the old one.
 */
import type { RowLayout } from './statement.ts';

const existing = new WeakMap<RowLayout, readonly number[]>();

/** Oids by position; 0 where any type will do: ordinals, counts, the values of an order. */
export function columnTypes(layout: RowLayout): readonly number[] {
  const types = existing.get(layout) ?? readTypes(layout);
  existing.set(layout, types);
  return types;
}

function readTypes({ columnCount, nodes }: RowLayout): readonly number[] {
  const types = Array.from({ length: columnCount }, () => 0);
  for (const [node, { positions }] of nodes) {
    for (const { index, type, nullable } of node.columns) {
      const position = positions[index] ?? -1;
      // A count is an int8 that is shown as an Int.
      const isCount = node.kind !== 'rows' && !nullable;
      // A cast makes it an array of the base type, whatever type the column has now.
      const isCast = type.kind === 'array' && type.ofDomain;
      if (position >= 0 && !isCount && !isCast) types[position] = type.oid;
    }
  }
  return types;
}
