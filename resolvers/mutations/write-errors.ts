/** Errors of writing as GraphQL errors: code, reason and the place in the arguments. */
import { GraphQLError } from 'graphql';
import { WriteError, WriteErrors } from '../../loaders/work/write-error.ts';

/** The errors of graphql-js; one that stands for several mistakes becomes as many. */
export function writeErrors(errors: readonly GraphQLError[]): readonly GraphQLError[] {
  return errors.flatMap((error) => {
    const { originalError, nodes, path } = error;
    if (!(originalError instanceof WriteErrors) && !(originalError instanceof WriteError)) return [error];
    const all = originalError instanceof WriteErrors ? originalError.errors : [originalError];
    return all.map((each) => {
      return new GraphQLError(each.message, { nodes, path, extensions: extensionsOf(each) });
    });
  });
}

function extensionsOf({ code, details }: WriteError): Record<string, unknown> {
  const { reason, input, otherInput, entity, fields, constraint } = details;
  return {
    code,
    ...(reason && { reason }),
    input,
    ...(otherInput && { otherInput }),
    ...(entity && { entity: entity.name }),
    ...(fields && { fields }),
    ...(constraint && { constraint }),
  };
}
