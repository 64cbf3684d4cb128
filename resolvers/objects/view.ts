/** What all views share: they read by response key, so that aliases need no names of their own. */
import { GraphQLError } from 'graphql';
import { codecFor } from '../../loaders/values/codecs.ts';
import { withNumbers } from '../../loaders/values/plain-json.ts';
import type { SelectNode } from '../../loaders/plan/read/select-plan.ts';
import { arrivalOf } from '../../loaders/plan/shared/load-strategy.ts';
import type { CompiledPlan } from '../../loaders/sql/read/compiled-plan.ts';
import type { LoadResult } from '../../loaders/session/load-result.ts';
import type { ReadTransaction } from '../../loaders/session/read-transaction.ts';
import { notLoaded } from '../../loaders/strategies/raise.ts';
import { messageOf } from '../../schema/util/message-of.ts';
import type { Column } from '../../schema/model/model.ts';
import type { ApiSchema } from '../../schema/graphql/field-sources.ts';
import type { Call } from './call.ts';
import type { Host } from './host.ts';
import type { References } from '../entities/references.ts';
import { DatabaseError } from '../../loaders/database/database-error.ts';

/** What all views of one request share. */
export interface Reading {
  readonly api: ApiSchema;
  readonly transaction: ReadTransaction;
  readonly plan: CompiledPlan;
  /** One list per `_entities` or `node` field. */
  readonly references: readonly References[];
  /** What surrounds the functions of the program. */
  readonly host: Host;
}

/** The value under a response key; undefined for a key that the view does not know. */
export abstract class View {
  /** The type of the object, where a field may be of several. */
  readonly typeName: string | null = null;
  abstract read(key: string, call: Call): unknown;
}

/** From which graphql-js starts: whatever stands below finds what all share. */
export abstract class StartView extends View {
  readonly reading: Reading;
  /** Response keys that lead to it. */
  readonly path: string;

  constructor(reading: Reading, path: string) {
    super();
    this.reading = reading;
    this.path = path;
  }
}

/** An edge, a page info, a group: a few fields that somebody else knows the values of. */
export class PartView<Field extends { readonly key: string }> extends View {
  readonly #fields: readonly Field[];
  readonly #value: (field: Field) => unknown;

  constructor(fields: readonly Field[], value: (field: Field) => unknown) {
    super();
    this.#fields = fields;
    this.#value = value;
  }

  read(key: string): unknown {
    const field = this.#fields.find((each) => each.key === key);
    return field ? this.#value(field) : undefined;
  }
}

export function readColumn(loaded: LoadResult, node: SelectNode, index: number, column: Column): unknown {
  return decodeText(column, loaded.rows(node).text(index, column));
}

/** For functions and programs, which calculate with what they read. */
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
    throw new GraphQLError(messageOf(error), {
      extensions: { code: 'UNREPRESENTABLE' },
    });
  }
}

/** Deferred relations are loaded now, all parents that ask in one tick together. */
export function whenLoaded(
  reading: Reading,
  loaded: LoadResult,
  node: SelectNode,
  parent: number,
  read: (loaded: LoadResult) => unknown,
): unknown {
  const arrival = arrivalOf(node);
  if (arrival === 'never') {
    throw new GraphQLError(notLoaded(node), { extensions: { code: 'NOT_LOADED' } });
  }
  if (loaded.has(node) || arrival !== 'onDemand') return read(loaded);
  return reading.transaction.loadLater(reading.plan, loaded, node, parent).then(read);
}
