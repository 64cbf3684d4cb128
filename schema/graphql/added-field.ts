/** A field whose value a resolver makes of the fields that the plan loads for it. */
import type { SelectionSetNode } from 'graphql';
import type { Resolve } from '../config/added/extension-settings.ts';

export interface CustomField {
  readonly field: string;
  /** The selection set that must be loaded for it. It is planned as if the client had selected it, and not returned. */
  readonly requires: SelectionSetNode | null;
  /** The fields whose values a representation may bring. They take precedence over those of the row. */
  readonly said: readonly string[];
  readonly resolve: Resolve;
  /** It is an error if its resolver loads more than it requires. */
  readonly raise: boolean;
}

/** A field of an entity that another part of the settings has checked already. */
export interface ConfiguredField extends CustomField {
  /** The type in GraphQL's syntax. */
  readonly type: string;
}
