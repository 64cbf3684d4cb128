/** The types that a representation or a global id can name, and the keys by which it does. */
import type { Column, Entity } from '../model/model.ts';
import type { ResolveReferences } from '../config/federation/federation-settings.ts';

export interface FederatedEntity {
  readonly entity: Entity;
  /** Only those that can be asked by. */
  readonly keys: readonly EntityKey[];
}

export interface EntityKey {
  /** The field set as it is printed. */
  readonly fields: string;
  readonly resolvable: boolean;
  readonly parts: readonly KeyPart[];
}

export interface KeyPart {
  /** Where a representation has the value: `['variation', 'id']`. */
  readonly path: readonly string[];
  /** The column of the entity's own table that holds it. */
  readonly column: Column;
  /** Value of a representation → PostgreSQL's text. Throws an Error for a person. */
  readonly encode: (value: unknown) => string;
}

export interface ResolvedEntity {
  readonly name: string;
  readonly keys: readonly ResolvedKey[];
  readonly fields: ReadonlyMap<string, string>;
  readonly resolve: ResolveReferences;
}

interface ResolvedKey extends Pick<EntityKey, 'fields' | 'resolvable'> {
  readonly paths: readonly (readonly string[])[];
}
