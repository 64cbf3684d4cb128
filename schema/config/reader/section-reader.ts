import { isRecord, isTexts, own } from '../../util/records.ts';
import { ConfigIssues, type IssueScope } from './config-issues.ts';
import { suggest } from '../../util/suggest.ts';

/** Reads one object of the configuration, setting by setting. A key that nobody asked for until `end` is not a setting. */
export class SectionReader {
  readonly #value: Readonly<Record<string, unknown>>;
  readonly #issues: IssueScope;
  readonly #asked = new Set<string>();

  constructor(value: unknown, issues: IssueScope) {
    const isObject = isRecord(value);
    if (!isObject) issues.wrong('must be an object');
    this.#value = isObject ? value : {};
    // A value that is not an object lacks all settings, and that goes without saying.
    this.#issues = isObject ? issues : new ConfigIssues().at(issues.path);
  }

  /** The place of the section, such as `entities.Order`. */
  get path(): string {
    return this.#issues.path;
  }

  has(name: string): boolean {
    return this.#read(name) !== undefined;
  }

  below(name: string, value: unknown): SectionReader {
    return new SectionReader(value, this.at(name));
  }

  flag(name: string, fallback: boolean): boolean {
    const value = this.#read(name);
    if (typeof value === 'boolean') return value;
    if (value !== undefined) this.wrong(name, 'must be true or false');
    return fallback;
  }

  text(name: string): string | null {
    const value = this.#read(name);
    if (typeof value === 'string') return value;
    if (value !== undefined) this.wrong(name, 'must be a text');
    return null;
  }

  texts(name: string): readonly string[] {
    const value = this.#read(name);
    if (value === undefined || isTexts(value)) return value ?? [];
    this.wrong(name, 'must be a list of texts');
    return [];
  }

  textLists(name: string): readonly (readonly string[])[] {
    const value = this.#read(name);
    if (Array.isArray(value) && value.every(isTexts)) return value;
    if (value !== undefined) this.wrong(name, 'must be a list of lists of texts');
    return [];
  }

  list(name: string): readonly unknown[] {
    const value = this.#read(name);
    if (Array.isArray(value)) return value;
    if (value !== undefined) this.wrong(name, 'must be a list');
    return [];
  }

  parts(name: string): SectionReader[] {
    return this.list(name).map((item, index) => this.below(`${name}[${index}]`, item));
  }

  named<Settings>(name: string, read: (section: SectionReader) => Settings): ReadonlyMap<string, Settings> {
    const value = this.#read(name) ?? {};
    if (!isRecord(value)) this.wrong(name, 'must be an object by name');
    const entries = isRecord(value) ? Object.entries(value) : [];
    return new Map(entries.map(([key, item]) => [key, read(this.below(`${name}.${key}`, item))]));
  }

  /** Gives the values by name, as they stand. */
  namedValues(name: string): ReadonlyMap<string, unknown> {
    const value = this.#read(name) ?? {};
    if (!isRecord(value)) this.wrong(name, 'must be an object by name');
    return new Map(isRecord(value) ? Object.entries(value) : []);
  }

  /** The result of the function is checked where it is used. */
  func(name: string): ((...args: readonly unknown[]) => unknown) | null {
    const value = this.#read(name);
    if (isFunction(value)) return value;
    if (value !== undefined) this.wrong(name, 'must be a function');
    return null;
  }

  /** Gives one of a few words. */
  choice<Choice extends string>(name: string, choices: readonly Choice[]): Choice | null {
    const value = this.#read(name);
    const choice = choices.find((each) => each === value);
    if (choice !== undefined || value === undefined) return choice ?? null;
    this.wrong(name, `must be one of ${choices.join(', ')}.${suggest(String(value), choices)}`);
    return null;
  }

  /** Gives a whole number of at least `least`. */
  integer(name: string, least: number): number | null {
    const value = this.#read(name);
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least) return value;
    if (value !== undefined) this.wrong(name, `must be a whole number from ${least}`);
    return null;
  }

  /** Gives the value as it stands, and the caller checks it. */
  any(name: string): unknown {
    return this.#read(name);
  }

  /** Reports settings that are given beside these. */
  only(names: readonly string[], of: string): void {
    for (const name of Object.keys(this.#value)) {
      if (!names.includes(name)) this.wrong(name, `cannot be said ${of}`);
    }
  }

  /** Reports the issues of one setting. */
  at(name: string): IssueScope {
    return this.#issues.at(name);
  }

  wrong(name: string, problem: string): void {
    this.at(name).wrong(problem);
  }

  /** Reports keys that are not settings. */
  end(): void {
    for (const name of Object.keys(this.#value)) {
      if (!this.#asked.has(name)) this.wrong(name, `is not a setting.${suggest(name, this.#asked)}`);
    }
  }

  #read(name: string): unknown {
    this.#asked.add(name);
    return own(this.#value, name);
  }
}

function isFunction(value: unknown): value is (...args: readonly unknown[]) => unknown {
  return typeof value === 'function';
}
