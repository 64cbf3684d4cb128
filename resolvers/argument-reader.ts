/**
 * The arguments of one field as a tree with slots: values go to `values`, structure to `shape`.
 * Equal shapes give equal plans, whatever the values; slots count from 0 and are rebased when the plan is made.
 */
import { GraphQLError } from 'graphql';
import type { Slot } from '../loaders/plan/filter.ts';
import type { ParameterValue } from '../loaders/session/database.ts';
import { encodeInput } from '../schema/encode-input.ts';
import { messageOf } from '../schema/message-of.ts';
import type { PgType } from '../schema/model.ts';
import { type Filled, type Gap, Placeholder } from './argument-template.ts';

/** A bad argument: the message names it, the field that has it fails, the rest of the operation goes on. */
export class ArgumentError extends GraphQLError {
  constructor(message: string) {
    super(message, { extensions: { code: 'BAD_USER_INPUT' } });
  }
}

/** Where the operands of conditions go. */
export interface Slots {
  /** Notes structure that the plan depends on. */
  note(word: string): void;
  value(type: PgType, value: unknown, at: string): Slot;
  list(type: PgType, value: unknown, at: string): Slot;
}

export class SlotWriter implements Slots, Filled {
  readonly values: ParameterValue[] = [];
  readonly gaps: Gap[] = [];
  readonly #shape: string[] = [];
  readonly #maxList: number;

  constructor(maxList: number) {
    this.#maxList = maxList;
  }

  get shape(): string {
    return this.#shape.join(' ');
  }

  note(word: string): void {
    this.#shape.push(word);
  }

  value(type: PgType, value: unknown, at: string): Slot {
    if (!(value instanceof Placeholder)) return this.#slot(type, encode(type, value, at), false);
    this.gaps.push({ index: this.values.length, variable: value.variable, type, at });
    return this.#slot(type, null, false);
  }

  list(type: PgType, value: unknown, at: string): Slot {
    const items: readonly unknown[] = Array.isArray(value) ? value : [value];
    if (items.length > this.#maxList) {
      throw new ArgumentError(`${at} has ${items.length} values; at most ${this.#maxList} are allowed.`);
    }
    const texts = items.map((item, index) => {
      if (item === null) throw new ArgumentError(`${at}[${index}] is null; use isNull to look for nulls.`);
      return encode(type, item, `${at}[${index}]`);
    });
    return this.#slot(type, texts, true);
  }

  /** Of the gateway's own: it stands in no error of a client's. */
  number(type: PgType, value: number): Slot {
    return { ...this.#slot(type, String(value), false), role: 'number' };
  }

  /** A value that is PostgreSQL's text already, as a cursor's is. */
  text(type: PgType, text: string): Slot {
    return this.#slot(type, text, false);
  }

  null(type: PgType): Slot {
    return this.#slot(type, null, false);
  }

  #slot(type: PgType, value: ParameterValue, list: boolean): Slot {
    const index = this.values.push(value) - 1;
    this.#shape.push(list ? '$[]' : '$');
    return { index, type, list };
  }
}

export function encode(type: PgType, value: unknown, at: string): string {
  try {
    return encodeInput(type, value);
  } catch (error) {
    throw new ArgumentError(`${at}: ${messageOf(error)}`);
  }
}
