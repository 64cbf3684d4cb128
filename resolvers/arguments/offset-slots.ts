/** Moves the slots of one field's arguments to where its values stand among all values of the request. */
import type { Filter, Grouping, ListArguments, Slot } from '../../loaders/plan/shared/filter.ts';

export function rebase(list: ListArguments, base: number, id: string): ListArguments {
  const move = (slot: Slot): Slot => (slot.configured ? slot : { ...slot, index: slot.index + base });
  return {
    ...list,
    id,
    countId: list.filter.kind === 'and' && list.filter.filters.length === 0 ? 'all' : id,
    filter: rebaseFilter(list.filter, move),
    operands: list.operands.map((slot) => slot && move(slot)),
    keysets: list.keysets.map((keyset) => ({ ...keyset, values: keyset.values.map((slot) => slot && move(slot)) })),
    limit: list.limit && move(list.limit),
    offset: list.offset && move(list.offset),
    maxDepth: list.maxDepth && move(list.maxDepth),
    grouping: list.grouping && rebaseGrouping(list.grouping, move),
    counting: list.counting.mode === 'capped' ? { mode: 'capped', cap: move(list.counting.cap) } : list.counting,
  };
}

function rebaseGrouping({ by, having }: Grouping, move: (slot: Slot) => Slot): Grouping {
  return {
    by: by.map(({ key, unit, zone }) => ({ key, unit: unit && move(unit), zone: zone && move(zone) })),
    having: rebaseFilter(having, move),
  };
}

function rebaseFilter(filter: Filter, move: (slot: Slot) => Slot): Filter {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return { ...filter, filters: filter.filters.map((part) => rebaseFilter(part, move)) };
    case 'not':
    case 'related':
      return { ...filter, filter: rebaseFilter(filter.filter, move) };
    case 'compare':
      return { ...filter, operand: move(filter.operand) };
    case 'at': {
      const { test } = filter;
      const moved = 'operand' in test ? { ...test, operand: move(test.operand) } : test;
      return { ...filter, path: move(filter.path), test: moved };
    }
    case 'search':
      return { ...filter, words: move(filter.words) };
    case 'null':
    case 'empty':
    case 'claim':
      return filter;
  }
}
