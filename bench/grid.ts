/**
 * The grid of the strategy bench: chains of tables, one chain per direction, fan-out and row width, so that the statistics
 * of each are its own. 1,000 rows stand on the many side of the first relation; the further relations are one to one.
 */
export type Direction = 'to-many' | 'to-one';

export interface Chain {
  readonly direction: Direction;
  /** Rows on the many side per row on the one side. */
  readonly fanOut: number;
  /** Bytes of text in each row. */
  readonly width: number;
}

export interface Cell extends Chain {
  /** Relations from the root to the deepest level. */
  readonly depth: number;
}

export const FAN_OUTS = [1, 10, 100, 1_000] as const;
export const WIDTHS = [20, 200, 2_000] as const;
export const DEPTHS = [1, 2, 3, 4] as const;
export const DELAYS_MS = [0, 1, 5] as const;
const MANY_ROWS = 1_000;
const MOST_LEVELS = Math.max(...DEPTHS);

export const CHAINS: readonly Chain[] = (['to-many', 'to-one'] as const).flatMap((direction) =>
  FAN_OUTS.flatMap((fanOut) => WIDTHS.map((width) => ({ direction, fanOut, width }))),
);

export function tableOf({ direction, fanOut, width }: Chain, level: number): string {
  return `${direction.replace('-', '_')}_f${fanOut}_w${width}_level${level}`;
}

/** All chains, filled. Texts are random to pglz, and stay in their rows. */
export function gridSql(): string {
  return CHAINS.flatMap((chain) => levelsOf(chain).map((level) => tableSql(chain, level))).join(';\n');
}

/** The order in which their foreign keys let the tables be made: what is referred to comes first. */
function levelsOf({ direction }: Chain): number[] {
  const levels = Array.from({ length: MOST_LEVELS + 1 }, (_, level) => level);
  return direction === 'to-many' ? levels : levels.reverse();
}

function tableSql(chain: Chain, level: number): string {
  const table = tableOf(chain, level);
  const isFirst = level === levelsOf(chain)[0];
  const rows = rowsOf(chain, level);
  const columns = `id int primary key, ${isFirst ? '' : `next_id int not null references ${targetOf(chain, level)}, `}body text not null`;
  // Rows that refer to the same row lie apart, as they do in life.
  const reference = isFirst
    ? ''
    : `1 + (i * 7919) % ${rowsOf(chain, chain.direction === 'to-many' ? level - 1 : level + 1)}, `;
  return `create table ${table} (${columns}); alter table ${table} alter body set storage plain;
    insert into ${table} select i, ${reference}left(repeat(md5(i::text), ${Math.ceil(chain.width / 32)}), ${chain.width})
      from generate_series(1, ${rows}) i${isFirst ? '' : `; create index on ${table} (next_id)`}`;
}

function targetOf(chain: Chain, level: number): string {
  return tableOf(chain, chain.direction === 'to-many' ? level - 1 : level + 1);
}

function rowsOf({ direction, fanOut }: Chain, level: number): number {
  const isManySide = direction === 'to-many' ? level > 0 : level === 0;
  return isManySide ? MANY_ROWS : MANY_ROWS / fanOut;
}
