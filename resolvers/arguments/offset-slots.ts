/** Moves the slots of one field's arguments to the place of its values among all values of the request. */
import type { Filter, Grouping, SelectArguments, Slot } from '../../loaders/plan/shared/filter.ts';

export function offsetSlots(args: SelectArguments, base: number, id: string): SelectArguments {
  const move = (slot: Slot): Slot => (slot.configured ? slot : { ...slot, index: slot.index + base });
  return {
    ...args,
    id,
    countId: args.filter.kind === 'and' && args.filter.filters.length === 0 ? 'all' : id,
    filter: offsetFilter(args.filter, move),
    operands: args.operands.map((slot) => slot && move(slot)),
    keysets: args.keysets.map((keyset) => ({ ...keyset, values: keyset.values.map((slot) => slot && move(slot)) })),
    limit: args.limit && move(args.limit),
    offset: args.offset && move(args.offset),
    maxDepth: args.maxDepth && move(args.maxDepth),
    grouping: args.grouping && offsetGrouping(args.grouping, move),
    counting: args.counting.mode === 'capped' ? { mode: 'capped', cap: move(args.counting.cap) } : args.counting,
  };
}

function offsetGrouping({ by, having }: Grouping, move: (slot: Slot) => Slot): Grouping {
  return {
    by: by.map(({ key, unit, zone }) => ({ key, unit: unit && move(unit), zone: zone && move(zone) })),
    having: offsetFilter(having, move),
  };
}

function offsetFilter(filter: Filter, move: (slot: Slot) => Slot): Filter {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return { ...filter, filters: filter.filters.map((part) => offsetFilter(part, move)) };
    case 'not':
    case 'related':
      return { ...filter, filter: offsetFilter(filter.filter, move) };
    case 'aggregated':
      return { ...filter, filter: offsetFilter(filter.filter, move), having: offsetFilter(filter.having, move) };
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
