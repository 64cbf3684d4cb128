/** The arguments of a list as a program gives them: checked, coerced and read as those of a client. */
import { type FieldNode, GraphQLError, type GraphQLField, Kind, type OperationDefinitionNode, parse } from 'graphql';
import type { LimitsConfig } from '../../schema/config/config.ts';
import type { FieldSource, ApiSchema } from '../../schema/graphql/field-sources.ts';
import { messageOf } from '../../schema/util/message-of.ts';
import { suggest } from '../../schema/util/suggest.ts';
import { ListReader, type ReadList } from '../arguments/list-reader.ts';
import { coerceVariables } from '../operation/variables.ts';

type Field = GraphQLField<unknown, unknown>;

export function readList(
  { api, limits }: { readonly api: ApiSchema; readonly limits: LimitsConfig },
  definition: Field,
  source: FieldSource,
  args: Readonly<Record<string, unknown>>,
  path: string,
): ReadList {
  const names = Object.keys(args).filter((name) => args[name] !== undefined);
  const { operation, node } = operationOf(definition, names, path);
  const variables = coerceVariables(api.schema, operation, args);
  if (!variables) throw wrong(`${path}: the arguments are not those that ${definition.name} has in the API.`);
  try {
    return new ListReader(api, limits, definition).read(source, node, variables);
  } catch (error) {
    throw wrong(`${path}: ${messageOf(error)}`);
  }
}

/** A field whose arguments are all variables. */
function operationOf(
  definition: Field,
  names: readonly string[],
  path: string,
): { readonly operation: OperationDefinitionNode; readonly node: FieldNode } {
  const declared = names.map((name) => {
    const argument = definition.args.find((each) => each.name === name);
    if (argument) return `$${name}: ${String(argument.type)}`;
    const known = definition.args.map((each) => each.name);
    throw wrong(`${path}: ${name} is no argument.${suggest(name, known)}`);
  });
  const head = declared.length > 0 ? `query(${declared.join(', ')})` : 'query';
  const given = names.length > 0 ? `(${names.map((name) => `${name}: $${name}`).join(', ')})` : '';
  const [operation] = parse(`${head} { ${definition.name}${given} }`, { noLocation: true }).definitions;
  const node = operation?.kind === Kind.OPERATION_DEFINITION ? operation.selectionSet.selections[0] : undefined;
  if (operation?.kind !== Kind.OPERATION_DEFINITION || node?.kind !== Kind.FIELD) throw new Error('no operation');
  return { operation, node };
}

function wrong(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'INTERNAL' } });
}
