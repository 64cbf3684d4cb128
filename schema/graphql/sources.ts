/**
 * The meaning of fields by the names of type and field. It is made for a type when somebody first asks, because a schema of 500 tables has
 * 130,000 fields, and an operation names a handful of them.
 */
export interface ReadonlySources<Source> {
  get(type: string, field: string): Source | undefined;
  of(type: string): ReadonlyMap<string, Source>;
}

export type NamedSource<Source> = readonly [field: string, source: Source];

export class Sources<Source> implements ReadonlySources<Source> {
  readonly #makers = new Map<string, () => Iterable<NamedSource<Source>>>();
  readonly #made = new Map<string, Map<string, Source>>();

  /** Defines the fields of a type. It is called once for each type. */
  define(type: string, make: () => Iterable<NamedSource<Source>>): void {
    this.#makers.set(type, make);
  }

  /** Adds a field to a type that need not be defined. */
  add(type: string, field: string, source: Source): void {
    const made = this.#of(type);
    made.set(field, source);
    this.#made.set(type, made);
  }

  get(type: string, field: string): Source | undefined {
    return this.#of(type).get(field);
  }

  of(type: string): ReadonlyMap<string, Source> {
    return this.#of(type);
  }

  #of(type: string): Map<string, Source> {
    const made = this.#made.get(type);
    if (made) return made;
    const make = this.#makers.get(type);
    const sources = new Map(make?.());
    // Undefined types are not remembered, because clients can ask for any name.
    if (make) this.#made.set(type, sources);
    return sources;
  }
}
