/** Values that a row has in one list and not in another: in a program the row is one object, which must not tell one for the other. */
import type { FieldShape, ObjectShape } from '../../../loaders/plan/read/select-plan.ts';
import { SessionError } from '../../../loaders/session/session-error.ts';

export function isWindow(field: FieldShape): boolean {
  return field.kind === 'column' && field.column.computed?.kind === 'window';
}

interface Place {
  readonly shape: ObjectShape;
  readonly key: string;
}

/** Where a value comes from. The same list, loaded again, finds the value that was. */
export interface Origin {
  readonly load: object;
  readonly list: string;
  /** Everything before counts no longer. */
  readonly again: boolean;
}

interface Told extends Omit<Origin, 'again'> {
  readonly text: string;
}

/** The window values of one session. */
export class WindowValues {
  readonly #values = new WeakMap<object, Map<string, Told>>();

  /** Throws where the row has had another value in another list. */
  check(row: object, { shape, key }: Place, value: unknown, { load, list, again }: Origin): void {
    const values = this.#values.get(row) ?? new Map<string, Told>();
    this.#values.set(row, values);
    const text = JSON.stringify(value);
    const before = values.get(key);
    const existing = before && !(again && before.load !== load) ? before : { load, list, text };
    values.set(key, existing);
    const isSame = existing.load !== load && existing.list === list;
    if (existing.text === text || isSame) return;
    const { typeName, node } = shape;
    const where = existing.load === load ? 'load' : 'session';
    throw new SessionError(
      'BAD_SELECTION',
      `${typeName}.${key} is a value of a row among the rows of a list, and one row is in two lists of this ${where}: it is ${existing.text} in one and ` +
        `${text} in the other (${node.path}). Give one of them another name: { other: { field: '${key}' } }, or load the lists in two sessions.`,
    );
  }
}
