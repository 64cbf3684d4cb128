/**
 * What the fields of types mean, by the names of both. Of a type it is made when somebody first asks: a schema of 500 tables has
 * 130,000 fields, of which an operation names a handful.
 */
export interface ReadonlySources<Source> {
  get(type: string, field: string): Source | undefined;
  of(type: string): ReadonlyMap<string, Source>;
}

export type NamedSource<Source> = readonly [field: string, source: Source];

export class Sources<Source> implements ReadonlySources<Source> {
  readonly #makers = new Map<string, () => Iterable<NamedSource<Source>>>();
  readonly #made = new Map<string, Map<string, Source>>();

  /** Once for each type. */
  define(type: string, make: () => Iterable<NamedSource<Source>>): void {
    this.#makers.set(type, make);
  }

  /** One more field, of a type that need not be defined. */
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
    // Types that are not defined are not remembered: who asks may be a client.
    if (make) this.#made.set(type, sources);
    return sources;
  }
}
