/**
 * The rows above or below a row, found by walking its tree: the row source `(with recursive w as (…) …) t1`.
 *
 *     with recursive w as (
 *       select t0."id" as c0, t0."parent_id" as c1, 1 as depth, case when false then t0."id" end as h0 from nodes t0
 *         where t0."id" = k.k0 and (t0."id" = k.k1) is not true
 *       union all
 *       select n.c0, n.c1, w.depth + 1, case when w.depth & (w.depth - 1) = 0 then w.c0 else w.h0 end
 *         from w cross join lateral (select t0."id" as c0, t0."parent_id" as c1 from nodes t0
 *           where t0."id" = w.c1 and (t0."id" = k.k1) is not true offset 0) n where (w.c0 = w.h0) is not true
 *     ) select distinct on (w.c0) w.* from w order by w.c0, w.depth
 *
 * A row has one parent, so every way down that comes back comes back through its start: leaving the start out ends all
 * cycles. A way up may end in a cycle that the start is not part of. There a held row `h`, renewed at every depth that is
 * a power of two, meets the walk again (Brent); the rows that were seen twice until then are given once.
 * PostgreSQL's own CYCLE keeps the whole way in every row: 10,000 levels take seconds instead of milliseconds.
 */
import type { Column, Relation } from '../../../schema/model/model.ts';
import { isLookedUp } from '../../../schema/model/indexes.ts';
import { identityColumns } from '../../plan/read/columns.ts';
import type { Slot } from '../../plan/shared/filter.ts';
import { type FarRows, pairsSql, targetSql, where } from '../shared/relation-sql.ts';
import { comparedColumn, entityRow, type RowRef, type Scope } from '../shared/scope.ts';

/**
 * The rows of the last level. PostgreSQL expects a thousand rows of a function whose arguments are not constants, though here it gives one. So it hashes
 * the table, once for all levels, and not the level, for each of which it would read the table once more.
 */
const MANY = '(select w.* from w cross join lateral pg_catalog.generate_series(1, least(1, w.depth)) offset 0) w';

/** A row source that carries the columns that were asked of it until it is written. */
export class TreeWalk implements FarRows {
  readonly on = '';
  readonly rest = '';
  readonly row: RowRef;
  readonly #scope: Scope;
  readonly #relation: Relation;
  readonly #near: RowRef;
  readonly #step: RowRef;
  readonly #stepAlias: string;
  readonly #alias: string;
  readonly #maxDepth: string | null;
  readonly #names = new Map<string, string>();

  constructor(scope: Scope, near: RowRef, relation: Relation, maxDepth: Slot | null) {
    this.#scope = scope;
    this.#relation = relation;
    this.#near = near;
    this.#stepAlias = scope.alias();
    this.#step = entityRow(scope, relation.target, this.#stepAlias);
    this.#alias = scope.alias();
    this.#maxDepth = maxDepth && scope.slot(maxDepth);
    this.row = {
      column: (column) => `${this.#alias}.${this.#name(this.#step.column(column))}`,
      system: (name) => `${this.#alias}.${name === 'depth' ? name : this.#name(this.#step.system(name))}`,
    };
  }

  get table(): string {
    const identity = this.#identity.map((column) => `w.${this.#name(this.#step.column(column))}`);
    const first = this.#first();
    const walk = `with recursive w as (${first} union all ${this.#next(identity)})`;
    const rows = this.#up ? `select distinct on (${identity.join(', ')}) w.*` : 'select w.*';
    const sort = this.#up ? ` order by ${[...identity, 'w.depth'].join(', ')}` : '';
    return `(${walk} ${rows} from w${sort}) ${this.#alias}`;
  }

  get #up(): boolean {
    return this.#relation.tree === 'ancestors';
  }

  get #identity(): readonly Column[] {
    return identityColumns(this.#relation);
  }

  #first(): string {
    const conditions = [pairsSql(this.#scope, this.#near, this.#step, this.#relation.pairs)];
    if (this.#maxDepth) conditions.push(`${this.#maxDepth} ${this.#scope.operators.integer('>')} 0`);
    // A null of the very type and collation that the held value will have: both halves of a union must agree.
    const nothing = this.#identity.map((column) => this.#step.column(column));
    const held = this.#up ? nothing.map((value, index) => `case when false then ${value} end as h${index}`) : [];
    return this.#select([...this.#columns(), '1 as depth', ...held], this.#source, [...conditions, this.#notStart()]);
  }

  #next(identity: readonly string[]): string {
    const { operators } = this.#scope;
    const column = (of: Column): string => `w.${this.#name(this.#step.column(of))}`;
    const walked: RowRef = { column, system: (name) => `w.${name}` };
    const on = [pairsSql(this.#scope, walked, this.#step, this.#relation.pairs)];
    const hasIndex = this.#hasIndex;
    const apart = hasIndex ? ' offset 0' : '';
    const step = `(${this.#select(this.#columns(), this.#source, [...on, this.#notStart()])}${apart}) n`;
    const [and, minus, equals] = [operators.integer('&'), operators.integer('-'), operators.integer('=')];
    const renewed = `w.depth ${and} (w.depth ${minus} 1) ${equals} 0`;
    const held = identity.map((name, index) => `case when ${renewed} then ${name} else w.h${index} end`);
    const conditions: string[] = [];
    if (this.#up) {
      const before = identity.map((_, at) => `w.h${at}`);
      conditions.push(this.#distinct(identity, before));
    }
    if (this.#maxDepth) conditions.push(`w.depth ${operators.integer('<')} ${this.#maxDepth}`);
    const names = [...this.#names.values()].map((name) => `n.${name}`);
    const values = [...names, `w.depth ${operators.integer('+')} 1`, ...(this.#up ? held : [])];
    return this.#select(values, `${hasIndex ? 'w' : MANY} cross join lateral ${step}`, conditions);
  }

  /**
   * PostgreSQL does not know how few rows one step finds, and would read the whole table for each of many levels.
   * OFFSET 0 keeps the step apart, so that the index is asked for every row. Without an index the step is a join to `MANY`.
   */
  get #hasIndex(): boolean {
    const { target, pairs } = this.#relation;
    return isLookedUp(
      target,
      pairs.map((pair) => pair.remote),
    );
  }

  /** No row is its own ancestor or descendant: the way back to the start is left out. */
  #notStart(): string {
    const columns = this.#identity;
    return this.#distinct(
      columns.map((column) => comparedColumn(this.#step, column)),
      columns.map((column) => this.#near.column(column)),
    );
  }

  /** Values of the identity; IS DISTINCT FROM would look for `=` on the search path. */
  #distinct(left: readonly string[], right: readonly string[]): string {
    const same = this.#identity.map(({ type }, index) => {
      return `${left[index]} ${this.#scope.operators.compare('=', type)} ${right[index]}`;
    });
    return `(${same.join(' and ')}) is not true`;
  }

  get #source(): string {
    return targetSql(this.#scope, this.#relation, this.#stepAlias);
  }

  /** Complete only when everything else of the statement has been written, and both halves have asked for theirs. */
  #columns(): string[] {
    for (const { local } of this.#relation.pairs) this.#name(this.#step.column(local));
    return [...this.#names].map(([expression, name]) => `${expression} as ${name}`);
  }

  #name(expression: string): string {
    const name = this.#names.get(expression) ?? `c${this.#names.size}`;
    this.#names.set(expression, name);
    return name;
  }

  #select(values: readonly string[], from: string, conditions: readonly string[]): string {
    return `select ${values.join(', ')} from ${from}${where(conditions)}`;
  }
}
