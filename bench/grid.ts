/**
 * The grid of the strategy bench: chains of tables, one for each direction, fan-out and row width, so that each has
 * statistics of its own. 1,000 rows stand on the many side of the first relation, and the further relations are one to
 * one.
 */
export type Direction = 'to-many' | 'to-one';

/**
 * How rows lie and refer: rows of one target far apart (`spread`) or together (`clustered`, like items of an order), or
 * most rows at a few targets (`skewed`).
 */
export const LAYOUTS = ['spread', 'clustered', 'skewed'] as const;
export type Layout = (typeof LAYOUTS)[number];

export interface Chain {
  readonly layout: Layout;
  readonly direction: Direction;
  /** The rows on the many side per row on the one side. */
  readonly fanOut: number;
  /** The bytes of text in each row. */
  readonly width: number;
}

export interface Cell extends Chain {
  /** The number of relations from the root to the deepest level. */
  readonly depth: number;
  /** True if a condition leaves a twentieth of the root's rows. */
  readonly selective: boolean;
}

/** A condition that the first row and every twentieth meet. */
export const SELECTIVE = '(where: { grade: { eq: 1 } })';
const GRADES = 20;

export const FAN_OUTS = [1, 10, 100, 1_000] as const;
export const WIDTHS = [20, 200, 2_000] as const;
export const DEPTHS = [1, 2, 3, 4] as const;
export const DELAYS_MS = [0, 1, 5] as const;
const MANY_ROWS = 1_000;
const MAX_LEVELS = Math.max(...DEPTHS);

export const CHAINS: readonly Chain[] = LAYOUTS.flatMap((layout) =>
  (['to-many', 'to-one'] as const).flatMap((direction) =>
    FAN_OUTS.flatMap((fanOut) => WIDTHS.map((width) => ({ layout, direction, fanOut, width }))),
  ),
);

/** Every shape as it is, clustered, skewed, and under a selective filter. */
export const CELLS: readonly Cell[] = CHAINS.flatMap((chain) =>
  DEPTHS.flatMap((depth): Cell[] => {
    const cell = { ...chain, depth, selective: false };
    return chain.layout === 'spread' ? [cell, { ...cell, selective: true }] : [cell];
  }),
);

export function tableOf({ layout, direction, fanOut, width }: Chain, level: number): string {
  return `${layout}_${direction.replace('-', '_')}_f${fanOut}_w${width}_level${level}`;
}

/** Creates and fills all chains. The texts look random to pglz and stay in their rows. */
export function gridSql(): string {
  return CHAINS.flatMap((chain) => levelsOf(chain).map((level) => tableSql(chain, level))).join(';\n');
}

/** The order in which foreign keys let the tables be made, with targets first. */
function levelsOf({ direction }: Chain): number[] {
  const levels = Array.from({ length: MAX_LEVELS + 1 }, (_, level) => level);
  return direction === 'to-many' ? levels : levels.reverse();
}

function tableSql(chain: Chain, level: number): string {
  const table = tableOf(chain, level);
  const isFirst = level === levelsOf(chain)[0];
  const rows = rowsOf(chain, level);
  const columns = `id int primary key, ${isFirst ? '' : `next_id int not null references ${targetOf(chain, level)}, `}grade int not null, body text not null`;
  const reference = isFirst ? '' : `${referenceSql(chain, level)}, `;
  return `create table ${table} (${columns}); alter table ${table} alter body set storage plain;
    insert into ${table} select i, ${reference}i % ${GRADES}, left(repeat(md5(i::text), ${Math.ceil(chain.width / 32)}), ${chain.width})
      from generate_series(1, ${rows}) i${isFirst ? '' : `; create index on ${table} (next_id)`}`;
}

function referenceSql(chain: Chain, level: number): string {
  const targets = rowsOf(chain, chain.direction === 'to-many' ? level - 1 : level + 1);
  const rows = rowsOf(chain, level);
  if (chain.layout === 'clustered') return `1 + (i - 1) * ${targets} / ${rows}`;
  const anywhere = `(i * 7919) % ${rows}`;
  if (chain.layout === 'spread') return `1 + ${anywhere} % ${targets}`;
  return `1 + floor(${targets} * (${anywhere} / ${rows}.0) ^ 3)::int`;
}

function targetOf(chain: Chain, level: number): string {
  return tableOf(chain, chain.direction === 'to-many' ? level - 1 : level + 1);
}

function rowsOf({ direction, fanOut }: Chain, level: number): number {
  const isManySide = direction === 'to-many' ? level > 0 : level === 0;
  return isManySide ? MANY_ROWS : MANY_ROWS / fanOut;
}
