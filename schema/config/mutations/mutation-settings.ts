/** The settings of mutations as a whole; those of one entity stand at the entity. `read-mutations.ts` reads them. */
import type { TableName } from '../../model/model.ts';
import type { WriteFieldAction } from './write-actions.ts';

export const ATOMICITIES = ['operation', 'field'] as const;

export const ISOLATIONS = ['repeatable read', 'serializable', 'read committed'] as const;

export interface MutationSettings {
  /** `operation`: all fields are written or none. `field`: each by itself, and the payload of one that fails is null. */
  readonly atomic: (typeof ATOMICITIES)[number];
  /** Begins the names of all fields: `shop` makes `shopCreateOrder`. */
  readonly prefix: string | null;
  /** Kinds of fields that no entity has. */
  readonly without: ReadonlySet<WriteFieldAction>;
  /** The isolation of operations of several statements. One statement alone is written under `read committed`. */
  readonly isolation: (typeof ISOLATIONS)[number];
  /** How often an operation is tried that others keep from being written; 1: once. */
  readonly attempts: number;
  /** The table that keeps the answers of requests with an `idempotency-key`. With null the header counts for nothing. */
  readonly idempotency: TableName | null;
  /** A request may ask for a dry run: everything happens, and is rolled back. Sequences move on all the same. */
  readonly dryRun: boolean;
  /** Errors name the constraint in production too. */
  readonly constraintNames: boolean;
  /** With `listed`, only entities that have a `write` of their own can be written. */
  readonly only: 'all' | 'listed';
  /** Words of the program for violated constraints, by the constraint's name in the database. */
  readonly constraints: ReadonlyMap<string, ConstraintWords>;
  /** Codes of errors that functions of the database raise, by SQLSTATE: `SO001 → OUT_OF_STOCK`. */
  readonly raised: ReadonlyMap<string, string>;
}

export interface ConstraintWords {
  /** With null the code stays. */
  readonly code: string | null;
  readonly message: string | null;
}

/** The form of a configuration file. */
export interface MutationOptions extends Partial<
  Omit<MutationSettings, 'constraints' | 'raised' | 'idempotency' | 'without'>
> {
  readonly constraints?: Readonly<Record<string, Partial<ConstraintWords>>>;
  readonly raised?: Readonly<Record<string, string>>;
  /** `{ createMany: false }` takes `createOrders` and the like away. */
  readonly fields?: Readonly<Partial<Record<WriteFieldAction, boolean>>>;
  /** `public.espalier_requests` */
  readonly idempotency?: string;
}
