/** Under `atomic: 'field'` each field of a mutation is an operation of its own, in a transaction of its own. */
import {
  type DocumentNode,
  type ExecutionResult,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
} from 'graphql';
import { rootKeys } from './selected-columns.ts';

/** The parts of a document that ask for one operation. */
export interface Asked {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
}

/** The operation once for each of its fields, in the order of their execution, by response key. */
export function eachField({ document, operation }: Asked): ReadonlyMap<string, Asked> {
  const fragments = new Map(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition] as const] : [],
    ),
  );
  const only = (selections: readonly SelectionNode[], key: string): readonly SelectionNode[] =>
    selections.flatMap((selection): readonly SelectionNode[] => {
      if (selection.kind === Kind.FIELD) return (selection.alias ?? selection.name).value === key ? [selection] : [];
      // A fragment may hold other fields too, so its part stands in the place of the spread.
      const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection;
      const kept = only(fragment?.selectionSet.selections ?? [], key);
      if (!fragment || kept.length === 0) return [];
      const { typeCondition } = fragment;
      const { directives } = selection;
      const selectionSet = { kind: Kind.SELECTION_SET, selections: kept } as const;
      return [{ kind: Kind.INLINE_FRAGMENT, typeCondition, directives, selectionSet }];
    });
  const asked = rootKeys(operation, fragments).map((key): [string, Asked] => {
    const selections = only(operation.selectionSet.selections, key);
    const single = { ...operation, selectionSet: { kind: Kind.SELECTION_SET, selections } as const };
    const definitions = document.definitions.map((definition) => (definition === operation ? single : definition));
    return [key, { document: { ...document, definitions }, operation: single }];
  });
  return new Map(asked);
}

/** One answer of those of all fields. A field that failed is null. */
export function allFields(results: ReadonlyMap<string, ExecutionResult>): ExecutionResult {
  const data: Record<string, unknown> = Object.create(null);
  for (const [key, result] of results) Object.assign(data, result.data ?? { [key]: null });
  const errors = [...results].flatMap(([key, result]) => (result.errors ?? []).map((error) => placed(error, key)));
  const [first] = results.values();
  const isDry = first?.extensions?.['dryRun'] === true;
  const plans = [...results].flatMap(([key, { extensions }]) =>
    extensions?.['plan'] ? [[key, extensions['plan']]] : [],
  );
  const extensions = {
    ...(isDry && { dryRun: true }),
    ...(plans.length > 0 && { plan: { fields: Object.fromEntries(plans) } }),
  };
  return {
    data,
    ...(errors.length > 0 && { errors }),
    ...(Object.keys(extensions).length > 0 && { extensions }),
  };
}

/** An error of COMMIT is one of the operation, which here is one field. */
function placed(error: GraphQLError, key: string): GraphQLError {
  if (error.path) return error;
  const { message, nodes, extensions, originalError } = error;
  return new GraphQLError(message, { nodes, path: [key], extensions, originalError });
}
