/** Values that a row has in one list and not in another: in a program the row is one object, which must not tell one for the other. */
import type { FieldShape, ObjectShape } from '../../loaders/plan/select-plan.ts';
import { SessionError } from '../../loaders/session/session-error.ts';

export function isWindow(field: FieldShape): boolean {
  return field.kind === 'column' && field.column.computed?.kind === 'window';
}

interface Place {
  readonly shape: ObjectShape;
  readonly key: string;
}

/** Of one load. */
export class WindowValues {
  readonly #values = new Map<object, Map<string, string>>();

  /** Throws where the row has had another value. */
  check(row: object, { shape, key }: Place, value: unknown): void {
    const values = this.#values.get(row) ?? new Map<string, string>();
    this.#values.set(row, values);
    const text = JSON.stringify(value);
    const known = values.get(key) ?? text;
    values.set(key, known);
    if (known === text) return;
    const { typeName, node } = shape;
    throw new SessionError(
      'BAD_SELECTION',
      `${typeName}.${key} is a value of a row among the rows of a list, and one row is in two lists of this load: it is ${known} in one and ` +
        `${text} in the other (${node.path}). Give one of them another name: { other: { field: '${key}' } }, or load the lists in two sessions.`,
    );
  }
}
