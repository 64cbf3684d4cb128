/**
 * What is wrong with a configuration. The stages of boot hand on what is right and report the rest here, so that a person sees all of
 * it at once; what only misses something wrong is no mistake of its own.
 */
import { ConfigError } from './setting-reader.ts';

/** What the configuration speaks of and the model has not, because something about it is wrong. */
export interface LeftOut {
  /** Names of types and fields. They count wherever they stand: what is told twice is worse than what is told at the next start. */
  readonly names: ReadonlySet<string>;
  /** Columns whose type is unknown: what can be said of their values is too. */
  readonly columns: ReadonlySet<string>;
}

const NOTHING: LeftOut = { names: new Set(), columns: new Set() };

export class Mistakes {
  readonly all: string[] = [];
  #leftOut = NOTHING;

  get areThere(): boolean {
    return this.all.length > 0;
  }

  /** From now on it is known what is missing. */
  leaveOut({ names, columns }: Partial<LeftOut>): void {
    const { names: before, columns: unclear } = this.#leftOut;
    this.#leftOut = { names: before.union(names ?? NOTHING.names), columns: unclear.union(columns ?? NOTHING.columns) };
  }

  /** The configuration gives this name to something, and is wrong about it. */
  isMissing(name: string): boolean {
    return this.#leftOut.names.has(name);
  }

  /** Those of who knows nothing of what is missing: not where they name it. */
  add(mistakes: readonly string[]): void {
    this.all.push(...mistakes.filter((mistake) => !namesIn(mistake).some((name) => this.isMissing(name))));
  }

  /** A column, by its field or its name, that was to be of a type which is none. */
  isOfUnknownType(column: string): boolean {
    return this.#leftOut.columns.has(column);
  }

  /** Throws a ConfigError with all of them. */
  end(): void {
    if (this.areThere) throw new ConfigError(this.all);
  }
}

/** What `work` gives. Throws a ConfigError with every mistake that it finds. */
export function withoutMistakes<Result>(work: (mistakes: Mistakes) => Result): Result {
  const mistakes = new Mistakes();
  try {
    return work(mistakes);
  } finally {
    // What mistakes have left of a configuration may not hold together: an error that comes of it is thrown no longer.
    mistakes.end();
  }
}

/** `"Order"`, `Order.buyer`, `types.Order`, `fields.buyer`. */
function namesIn(mistake: string): readonly string[] {
  return [...mistake.matchAll(/"(\w+)"|\b(?:[A-Z]\w*|types|fields)\.(\w+)/g)].flatMap(([, ...names]) => {
    return names.filter((name) => name !== undefined);
  });
}
