/**
 * One compiled SQL text with its parameters, and the plan nodes that own the columns of its rows.
 */
import type { Column } from '../../../schema/model/model.ts';
import type { Slot } from '../../plan/shared/filter.ts';
import type { SelectNode } from '../../plan/read/select-plan.ts';

export interface Statement {
  readonly sql: string;
  readonly parameters: readonly Parameter[];
  /** The select whose rows these are; the others ride along. */
  readonly owner: SelectNode;
  /** The columns of the parent whose values are bound as key arrays; null for a root select. */
  readonly keys: readonly Column[] | null;
  readonly layout: RowLayout;
  readonly input: RequestInput;
  /** False where PostgreSQL must plan it for the values of each request. */
  readonly prepared: boolean;
}

/** A statement with what follows from its select, from those that ride along, and from what it binds. */
export function finishStatement(
  statement: Pick<Statement, 'sql' | 'parameters' | 'owner' | 'keys' | 'layout'>,
  joined: readonly SelectNode[] = [],
): Statement {
  const { parameters, owner } = statement;
  return { ...statement, input: inputOf(parameters, owner), prepared: isPrepared(owner, joined) };
}

function isPrepared(owner: SelectNode, joined: readonly SelectNode[]): boolean {
  const above = owner.derived && owner.parent ? [owner.parent] : [];
  return ![owner, ...joined, ...above].some(({ plannedByValues }) => plannedByValues);
}

/** How a statement's values depend on the request: not at all, as operands of comparisons, or as arguments of functions too. */
export type RequestInput = 'none' | 'operands' | 'arguments';

function inputOf(parameters: readonly Parameter[], { args }: SelectNode): RequestInput {
  const roles = parameters.flatMap((parameter) => (parameter.kind === 'slot' ? [parameter.role ?? 'operand'] : []));
  if (roles.includes('argument')) return 'arguments';
  return roles.includes('operand') || args.keys.length > 0 ? 'operands' : 'none';
}

export type Parameter =
  | { readonly kind: 'slot'; readonly index: number; readonly role?: Slot['role'] }
  /** A value of the configuration, or a claim of the request. */
  | { readonly kind: 'configured'; readonly index: number }
  /** The array of the n-th key column. */
  | { readonly kind: 'key'; readonly position: number };

export interface RowLayout {
  readonly columnCount: number;
  /** Position of the key's ordinal (1-based), null for a root select. */
  readonly ordinal: number | null;
  /** Position of the number of a node's row, where joined lists repeat its rows. */
  readonly rowNumbers: ReadonlyMap<SelectNode, number>;
  readonly nodes: ReadonlyMap<SelectNode, NodeColumns>;
}

export interface NodeColumns {
  /** Positions by `Column.index`; -1 where the column was not read. */
  readonly positions: Int32Array;
  /** A column that is not null exactly when the joined row is there; null when it always is. */
  readonly presence: number | null;
  /** Positions of the order's values, for cursors; empty when none are asked for. */
  readonly order: readonly number[];
  /** Position of the count of a count select. */
  readonly count: number | null;
}
