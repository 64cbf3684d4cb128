/**
 * The rows beyond a cursor, as PostgreSQL finds them along an index. Where all columns of an order go one way and none is null, a row
 * comparison says it. Else there are several ranges, none of which has a row of another:
 *
 *     "state" = $1 and "id" < $2        the rest of the cursor's group
 *     "state" > $1                      the groups beyond
 *     "state" is null                   where nulls lie beyond
 *
 * One condition of all of them, `(…) or (…)`, is a filter over everything before the cursor too, but for the bound that it begins
 * with, `"state" >= $1`, wherever nulls do not stand in the way. `keyset-rows.ts` makes a row source of each range instead.
 */
import { INT4, INT8, OID, TEXT, TID } from '../../../schema/model/built-in-types.ts';
import type { PgType } from '../../../schema/model/model.ts';
import type { Keyset, OrderTerm } from '../../plan/shared/filter.ts';
import { nullSql } from '../shared/null-sql.ts';
import type { OrderExpression } from '../shared/order-sql.ts';
import type { Scope } from '../shared/scope.ts';

/** All rows strictly beyond a cursor. */
export function keysetSql(scope: Scope, terms: readonly OrderExpression[], keyset: Keyset): string {
  const ranges = new KeysetRanges(scope, terms, keyset);
  return ranges.asRow() ?? ranges.asAlternatives();
}

/** Rows beyond a cursor that one index range holds. */
export interface KeysetRange {
  readonly condition: string;
  /** The order of the list, as it reads within the range: a column that is never or always null there has nulls nowhere. */
  readonly order: readonly OrderExpression[];
}

/** The ranges of the rows beyond a cursor; null where one condition is as good. */
export function keysetRanges(
  scope: Scope,
  terms: readonly OrderExpression[],
  keyset: Keyset,
): readonly KeysetRange[] | null {
  const ranges = new KeysetRanges(scope, terms, keyset);
  if (ranges.asRow() !== null) return null;
  const all = ranges.all();
  return all.length > 1 ? all : null;
}

class KeysetRanges {
  readonly #scope: Scope;
  readonly #terms: readonly OrderExpression[];
  /** Null where the cursor's row has none. */
  readonly #values: readonly (string | null)[];
  readonly #before: boolean;

  constructor(scope: Scope, terms: readonly OrderExpression[], { values, side }: Keyset) {
    this.#scope = scope;
    this.#terms = terms;
    this.#values = values.map((slot) => (slot ? scope.slot(slot) : null));
    this.#before = side === 'before';
  }

  /** `("created_at", "id") < ($1, $2)` is one index condition. */
  asRow(): string | null {
    const [first] = this.#terms;
    const isUniform = this.#terms.every(({ term }) => !term.nullable && term.descending === first?.term.descending);
    if (!isUniform || this.#values.includes(null)) return null;
    const signs = new Set(this.#terms.map(({ term }) => this.#sign(term)));
    if (signs.size !== 1) return null;
    const columns = this.#terms.map(({ expression }) => expression).join(', ');
    return `(${columns}) ${[...signs].join()} (${this.#values.join(', ')})`;
  }

  asAlternatives(): string {
    const all = this.all();
    if (all.length === 0) return 'false';
    const alternatives = `(${all.map(({ condition }) => `(${condition})`).join(' or ')})`;
    const bound = this.#bound();
    return bound === null || all.length === 1 ? alternatives : `(${bound} and ${alternatives})`;
  }

  all(): readonly KeysetRange[] {
    const ranges: KeysetRange[] = [];
    const equal: string[] = [];
    this.#terms.forEach(({ expression, term }, index) => {
      const value = this.#values[index] ?? null;
      for (const { condition, isNull } of this.#beyond({ expression, term }, value)) {
        ranges.push({ condition: [...equal, condition].join(' and '), order: this.#orderWithin(index, isNull) });
      }
      equal.push(value === null ? isNullSql(expression, term, true) : `${expression} ${this.#equals(term)} ${value}`);
    });
    return ranges;
  }

  /** The rows after (before) a value in one column's order. */
  #beyond(
    { expression, term }: OrderExpression,
    value: string | null,
  ): readonly { readonly condition: string; readonly isNull: boolean }[] {
    const nulls = (isNull: boolean) => ({ condition: isNullSql(expression, term, isNull), isNull });
    if (value === null) return this.#hasNullsBeyond(term) ? [] : [nulls(false)];
    const compared = { condition: `${expression} ${this.#sign(term)} ${value}`, isNull: false };
    return term.nullable && this.#hasNullsBeyond(term) ? [compared, nulls(true)] : [compared];
  }

  /** Columns up to the one at `index` have one value in the range, or at least no nulls. Where all are null, any direction is as good, and that of the next column is taken. */
  #orderWithin(index: number, isNull: boolean): readonly OrderExpression[] {
    let after: OrderTerm | null = null;
    const order = this.#terms.toReversed().map(({ expression, term }, fromEnd) => {
      const at = this.#terms.length - 1 - fromEnd;
      const onlyNulls = at < index ? this.#values[at] === null : at === index && isNull;
      const within: OrderTerm = at > index ? term : { ...term, nullable: false };
      const turned: OrderTerm = onlyNulls && after ? { ...within, descending: after.descending } : within;
      after = turned;
      return { expression, term: turned };
    });
    return order.toReversed();
  }

  /** From the cursor on, by the first column alone; null where rows with nulls lie beyond as well. */
  #bound(): string | null {
    const [first] = this.#terms;
    const value = this.#values[0] ?? null;
    if (!first || value === null || (first.term.nullable && this.#hasNullsBeyond(first.term))) return null;
    const sign = this.#scope.operators.compare(this.#isFalling(first.term) ? '<=' : '>=', typeOf(first.term));
    return `${first.expression} ${sign} ${value}`;
  }

  #hasNullsBeyond({ nullsFirst }: OrderTerm): boolean {
    return nullsFirst === this.#before;
  }

  #isFalling({ descending }: OrderTerm): boolean {
    return descending !== this.#before;
  }

  #sign(term: OrderTerm): string {
    return this.#scope.operators.compare(this.#isFalling(term) ? '<' : '>', typeOf(term));
  }

  #equals(term: OrderTerm): string {
    return this.#scope.operators.compare('=', typeOf(term));
  }
}

function typeOf({ by }: OrderTerm): PgType {
  switch (by.kind) {
    case 'column':
      return by.column.type;
    case 'aggregate':
      return by.value.column.type;
    case 'system':
      return by.column === 'ctid' ? TID : OID;
    case 'depth':
      return INT4;
    case 'number':
      return INT8;
    case 'text':
      return TEXT;
  }
}

/** Among order terms, only columns are of types that have nulls inside. */
function isNullSql(expression: string, { by }: OrderTerm, isNull: boolean): string {
  if (by.kind === 'column') return nullSql(expression, by.column.type, isNull);
  return `${expression} is ${isNull ? '' : 'not '}null`;
}
