/** What surrounds the functions of the program while an operation is answered. */
import type { ResolverContext } from '../../schema/config/added/resolver-context.ts';
import type { Call } from './call.ts';

export interface Host {
  context(place: ResolverPlace): ResolverContext;
  /** Where the field gives rows of the database: what the client selects of them. Else the value itself. */
  complete(value: unknown, call: Call): unknown;
}

/** A field that a function answers. */
export interface ResolverPlace {
  readonly path: string;
  /** What is loaded beyond what was planned is an error. */
  readonly raise: boolean;
}
