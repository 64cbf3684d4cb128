/** A page of a connection, which is found in the whole list by position, without comparing values. */
import type { GraphQLResolveInfo } from 'graphql';
import type { NaiveAggregate } from './naive-aggregates.ts';
import type { NaiveRow, NaiveRows, NaiveSource } from './naive-rows.ts';
import type { Json } from './naive-names.ts';

export interface NaiveConnection {
  readonly rows: readonly NaiveRow[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  /** All rows of the list, whatever the page. */
  readonly all: NaiveAggregate;
  count(): Promise<number>;
}

/**
 * The positions of the rows of cursors in the whole table, in the order of the connection. Keys are `Entity cursor`.
 */
export type CursorPositions = ReadonlyMap<string, number>;

export interface PageContext {
  readonly naive: NaiveRows;
  readonly cursors: CursorPositions;
  /** The default page size, or null for all rows. */
  readonly defaultPageSize: number | null;
}

export async function connectionPage(
  context: PageContext,
  source: NaiveSource,
  args: Json,
  info: GraphQLResolveInfo,
): Promise<Omit<NaiveConnection, 'all' | 'count'>> {
  const { first, last, after, before } = args;
  const backward = typeof last === 'number';
  const between = await rowsBetween(context, source, args, info);
  const size = Number(first ?? last ?? context.defaultPageSize ?? Infinity);
  const more = between.length > size;
  const rows = backward ? between.slice(Math.max(0, between.length - size)) : between.slice(0, size);
  return {
    rows,
    hasNextPage: backward ? typeof before === 'string' : more,
    hasPreviousPage: backward ? more : typeof after === 'string',
  };
}

async function rowsBetween(
  { naive, cursors, defaultPageSize }: PageContext,
  source: NaiveSource,
  args: Json,
  info: GraphQLResolveInfo,
): Promise<readonly NaiveRow[]> {
  const { after, before } = args;
  if (typeof after !== 'string' && typeof before !== 'string') {
    const size = args['first'] ?? defaultPageSize;
    const isWhole = typeof args['last'] === 'number' || size === null;
    return naive.list(source, info, args, { limit: isWhole ? null : Number(size) + 1, offset: 0 });
  }
  const all = await naive.everyRow(source, info, args);
  const start = typeof after === 'string' ? position(cursors, `${source.entity.name} ${after}`) + 1 : 0;
  const end = typeof before === 'string' ? position(cursors, `${source.entity.name} ${before}`) : all.length;
  return all.slice(start, Math.max(start, end)).flatMap(([row, hit]) => (hit ? [row] : []));
}

function position(cursors: CursorPositions, cursor: string): number {
  const found = cursors.get(cursor);
  if (found === undefined) throw new Error(`the cursor ${cursor} was not taken from this order`);
  return found;
}
