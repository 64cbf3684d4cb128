/**
 * The names in use in one namespace: the fields of a type, or the types of a schema. The first to ask gets the plain
 * name.
 */
export class UniqueNames {
  readonly #taken: Set<string>;

  constructor(taken: Iterable<string> = []) {
    this.#taken = new Set(taken);
  }

  has(name: string): boolean {
    return this.#taken.has(name);
  }

  /**
   * Takes the first candidate that is free together with all its companion names. When none is, it takes the last
   * candidate with the smallest number from 2 on.
   */
  claim(
    candidates: readonly [string, ...string[]],
    companions: (name: string) => readonly string[] = () => [],
  ): string {
    const free = (name: string) => [name, ...companions(name)].every((each) => !this.#taken.has(each));
    const name = candidates.find(free) ?? numbered(candidates[candidates.length - 1] ?? candidates[0], free);
    for (const each of [name, ...companions(name)]) this.#taken.add(each);
    return name;
  }
}

function numbered(name: string, free: (name: string) => boolean): string {
  let number = 2;
  while (!free(`${name}${number}`)) number += 1;
  return `${name}${number}`;
}

/**
 * Makes all names of a list unique at once. The first holder of a name keeps it, and a later one gets a number that no
 * plain name has, so that `a`, `A`, `a2` become `a`, `a3`, `a2`.
 */
export function uniqueInOrder(names: readonly string[]): string[] {
  const used = new UniqueNames(names);
  const seen = new Set<string>();
  return names.map((name) => {
    if (seen.has(name)) return used.claim([name]);
    seen.add(name);
    return name;
  });
}
