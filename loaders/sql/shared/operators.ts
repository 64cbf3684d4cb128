/**
 * How operators are spelled. PostgreSQL resolves `=` by the search path and by rules for the types at hand; here it has to be the operator of the catalog:
 * that of the constraint, or of the type's default operator class. Its name alone is written where no path could resolve it otherwise,
 * `operator("extensions".=)` otherwise.
 */
import { INT4, TEXT } from '../../../schema/model/built-in-types.ts';
import type { CatalogOperators, Comparison, OperandType, QualifiedName } from '../../../schema/catalog/catalog.ts';
import type { ColumnPair, PgType } from '../../../schema/model/model.ts';
import { quote } from './identifiers.ts';

const OWN = 'pg_catalog';

export class Operators {
  readonly #rivals: ReadonlyMap<string, CatalogOperators['rivals']>;
  readonly #casts: CatalogOperators['casts'];

  constructor({ rivals, casts }: CatalogOperators) {
    this.#rivals = Map.groupBy(rivals, ({ name }) => name);
    this.#casts = casts;
  }

  /** Compares two values of a type. */
  compare(comparison: Comparison, type: PgType): string {
    return this.#spell(type.operators?.get(comparison) ?? builtIn(comparison), type, type);
  }

  /** Compares a pair of columns of a relation, `remote` first. */
  pair({ local, remote, operator }: ColumnPair): string {
    const same = local.type.oid === remote.type.oid ? local.type.operators?.get('=') : undefined;
    const meant = operator ?? same ?? this.#between('=', remote.type, local.type);
    return this.#spell(meant, remote.type, local.type);
  }

  /** One of PostgreSQL's own, or of the extension whose type stands on its left: LIKE of citext. */
  special(name: string, left: PgType, right: PgType): string {
    return this.#spell(this.#between(name, left, right), left, right);
  }

  /** LIKE and ILIKE are words for operators. */
  pattern(word: 'like' | 'ilike', type: PgType): string {
    const name = word === 'like' ? '~~' : '~~*';
    const spelled = this.special(name, type, TEXT);
    return spelled === name ? word : spelled;
  }

  /** Compares or combines numbers that the statement counts itself. */
  integer(name: '=' | '<' | '>' | '<=' | '+' | '-' | '&', left: PgType = INT4): string {
    return this.#spell(builtIn(name), left, INT4);
  }

  /** The operator that is made for one of these very types outside pg_catalog, if there is one. */
  #between(name: string, left: PgType, right: PgType): QualifiedName {
    if (left.schema === OWN && right.schema === OWN) return builtIn(name);
    const exact = this.#rivals.get(name)?.find((rival) => rival.left.oid === left.oid && rival.right.oid === right.oid);
    return exact ?? builtIn(name);
  }

  #spell(operator: QualifiedName, left: PgType, right: PgType): string {
    const { schema, name } = operator;
    if (schema === OWN && !this.#isContested(name, left, right)) return name;
    return `operator(${schema === OWN ? schema : quote(schema)}.${name})`;
  }

  #isContested(name: string, left: PgType, right: PgType): boolean {
    const rivals = this.#rivals.get(name) ?? [];
    return rivals.some((rival) => this.#takes(rival.left, left) && this.#takes(rival.right, right));
  }

  #takes({ oid, element, isPseudo }: OperandType, type: PgType): boolean {
    if (isPseudo || this.#becomes(type.oid, oid)) return true;
    return type.kind === 'array' && element > 0 && this.#becomes(type.element.oid, element);
  }

  #becomes(source: number, target: number): boolean {
    return source === target || (this.#casts.get(source)?.has(target) ?? false);
  }
}

function builtIn(name: string): QualifiedName {
  return { schema: OWN, name };
}

const COMPARISONS: ReadonlySet<string> = new Set<Comparison>(['=', '<>', '<', '<=', '>', '>=']);

export function isComparison(name: string): name is Comparison {
  return COMPARISONS.has(name);
}

/** The operators of a database that has none but PostgreSQL's own. */
export const PLAIN_OPERATORS = new Operators({ rivals: [], casts: new Map() });

/** Keeps the index of the rows that are looked for, or decides as the constraint does. */
export function collateSql({ collation }: Pick<ColumnPair, 'collation'>): string {
  return collation ? ` collate ${quote(collation.schema)}.${quote(collation.name)}` : '';
}
