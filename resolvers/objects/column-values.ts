/** Values of columns, decoded from PostgreSQL's text. */
import { GraphQLError } from 'graphql';
import { codecFor } from '../../loaders/values/codecs.ts';
import { withNumbers } from '../../loaders/values/plain-json.ts';
import { DatabaseError } from '../../loaders/database/database-error.ts';
import type { SelectNode } from '../../loaders/plan/read/select-plan.ts';
import type { LoadResult } from '../../loaders/session/load-result.ts';
import type { Column } from '../../schema/model/model.ts';
import { messageOf } from '../../schema/util/message-of.ts';

export function readColumn(loaded: LoadResult, node: SelectNode, index: number, column: Column): unknown {
  return decodeText(column, loaded.rows(node).text(index, column));
}

/** The value for resolvers and programs, which calculate with it: numbers inside JSON documents are numbers. */
export function readPlain(loaded: LoadResult, node: SelectNode, index: number, column: Column): unknown {
  return withNumbers(column.type, readColumn(loaded, node, index, column));
}

export function decodeText(column: Column, text: string | null): unknown {
  if (text === null) return null;
  try {
    return codecFor(column.type).decode(text);
  } catch (error) {
    if (error instanceof DatabaseError) throw error;
    // The codec's message is written for clients.
    throw new GraphQLError(messageOf(error), { extensions: { code: 'UNREPRESENTABLE' } });
  }
}
