/**
 * Finds the value of each setting among flags, environment and configuration file, in that order, and checks it.
 */
import { isRecord, own } from '../../util/records.ts';
import { ConfigIssues, type IssueScope } from './config-issues.ts';
import { suggest } from '../../util/suggest.ts';

export interface Setting {
  /** The place in the configuration file: `server.port`. */
  readonly path: string;
  /** The flag without its dashes: `port`. */
  readonly flag: string;
  /** Names of environment variables; the first that is set counts. */
  readonly env: readonly string[];
  readonly kind: 'text' | 'number' | 'boolean' | 'list';
  readonly help: string;
  /** The default, as the help shows it. */
  readonly fallback: string;
}

export interface ConfigSources {
  /** By flag name. */
  readonly flags: ReadonlyMap<string, string | boolean>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The default export of the configuration file, null without a file. */
  readonly file: unknown;
  /** The name of the file in messages. */
  readonly fileName: string;
}

interface Naming {
  /** The flag where it differs from the path in kebab-case. */
  readonly flag?: string;
  /** Names of variables that count beside `ESPALIER_…`. */
  readonly env?: readonly string[];
}

interface Found {
  readonly value: unknown;
  readonly where: string;
}

const trueWords = new Set(['true', '1', 'yes', 'on']);
const falseWords = new Set(['false', '0', 'no', 'off']);

/** Reads a switch, also from the text of a flag or a variable. Gives null for anything else. */
export function switchOf(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value;
  const word = typeof value === 'string' ? value.toLowerCase() : '';
  if (trueWords.has(word)) return true;
  return falseWords.has(word) ? false : null;
}

export class SettingReader {
  readonly settings: Setting[] = [];
  readonly issues = new ConfigIssues();
  readonly #sources: ConfigSources;
  readonly #sections = new Set<string>();

  constructor(sources: ConfigSources) {
    this.#sources = sources;
  }

  text<Fallback extends string | null>(
    path: string,
    fallback: Fallback,
    help: string,
    naming: Naming & { check?: (value: string) => string | null } = {},
  ): string | Fallback {
    const found = this.#find(path, 'text', fallback ?? 'none', help, naming);
    if (found === null) return fallback;
    if (typeof found.value !== 'string' || found.value === '') return this.#wrong(found, 'must be a text', fallback);
    const problem = naming.check?.(found.value) ?? null;
    return problem === null ? found.value : this.#wrong(found, problem, fallback);
  }

  choice<Choice extends string>(
    path: string,
    choices: readonly Choice[],
    fallback: Choice,
    help: string,
    naming: Naming = {},
  ): Choice {
    const found = this.#find(path, 'text', fallback, `${help}: ${choices.join(', ')}`, naming);
    if (found === null) return fallback;
    const choice = choices.find((name) => name === found.value);
    if (choice !== undefined) return choice;
    const hint = suggest(String(found.value), choices);
    return this.#wrong(found, `must be one of ${choices.join(', ')}, not ${show(found.value)}.${hint}`, fallback);
  }

  integer(path: string, fallback: number, range: readonly [number, number], help: string, naming: Naming = {}): number {
    const found = this.#find(path, 'number', String(fallback), help, naming);
    if (found === null) return fallback;
    const value = typeof found.value === 'string' && /^\d{1,15}$/.test(found.value) ? Number(found.value) : found.value;
    const [least, greatest] = range;
    if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= greatest) return value;
    return this.#wrong(
      found,
      `must be a whole number from ${least} to ${greatest}, not ${show(found.value)}`,
      fallback,
    );
  }

  boolean(path: string, fallback: boolean, help: string, naming: Naming = {}): boolean {
    const found = this.#find(path, 'boolean', String(fallback), help, naming);
    if (found === null) return fallback;
    return switchOf(found.value) ?? this.#wrong(found, `must be true or false, not ${show(found.value)}`, fallback);
  }

  /** Reads a setting that has a form of its own. */
  own<Value>(path: string, help: string, check: (value: unknown, issues: IssueScope) => Value): Value {
    const found = this.#find(path, 'boolean', 'false', help, {});
    return check(found?.value ?? false, this.issues.at(found?.where ?? path));
  }

  /** Reads a setting that only the file can have. */
  section<Value>(path: string, check: (value: unknown, issues: IssueScope) => Value): Value {
    this.#sections.add(path);
    return check(property(this.#sources.file, path) ?? false, this.issues.at(path));
  }

  list(path: string, fallback: readonly string[], help: string, naming: Naming = {}): readonly string[] {
    const found = this.#find(path, 'list', fallback.join(',') || 'none', help, naming);
    if (found === null) return fallback;
    const items = typeof found.value === 'string' ? found.value.split(',').map((item) => item.trim()) : found.value;
    if (Array.isArray(items) && items.every((item) => typeof item === 'string' && item !== '')) return items;
    return this.#wrong(found, `must be a list of names, not ${show(found.value)}`, fallback);
  }

  /** Reports values that belong to no setting. It is called after the last setting is read. */
  checkUnknown(): void {
    const paths = this.settings.map((setting) => setting.path);
    const groups = new Set(paths.filter((path) => path.includes('.')).map((path) => path.slice(0, path.indexOf('.'))));
    for (const path of leafPaths(this.#sources.file, '', groups)) {
      if (paths.includes(path) || this.#sections.has(path)) continue;
      const problem = groups.has(path)
        ? 'must be an object.'
        : `is not a setting.${suggest(path, [...paths, ...groups, ...this.#sections])}`;
      this.issues.at(`${path} in ${this.#sources.fileName}`).wrong(problem);
    }
    const variables = ['ESPALIER_CONFIG', ...this.settings.flatMap((setting) => setting.env)];
    for (const name of Object.keys(this.#sources.env)) {
      if (name.startsWith('ESPALIER_') && !variables.includes(name)) {
        this.issues.at(`${name} in the environment`).wrong(`is not a setting.${suggest(name, variables)}`);
      }
    }
  }

  #find(path: string, kind: Setting['kind'], fallback: string, help: string, naming: Naming): Found | null {
    const flag = naming.flag ?? path.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`).replaceAll('.', '-');
    const env = [`ESPALIER_${flag.replaceAll('-', '_').toUpperCase()}`, ...(naming.env ?? [])];
    this.settings.push({ path, flag, env, kind, help, fallback });

    const given = this.#sources.flags.get(flag);
    if (given !== undefined) return { value: given, where: `--${flag}` };
    for (const name of env) {
      const value = this.#sources.env[name];
      if (value !== undefined && value !== '') return { value, where: name };
    }
    const value = path.split('.').reduce(property, this.#sources.file);
    return value === undefined || value === null ? null : { value, where: `${path} in ${this.#sources.fileName}` };
  }

  #wrong<Fallback>(found: Found, problem: string, fallback: Fallback): Fallback {
    this.issues.at(found.where).wrong(problem);
    return fallback;
  }
}

function property(object: unknown, name: string): unknown {
  return isRecord(object) ? own(object, name) : undefined;
}

function leafPaths(value: unknown, path: string, groups: ReadonlySet<string>): string[] {
  if (!isRecord(value) || (path !== '' && !groups.has(path))) return path === '' ? [] : [path];
  return Object.entries(value).flatMap(([name, child]) =>
    leafPaths(child, path === '' ? name : `${path}.${name}`, groups),
  );
}

function show(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    // JSON has neither BigInts nor objects that hold themselves.
    return String(value);
  }
}
