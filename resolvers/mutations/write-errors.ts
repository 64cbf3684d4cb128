/** Errors of writing as GraphQL errors: code, reason and the place in the arguments, in the words of the configuration. */
import { GraphQLError } from 'graphql';
import { DatabaseError } from '../../loaders/database/database-error.ts';
import { UnknownRow } from '../../loaders/work/unit-of-work.ts';
import { WriteError, WriteErrors } from '../../loaders/work/write-error.ts';
import type { Config } from '../../schema/config/config.ts';

type ErrorSettings = Pick<Config, 'development' | 'mutations'>;

/** The errors of graphql-js; one that stands for several mistakes becomes as many. */
export function writeErrors(errors: readonly GraphQLError[], settings: ErrorSettings): readonly GraphQLError[] {
  return errors.flatMap((error) => {
    const { originalError, nodes, path } = error;
    if (isContention(originalError)) {
      return [new GraphQLError(CONTENTION, { nodes, path, extensions: { code: 'CONFLICT', reason: 'CONTENTION' } })];
    }
    const all = errorsOf(originalError);
    return all === null
      ? [error]
      : all.map((each) => {
          const { code, message } = wordsOf(each, settings);
          return new GraphQLError(message, { nodes, path, extensions: { code, ...extensionsOf(each, settings) } });
        });
  });
}

const CONTENTION = 'Others are writing the same rows at the same time, and nothing was written. Try again.';

const SERIALIZATION_FAILURE = '40001';
const DEADLOCK = '40P01';

/** Another transaction stands in the way, and the same operation may succeed a moment later. */
export function isContention(error: unknown): error is DatabaseError {
  return error instanceof DatabaseError && (error.sqlState === SERIALIZATION_FAILURE || error.sqlState === DEADLOCK);
}

function errorsOf(error: unknown): readonly WriteError[] | null {
  if (error instanceof UnknownRow) return [error.error];
  if (error instanceof WriteErrors) return error.errors;
  return error instanceof WriteError ? [error] : null;
}

/** P0001 is what RAISE EXCEPTION has where nobody chooses: its message is for people. */
const RAISE_EXCEPTION = 'P0001';

function wordsOf(
  { code, message, details }: WriteError,
  { mutations }: ErrorSettings,
): Record<'code' | 'message', string> {
  const own = details.constraint == null ? undefined : mutations?.constraints.get(details.constraint);
  if (own) return { code: own.code ?? code, message: own.message ?? message };
  const { reason, cause } = details;
  if (code !== 'RAISED' || reason == null || reason === RAISE_EXCEPTION) return { code, message };
  const named = mutations?.raised.get(reason);
  if (named !== undefined) return { code: named, message };
  // Nobody has said that a message under this code is meant for clients.
  return cause instanceof DatabaseError ? { code: cause.code, message: cause.message } : { code, message };
}

/** Names of constraints are for those who know the database. */
function extensionsOf({ details }: WriteError, { development, mutations }: ErrorSettings): Record<string, unknown> {
  const { reason, input, otherInput, entity, fields, constraint } = details;
  const isNamed = constraint && (development || mutations?.constraintNames);
  return {
    ...(reason && { reason }),
    input,
    ...(otherInput && { otherInput }),
    ...(entity && { entity: entity.name }),
    ...(fields && { fields }),
    ...(isNamed && { constraint }),
  };
}
