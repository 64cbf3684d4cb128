/**
 * Reads the arguments of one field as a tree with slots: values go to `values`, structure goes to `shape`. Equal shapes
 * give equal plans, whatever the values. Slots count from 0 and are rebased when the plan is made.
 */
import { GraphQLError } from 'graphql';
import type { Slot } from '../../loaders/plan/shared/filter.ts';
import type { ParameterValue } from '../../loaders/database/database.ts';
import type { LimitsConfig } from '../../schema/config/config.ts';
import { encodeInput } from '../../schema/values/encode-input.ts';
import { messageOf } from '../../schema/util/message-of.ts';
import type { PgType } from '../../schema/model/model.ts';
import { type Filled, type Gap, Placeholder } from './argument-template.ts';

/** A bad argument. The message names it, its field fails, and the rest of the operation is answered. */
export class ArgumentError extends GraphQLError {
  /** Further mistakes of the same arguments. */
  others: readonly ArgumentError[] = [];

  constructor(message: string, code: 'BAD_USER_INPUT' | 'LIMIT_EXCEEDED' = 'BAD_USER_INPUT') {
    super(message, { extensions: { code } });
  }
}

export type ArgumentLimits = Pick<LimitsConfig, 'listArgument' | 'conditions' | 'patternLength' | 'searchWords'>;

/**
 * Runs `work`. A mistake in its part of the arguments is kept until all are read, and `instead` takes the place of the
 * result.
 */
export type Attempt = <Result>(work: () => Result, instead: Result) => Result;

/** Receives the operands of conditions. */
export interface Slots {
  readonly attempt: Attempt;
  /** Notes structure that the plan depends on. */
  note(word: string): void;
  value(type: PgType, value: unknown, at: string): Slot;
  list(type: PgType, value: unknown, at: string): Slot;
  /**
   * Counts a condition. Each is read, planned, written and sent, and PostgreSQL weighs every one against the others.
   */
  condition(at: string): void;
  /**
   * Limits a size, because matching takes PostgreSQL the length of the text times that of the pattern, and the words of
   * a search nest.
   */
  within(limit: keyof typeof UNITS, size: number, at: string): void;
}

const UNITS = { patternLength: ['characters', 'a pattern'], searchWords: ['words', 'a search'] } as const;

/** The operation has too many conditions. Its remaining conditions are not read. */
export class TooManyConditions extends ArgumentError {
  constructor(at: string, most: number) {
    const advice = 'Compare with a list of values (in) where you can, or ask in several requests.';
    super(`${at} is too much: an operation may have ${most} conditions. ${advice}`, 'LIMIT_EXCEEDED');
  }
}

export class SlotWriter implements Slots, Filled {
  readonly values: ParameterValue[] = [];
  readonly gaps: Gap[] = [];
  readonly #mistakes: ArgumentError[] = [];
  readonly #shape: string[] = [];
  readonly #limits: ArgumentLimits;
  readonly #conditionsLeft: number;
  conditions = 0;

  /** The fields that were read before leave `conditionsLeft`. */
  constructor(limits: ArgumentLimits, conditionsLeft = limits.conditions) {
    this.#limits = limits;
    this.#conditionsLeft = conditionsLeft;
  }

  readonly attempt: Attempt = (work, instead) => {
    try {
      return work();
    } catch (error) {
      // When there are too many conditions, the rest is not read.
      if (!(error instanceof ArgumentError) || error instanceof TooManyConditions) throw error;
      this.#mistakes.push(error);
      return instead;
    }
  };

  /** Ends the reading: throws the first mistake, which carries the others. */
  finish(): void {
    const [first, ...others] = this.#mistakes;
    if (!first) return;
    first.others = others;
    throw first;
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
    const { listArgument } = this.#limits;
    if (items.length > listArgument) {
      throw new ArgumentError(`${at} has ${items.length} values; at most ${listArgument} are allowed.`);
    }
    const texts = items.map((item, index) => {
      if (item === null) throw new ArgumentError(`${at}[${index}] is null; use isNull to look for nulls.`);
      return encode(type, item, `${at}[${index}]`);
    });
    return this.#slot(type, texts, true);
  }

  condition(at: string): void {
    if (++this.conditions > this.#conditionsLeft) throw new TooManyConditions(at, this.#limits.conditions);
  }

  within(limit: keyof typeof UNITS, size: number, at: string): void {
    const most = this.#limits[limit];
    if (size <= most) return;
    const [unit, what] = UNITS[limit];
    throw new ArgumentError(`${at} has ${size} ${unit}; ${what} may have ${most}.`, 'LIMIT_EXCEEDED');
  }

  /** A number of the gateway's own, which appears in no error for a client. */
  number(type: PgType, value: number): Slot {
    return { ...this.#slot(type, String(value), false), role: 'number' };
  }

  /** Binds a value that is PostgreSQL's text already, such as a cursor's. */
  text(type: PgType, text: string): Slot {
    return this.#slot(type, text, false);
  }

  null(type: PgType): Slot {
    return this.#slot(type, null, false);
  }

  #slot(type: PgType, value: ParameterValue, list: boolean): Slot {
    const index = this.values.push(value) - 1;
    this.#shape.push(list ? '$[]' : '$');
    return { index, type, isArray: list };
  }
}

export function encode(type: PgType, value: unknown, at: string): string {
  try {
    return encodeInput(type, value);
  } catch (error) {
    throw new ArgumentError(`${at}: ${messageOf(error)}`);
  }
}
