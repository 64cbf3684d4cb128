/** Rows on which it is an error to read what was not loaded: no function takes it for empty. */

/** Getters of these fields, on the prototype of all rows that have been loaded alike. */
export function raiseWhereRead(
  prototype: object,
  fields: Iterable<string>,
  error: (row: object, field: string) => Error,
): void {
  for (const field of fields) {
    // JavaScript asks these of every object that is awaited, or written as JSON.
    if (field === 'then' || field === 'toJSON') continue;
    const get = function (this: object): never {
      throw error(this, field);
    };
    Object.defineProperty(prototype, field, { get, configurable: true });
  }
}
