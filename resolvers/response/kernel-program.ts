/**
 * The kernel's view of a plan, in the form that `kernel/fields.ts` describes: a place for every node, the runs of
 * fields, and all bytes that are the same in every answer. Its addresses are those in the memory of the kernel.
 */
import type { SelectNode } from '../../loaders/plan/read/select-plan.ts';
import type { Column, PgType } from '../../schema/model/model.ts';
import { enumTexts, type JsonForm, jsonFormOf } from './json-form.ts';
import { NODE_SIZE, type Program, PROGRAM_ADDRESS, type Table, WORD } from './kernel.ts';

const CONSTANT = 0;
/** A form without a number is not for the kernel. */
const FORMS: Readonly<Partial<Record<JsonForm, number>>> = {
  raw: 1,
  quoted: 2,
  text: 3,
  boolean: 4,
  float: 5,
  date: 6,
  timestamp: 7,
  timestamptz: 8,
  enumeration: 9,
};
const ONE = 10;
const MANY = 11;
const NOT_FOR_THE_KERNEL = 12;
const NO_CAP = 2 ** 31 - 1;
/** The number of fields comes before the first field, so this many bytes on is the last number of the first field. */
const FIELD_SIZE = 7 * WORD;

/** The part of a field that the kernel writes after the head. It writes nothing for `other`, and stops there. */
export type KernelField =
  | { readonly kind: 'constant'; readonly text: string }
  | { readonly kind: 'column'; readonly column: Column }
  | { readonly kind: 'one'; readonly node: SelectNode; readonly run: number; readonly mayRecur: boolean }
  | { readonly kind: 'many'; readonly node: SelectNode; readonly run: number; readonly cap: number | null }
  | { readonly kind: 'other' };

/** If `isWhole`, the kernel stops only at an unusual value, and may begin again before it. */
export interface Run {
  readonly address: number;
  readonly isWhole: boolean;
}

/** The numbers as `kernel/fields.ts` names them. */
interface FieldNumbers {
  readonly form: number;
  readonly subject?: number;
  readonly allowed?: number;
  readonly detail?: number;
  /** The node whose rows the table is for. */
  readonly tableOf?: number;
}

export class KernelProgram {
  readonly #tables: Table[] = [];
  readonly #parts: Buffer[];
  #length: number;

  constructor(nodeCount: number) {
    this.#parts = [Buffer.alloc(nodeCount * NODE_SIZE)];
    this.#length = nodeCount * NODE_SIZE;
  }

  finish(): Program {
    return { bytes: Buffer.concat(this.#parts), tables: this.#tables };
  }

  run(fields: readonly { readonly head: Buffer; readonly field: KernelField }[]): Run {
    const all = fields.map(({ head, field }) => ({ head: headOf(head, field), ...this.#numbersOf(field) }));
    const numbers = all.flatMap(({ head, form, subject = 0, allowed = 0, detail = 0 }) => {
      return [form, subject, this.#add(head), head.length, allowed, detail, 0];
    });
    const address = this.#addNumbers([fields.length, ...numbers]);
    for (const [index, { tableOf }] of all.entries()) {
      if (tableOf !== undefined) this.#tables.push({ address: address + (index + 1) * FIELD_SIZE, node: tableOf });
    }
    // A run with a table must not be written again elsewhere.
    const isWhole = all.every(({ form, tableOf }) => form !== NOT_FOR_THE_KERNEL && tableOf === undefined);
    return { address, isWhole };
  }

  #numbersOf(field: KernelField): FieldNumbers {
    switch (field.kind) {
      case 'constant':
        return { form: CONSTANT };
      case 'column':
        return this.#column(field.column);
      case 'one': {
        const allowed = Number(field.node.relation?.nullable ?? true);
        const tableOf = field.mayRecur ? field.node.id : undefined;
        return { form: ONE, subject: nodeAddress(field.node), allowed, detail: field.run, tableOf };
      }
      case 'many':
        return { form: MANY, subject: nodeAddress(field.node), allowed: field.cap ?? NO_CAP, detail: field.run };
      case 'other':
        return { form: NOT_FOR_THE_KERNEL };
    }
  }

  #column({ type, index, nullable }: Column): FieldNumbers {
    const form = FORMS[jsonFormOf(type)] ?? NOT_FOR_THE_KERNEL;
    return { form, subject: index, allowed: Number(nullable), detail: this.#labels(type) };
  }

  #labels(type: PgType): number {
    const texts = enumTexts(type);
    const numbers = texts.flatMap(({ label, json }) => [this.#add(label), label.length, this.#add(json), json.length]);
    return texts.length === 0 ? 0 : this.#addNumbers([texts.length, ...numbers]);
  }

  #addNumbers(numbers: readonly number[]): number {
    return this.#add(Buffer.from(Int32Array.from(numbers).buffer));
  }

  /** JavaScript demands that numbers stand at multiples of their size, so everything does. */
  #add(bytes: Buffer): number {
    const address = PROGRAM_ADDRESS + this.#length;
    const padding = Buffer.alloc(-bytes.length & (WORD - 1));
    this.#parts.push(bytes, padding);
    this.#length += bytes.length + padding.length;
    return address;
  }
}

function headOf(head: Buffer, field: KernelField): Buffer {
  return field.kind === 'constant' ? Buffer.concat([head, Buffer.from(field.text)]) : head;
}

function nodeAddress({ id }: SelectNode): number {
  return PROGRAM_ADDRESS + id * NODE_SIZE;
}
