/**
 * The arguments of one field as a tree with slots: values go to `values`, structure to `shape`.
 * Equal shapes give equal plans, whatever the values; slots count from 0 and are rebased when the plan is made.
 */
import { GraphQLError } from 'graphql';
import type { Slot } from '../../loaders/plan/shared/filter.ts';
import type { ParameterValue } from '../../loaders/database/database.ts';
import type { LimitsConfig } from '../../schema/config/config.ts';
import { encodeInput } from '../../schema/values/encode-input.ts';
import { messageOf } from '../../schema/util/message-of.ts';
import type { PgType } from '../../schema/model/model.ts';
import { type Filled, type Gap, Placeholder } from './argument-template.ts';

/** A bad argument: the message names it, the field that has it fails, the rest of the operation goes on. */
export class ArgumentError extends GraphQLError {
  /** Further mistakes of the same arguments. */
  others: readonly ArgumentError[] = [];

  constructor(message: string, code: 'BAD_USER_INPUT' | 'LIMIT_EXCEEDED' = 'BAD_USER_INPUT') {
    super(message, { extensions: { code } });
  }
}

export type ArgumentLimits = Pick<LimitsConfig, 'listArgument' | 'conditions' | 'patternLength' | 'searchWords'>;

/** Does `work`; what is wrong with its part of the arguments is kept until all are read, and `instead` stands for it. */
export type Attempt = <Result>(work: () => Result, instead: Result) => Result;

/** Where the operands of conditions go. */
export interface Slots {
  readonly attempt: Attempt;
  /** Notes structure that the plan depends on. */
  note(word: string): void;
  value(type: PgType, value: unknown, at: string): Slot;
  list(type: PgType, value: unknown, at: string): Slot;
  /** Counts a condition: each is read, planned, written and sent, and PostgreSQL weighs every one against the others. */
  condition(at: string): void;
  /** Matching takes PostgreSQL the time of the text times the pattern, and the words of a search nest. */
  within(limit: keyof typeof UNITS, size: number, at: string): void;
}

const UNITS = { patternLength: ['characters', 'a pattern'], searchWords: ['words', 'a search'] } as const;

/** The operation has more conditions than it may: those that are read are no longer asked for. */
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

  /** `conditionsLeft`: by the fields that were read before. */
  constructor(limits: ArgumentLimits, conditionsLeft = limits.conditions) {
    this.#limits = limits;
    this.#conditionsLeft = conditionsLeft;
  }

  readonly attempt: Attempt = (work, instead) => {
    try {
      return work();
    } catch (error) {
      // Too many conditions are not read to their end.
      if (!(error instanceof ArgumentError) || error instanceof TooManyConditions) throw error;
      this.#mistakes.push(error);
      return instead;
    }
  };

  /** All is read: throws the first mistake, which has the others. */
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
