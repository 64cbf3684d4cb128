/**
 * The mistakes of a configuration. Every stage of boot reports its issues here and goes on with what is right, so that a person sees
 * all of them at once. An issue that only follows from another one is dropped.
 */

export interface ConfigIssue {
  /** The setting that is wrong: `entities.Order.relations.buyer.on`. */
  readonly path: string;
  /** The line that a person reads. It begins with the path. */
  readonly message: string;
  readonly leavesOut: LeftOut;
}

/** Parts of the model that are not built because of an issue. */
export interface LeftOut {
  /** Names of types and fields. They count wherever they stand: an issue told at the next start is better than one told twice. */
  readonly names?: readonly string[];
  /** Columns, by name and by field, whose values have an unknown type. */
  readonly columns?: readonly string[];
}

interface Consequences {
  readonly leavesOut?: LeftOut;
  /** Where one of these names was left out, an issue only follows from that, and is dropped. */
  readonly needs?: readonly string[];
}

export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly mistakes: readonly string[];
  constructor(mistakes: readonly string[]) {
    const once = [...new Set(mistakes)];
    super(once.join('\n'));
    this.mistakes = once;
  }
}

/** Collects the issues of all stages. */
export class ConfigIssues {
  readonly #issues: ConfigIssue[] = [];
  readonly #names = new Set<string>();
  readonly #columns = new Set<string>();
  #reported = 0;

  get all(): readonly ConfigIssue[] {
    return this.#issues;
  }

  get areThere(): boolean {
    return this.#issues.length > 0;
  }

  /** How many were reported, with those that were dropped. */
  get reported(): number {
    return this.#reported;
  }

  at(path: string, consequences: Consequences = {}): IssueScope {
    return new IssueScope(this, path, consequences);
  }

  report(issue: ConfigIssue, needs: readonly string[] = []): void {
    this.#reported++;
    if (needs.some((name) => this.isLeftOut(name))) return;
    this.#issues.push(issue);
    this.leaveOut(issue.leavesOut);
  }

  leaveOut({ names = [], columns = [] }: LeftOut): void {
    for (const name of names) this.#names.add(name);
    for (const column of columns) this.#columns.add(column);
  }

  isLeftOut(name: string): boolean {
    return this.#names.has(name);
  }

  /** `column` is a name or a field. */
  isOfUnknownType(column: string): boolean {
    return this.#columns.has(column);
  }

  /** Takes back all issues but the first `count`. */
  withdraw(count: number): readonly ConfigIssue[] {
    return this.#issues.splice(count);
  }

  /** Throws a ConfigError with all issues, if there are any. */
  end(): void {
    if (this.areThere) throw new ConfigError(this.#issues.map(({ message }) => message));
  }
}

/** Reports the issues of one setting and of those below it. */
export class IssueScope {
  readonly path: string;
  readonly #issues: ConfigIssues;
  readonly #leavesOut: LeftOut;
  readonly #needs: readonly string[];
  readonly #before: number;

  constructor(issues: ConfigIssues, path: string, { leavesOut = {}, needs = [] }: Consequences) {
    this.path = path;
    this.#issues = issues;
    this.#leavesOut = leavesOut;
    this.#needs = needs;
    this.#before = issues.reported;
  }

  /** Whether any issue was reported since this scope was made. */
  get hasIssues(): boolean {
    return this.#issues.reported > this.#before;
  }

  /** A setting below this one, with the consequences of this one and its own. */
  at(below: string, { leavesOut = this.#leavesOut, needs = [] }: Consequences = {}): IssueScope {
    return new IssueScope(this.#issues, `${this.path}.${below}`, { leavesOut, needs: [...this.#needs, ...needs] });
  }

  /** `predicate` goes on with the sentence that the path begins: `is not a column of Order`. */
  wrong(predicate: string): null {
    return this.#report(`${this.path} ${predicate}`, []);
  }

  /** `sentence` stands by itself behind the path: `there is no entity "Ordr"`. */
  because(sentence: string, needs: readonly string[] = []): null {
    return this.#report(`${this.path}: ${sentence}`, needs);
  }

  #report(text: string, needs: readonly string[]): null {
    const message = text.endsWith('.') || text.endsWith('?') ? text : `${text}.`;
    this.#issues.report({ path: this.path, message, leavesOut: this.#leavesOut }, [...this.#needs, ...needs]);
    return null;
  }
}

/** Gives the result of `work`. Throws a ConfigError with every issue that it reports. */
export function collectIssues<Result>(work: (issues: ConfigIssues) => Result): Result {
  const issues = new ConfigIssues();
  try {
    return work(issues);
  } finally {
    // The parts that are right may not fit together: the issues say why, and hide an error that comes of it.
    issues.end();
  }
}
