/** The rows of a mutation as the program is told of them. */
import { GraphQLError, type OperationDefinitionNode } from 'graphql';
import type { PendingRow } from '../../loaders/plan/write/pending.ts';
import type { Events, WriteEvent, WrittenRow } from '../../schema/config/events.ts';
import { messageOf } from '../../schema/util/message-of.ts';
import { decodeText } from '../objects/column-values.ts';
import type { ExecutorArguments } from '../operation/executor-type.ts';
import { oldValues } from './payload.ts';

export function writeEvent(
  { context }: ExecutorArguments,
  { name }: OperationDefinitionNode,
  rows: readonly PendingRow[],
): WriteEvent {
  return {
    operation: name?.value ?? null,
    claims: context.claims ?? null,
    writes: rows.flatMap(writtenRow),
  };
}

function writtenRow(row: PendingRow): readonly WrittenRow[] {
  const { entity, outcome, cells, changes } = row;
  const action = outcome?.action ?? 'UNCHANGED';
  if (action === 'UNCHANGED') return [];
  const key =
    entity.key && Object.fromEntries(entity.key.columns.map((column) => [column.field, valueOf(row, column)]));
  const columns = [...cells.keys(), ...changes.keys()].map(({ field }) => field);
  return [{ entity: entity.name, action, key, columns, old: oldValues(row) }];
}

function valueOf(row: PendingRow, column: Parameters<typeof decodeText>[0]): unknown {
  return decodeText(column, row.text(column) ?? null);
}

/** The program has taken a mutation back. */
export class Refused extends Error {
  override readonly cause: unknown;

  constructor(cause: unknown) {
    super(messageOf(cause));
    this.cause = cause;
  }
}

export async function told(onWrite: NonNullable<Events['onWrite']>, event: WriteEvent): Promise<void> {
  try {
    await onWrite(event);
  } catch (error) {
    throw new Refused(error);
  }
}

/** A GraphQLError of the program is meant for the client; of any other error clients learn nothing. */
export function refusedError({ message, cause }: Refused): GraphQLError {
  if (cause instanceof GraphQLError) return cause;
  return new GraphQLError(message, { originalError: cause instanceof Error ? cause : new Error(message) });
}
