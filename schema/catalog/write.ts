/**
 * The database's word about writing: facts that reads have no use for. The catalog names columns by attnum, the model by `Column`.
 */

export type WriteEvent = 'insert' | 'update' | 'delete';

/** Whether a table or a column takes a write: from this role, from other roles only, from nobody. */
export type Writable = 'yes' | 'no right' | 'never';

/** When PostgreSQL checks a constraint, or fires a constraint trigger: with the statement, or where a transaction may put it off. */
export type Deferrable = 'no' | 'initially immediate' | 'initially deferred';

export interface ColumnWrite {
  /** An identity that is always generated is `yes`: the statement has to say OVERRIDING SYSTEM VALUE. */
  readonly insert: Writable;
  readonly update: Writable;
  /** The table itself or the domain of the column refuses null, whatever older rows and child tables hold. Columns of views refuse nothing. */
  readonly refusesNull: boolean;
  /** Null: an insert without the column gives NULL. A view has the default of its table too, which is not told here. */
  readonly default: ColumnDefault | null;
  /** `atttypmod`, of a domain and of the elements of an array too: it holds the numbers of `varchar(10)` and `numeric(12, 2)`. Null: there are none. */
  readonly modifier: number | null;
}

/** `expression` is SQL with qualified names, which makes one value. */
export type ColumnDefault =
  /** It may come from the domain of the column. */
  | { readonly kind: 'value'; readonly expression: string }
  /** The expression draws from the sequence; null where this role may not. An insert without the column may all the same. */
  | { readonly kind: 'identity'; readonly always: boolean; readonly expression: string | null }
  | { readonly kind: 'generated'; readonly stored: boolean };

export interface TableWrite<C> {
  /** The events that PostgreSQL can do with the table or view, and this role may do with at least one column. */
  readonly events: Readonly<Record<WriteEvent, Writable>>;
  /** The triggers that fire: those of the table, and of its partitions. By name. */
  readonly triggers: readonly Trigger[];
  /** Events that rules rewrite or add to. */
  readonly rules: readonly WriteEvent[];
  /** Names of columns that an insert has to give, and that this role cannot read. */
  readonly unreadRequired: readonly string[];
  /** Every unique index whose columns this role can read, partial ones and those over expressions too. By name. */
  readonly uniqueIndexes: readonly UniqueIndex<C>[];
  /** CHECK and EXCLUDE constraints, by name. */
  readonly checks: readonly CheckConstraint<C>[];
}

export interface Trigger {
  readonly name: string;
  readonly timing: 'before' | 'after' | 'instead of';
  readonly level: 'row' | 'statement';
  readonly events: readonly WriteEvent[];
  readonly deferrable: Deferrable;
}

export interface UniqueIndex<C> {
  readonly name: string;
  /** In index order; a text is the SQL of an expression. */
  readonly elements: readonly (C | string)[];
  /** SQL of the operators by which it finds its elements equal; empty where all of them are columns. */
  readonly operators: readonly string[];
  /** SQL of the condition of a partial index; null: the index has all rows. */
  readonly predicate: string | null;
  readonly deferrable: Deferrable;
}

export interface CheckConstraint<C> {
  readonly name: string;
  readonly kind: 'check' | 'exclusion';
  /** The columns that this role can read. */
  readonly columns: readonly C[];
  readonly deferrable: Deferrable;
}

/** A foreign key's word about writes to both of its tables. */
export interface ForeignKeyWrite {
  readonly deferrable: Deferrable;
  /** The fate of a row whose referenced row is deleted, or gets another key. */
  readonly onDelete: ReferentialAction;
  readonly onUpdate: ReferentialAction;
}

export type ReferentialAction = 'no action' | 'restrict' | 'cascade' | 'set null' | 'set default';
