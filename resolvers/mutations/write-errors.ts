/** Errors of writing as GraphQL errors: code, reason and the place in the arguments. */
import { GraphQLError } from 'graphql';
import { WriteError, WriteErrors } from '../../loaders/work/write-error.ts';

/** The errors of graphql-js; one that stands for several mistakes becomes as many. */
export function writeErrors(errors: readonly GraphQLError[], development: boolean): readonly GraphQLError[] {
  return errors.flatMap((error) => {
    const { originalError, nodes, path } = error;
    if (!(originalError instanceof WriteErrors) && !(originalError instanceof WriteError)) return [error];
    const all = originalError instanceof WriteErrors ? originalError.errors : [originalError];
    return all.map((each) => {
      return new GraphQLError(each.message, { nodes, path, extensions: extensionsOf(each, development) });
    });
  });
}

/** Names of constraints are for those who know the database. */
function extensionsOf({ code, details }: WriteError, development: boolean): Record<string, unknown> {
  const { reason, input, otherInput, entity, fields, constraint } = details;
  return {
    code,
    ...(reason && { reason }),
    input,
    ...(otherInput && { otherInput }),
    ...(entity && { entity: entity.name }),
    ...(fields && { fields }),
    ...(constraint && development && { constraint }),
  };
}
