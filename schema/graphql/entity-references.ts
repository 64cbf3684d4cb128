/** The types that a representation or a node id can name, and the keys by which it does. */
import type { Column, Entity } from '../model/model.ts';
import type { ResolveReferences } from '../config/federation/federation-settings.ts';

export interface FederatedEntity {
  readonly entity: Entity;
  /** The keys that a router can ask by. */
  readonly keys: readonly EntityKey[];
}

export interface EntityKey {
  /** The field set as it is printed. */
  readonly fields: string;
  readonly resolvable: boolean;
  readonly parts: readonly KeyPart[];
}

export interface KeyPart {
  /** The path of the value in a representation: `['variation', 'id']`. */
  readonly path: readonly string[];
  /** The column of the entity's own table that holds it. */
  readonly column: Column;
  /** Turns the value of a representation into PostgreSQL's text. Throws an Error for a person. */
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
