/** The root where nothing could be loaded: every field is an error, so that GraphQL's null rules apply. */
import {
  type FieldNode,
  GraphQLError,
  type GraphQLResolveInfo,
  isNonNullType,
  Kind,
  type SelectionNode,
} from 'graphql';
import type { Call } from './call.ts';
import { View } from './view.ts';
import { DatabaseError } from '../../loaders/database/database-error.ts';

export class FailedView extends View {
  readonly #error: unknown;

  constructor(error: unknown) {
    super();
    this.#error = error;
  }

  /** Statements that travel together fail together. A field that cannot be null takes the whole answer; its error names the field that failed. */
  read(key: string, { info }: Call): never {
    const error = this.#error;
    const [failed] = (error instanceof DatabaseError && error.path?.split('.')) || [];
    if (failed === undefined || failed === key || !isNonNullType(info.returnType)) throw error;
    const nodes = nodesOf(failed, info, info.operation.selectionSet.selections);
    if (nodes.length === 0) throw error;
    const originalError = error instanceof Error ? error : null;
    throw new GraphQLError(String(originalError?.message), { nodes, path: [failed], originalError });
  }
}

/** The fields of the operation's root with a response key. */
function nodesOf(key: string, info: GraphQLResolveInfo, selections: readonly SelectionNode[]): FieldNode[] {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return (selection.alias ?? selection.name).value === key ? [selection] : [];
    const spread = selection.kind === Kind.FRAGMENT_SPREAD ? info.fragments[selection.name.value] : selection;
    return spread ? nodesOf(key, info, spread.selectionSet.selections) : [];
  });
}
