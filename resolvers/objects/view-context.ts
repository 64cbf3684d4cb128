/** The part of an operation's context that views read by. */
import type { ReadTransaction } from '../../loaders/session/read-transaction.ts';
import type { Row } from '../../schema/config/added/extension-settings.ts';
import type { ResolverContext } from '../../schema/config/added/resolver-context.ts';
import type { CustomField } from '../../schema/graphql/added-field.ts';
import type { ApiSchema } from '../../schema/graphql/field-sources.ts';
import type { Call } from './call.ts';

export interface ViewContext {
  readonly api: ApiSchema;
  readonly transaction: ReadTransaction;
  /** The context that the resolver of a field is called with. */
  resolverContext(place: ResolverPlace): ResolverContext;
  /** Calls the resolver of a field, and completes its value. */
  callResolver(field: CustomField, row: Row, place: ResolverPlace, call: Call): unknown;
  /** Rows of the database become views of what the client selects of them; any other value stays as it is. */
  complete(value: unknown, call: Call): unknown;
}

/** A field that a resolver answers. */
export interface ResolverPlace {
  readonly path: string;
  /** Its resolver may load nothing that was not planned. */
  readonly raise: boolean;
}
