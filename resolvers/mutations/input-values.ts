/** Values of arguments → PostgreSQL's texts. What is wrong is noted with its place, and reading goes on. */
import type { Cell, InputPath, RowKey } from '../../loaders/plan/write/pending.ts';
import { WriteError } from '../../loaders/work/write-error.ts';
import type { Column, Entity, UniqueKey } from '../../schema/model/model.ts';
import { keyField } from '../../schema/mutations/write-names.ts';
import { messageOf } from '../../schema/util/message-of.ts';
import { isRecord } from '../../schema/util/records.ts';
import { encodeInput } from '../../schema/values/encode-input.ts';

export type Values = Readonly<Record<string, unknown>>;

export class InputValues {
  readonly mistakes: WriteError[] = [];

  cell(entity: Entity, column: Column, value: unknown, at: InputPath): Cell {
    if (value === null) {
      if (column.write?.refusesNull) this.mistake('NULL', `${column.field} must not be null.`, at, entity);
      return { kind: 'text', text: null };
    }
    return { kind: 'text', text: this.text(entity, column, value, at) };
  }

  text(entity: Entity, column: Column, value: unknown, at: InputPath): string {
    try {
      const text = encodeInput(column.type, value);
      if (text.includes('\0')) throw new Error('a text cannot hold the character U+0000');
      const problem = tooLarge(column, text);
      if (problem) this.mistake(problem.reason, `${column.field} ${problem.message}`, at, entity);
      return text;
    } catch (error) {
      this.mistake('VALUE', `${column.field}: ${messageOf(error)}`, at, entity);
      return '';
    }
  }

  /** The columns and values of a key input. */
  key(entity: Entity, given: Values, input: InputPath): RowKey {
    const key = keyOf(entity, given);
    const whole = given[keyField(key)];
    const cells = key.columns.map((column): Cell => {
      const value = key.columns.length === 1 ? whole : recordOf(whole)[column.field];
      return { kind: 'text', text: this.text(entity, column, value, input) };
    });
    return { columns: key.columns, cells };
  }

  mistake(reason: string, message: string, input: InputPath, entity: Entity, otherInput?: InputPath): void {
    const details = { reason, input, entity, ...(otherInput && { otherInput }) };
    this.mistakes.push(new WriteError('BAD_USER_INPUT', message, details));
  }
}

export function recordOf(value: unknown): Values {
  return isRecord(value) ? value : {};
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

export function columnOf({ columns }: Entity, field: string): Column | undefined {
  return columns.find((column) => column.field === field);
}

/** Values of the enum of columns are the columns themselves; null where none are given. */
export function columnsOf(values: unknown): readonly Column[] | null {
  return Array.isArray(values) ? values.filter(isColumn) : null;
}

export function isColumn(value: unknown): value is Column {
  return isRecord(value) && 'field' in value && 'type' in value;
}

function keyOf({ name, uniqueKeys }: Entity, given: Values): UniqueKey {
  const key = uniqueKeys.find((each) => given[keyField(each)] !== undefined);
  if (!key) throw new Error(`no key of ${name} is given`);
  return key;
}

const VARHDRSZ = 4;

/** A value that the type of the column would not hold, by its modifier: characters of a text, digits before the point of a number. */
function tooLarge(column: Column, text: string): { readonly reason: string; readonly message: string } | null {
  const modifier = column.write?.modifier ?? null;
  const type = column.stored?.type ?? column.type;
  if (modifier === null || type.kind !== 'scalar' || type.schema !== 'pg_catalog') return null;
  if (type.name === 'varchar' || type.name === 'bpchar') {
    const most = modifier - VARHDRSZ;
    // Trailing spaces beyond the length are cut by the SQL standard.
    const length = [...text.trimEnd()].length;
    return length > most
      ? { reason: 'LENGTH', message: `may have ${most} characters; this text has ${length}.` }
      : null;
  }
  if (type.name !== 'numeric') return null;
  const digits = modifier - VARHDRSZ;
  const scale = ((digits & 0x7ff) ^ 1024) - 1024;
  const most = ((digits >> 16) & 0xffff) - scale;
  return Math.abs(Number(text)) >= 10 ** most
    ? { reason: 'RANGE', message: `may have ${most} digits before the point.` }
    : null;
}
