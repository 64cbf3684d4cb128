/** The `federation` section of the configuration: its form. Every mistake is collected with its path. */
import { suggest } from '../suggest.ts';
import type {
  DirectiveSettings,
  FederationSettings,
  FieldSettings,
  KeySettings,
  LinkSettings,
  ResolveField,
  ResolveReferences,
  StubReference,
  StubSettings,
  TypeSettings,
} from './settings.ts';

const LATEST_VERSION = '2.9';
const DEFAULT_VERSION = '2.3';

/** Null: off. */
export function readFederation(value: unknown, where: string, mistakes: string[]): FederationSettings | null {
  if (value === false || value === 'false') return null;
  if (value === true || value === 'true') return readPart(new Part({}, where, mistakes));
  if (isRecord(value)) return readPart(new Part(value, where, mistakes));
  mistakes.push(`${where} must be true, false or an object of federation settings.`);
  return null;
}

function readPart(part: Part): FederationSettings {
  const settings = {
    version: readVersion(part),
    trace: part.flag('trace', false),
    links: part.parts('links').map(readLink),
    composeDirectives: part.texts('composeDirectives'),
    definitions: part.text('definitions') ?? '',
    types: part.named('types', readType),
    stubs: part.named('stubs', readStub),
  };
  part.end();
  return settings;
}

function readVersion(part: Part): string {
  const version = part.text('version') ?? DEFAULT_VERSION;
  const minor = /^2\.(\d)$/.exec(version)?.[1];
  if (minor !== undefined && Number(minor) <= Number(LATEST_VERSION.slice(2))) return version;
  part.wrong('version', `must be a version of Federation 2 up to "${LATEST_VERSION}", such as "${DEFAULT_VERSION}"`);
  return DEFAULT_VERSION;
}

function readLink(part: Part): LinkSettings {
  const link = { url: part.text('url') ?? '', import: part.texts('import') };
  if (link.url === '') part.wrong('url', 'must be the URL of a specification');
  part.end();
  return link;
}

function readStub(part: Part): StubSettings {
  const settings = { key: part.texts('key'), references: part.parts('references').map(readReference) };
  if (settings.key.length === 0) part.wrong('key', 'must be the fields of the key');
  part.end();
  return settings;
}

function readReference(part: Part): StubReference {
  const reference = {
    type: part.text('type') ?? '',
    fields: part.texts('fields'),
    as: part.text('as') ?? '',
    many: part.text('many'),
  };
  if (reference.as === '') part.wrong('as', 'must be the name of the field that leads to the stub');
  part.end();
  return reference;
}

function readType(part: Part): TypeSettings {
  const extend = part.flag('extend', false);
  const interfaceObject = part.flag('interfaceObject', false);
  const settings = {
    ...readDirectives(part),
    keys: part.has('keys') ? readKeys(part, 'keys') : null,
    addKeys: readKeys(part, 'addKeys'),
    removeKeys: part.texts('removeKeys'),
    extend,
    interfaceObject,
    roots: part.flag('roots', !extend && !interfaceObject),
    resolveReferences: part.referenceResolver('resolveReferences'),
    fields: part.named('fields', readField),
  };
  part.end();
  return settings;
}

function readKeys(part: Part, name: string): KeySettings[] {
  return part.list(name).map((item, index) => {
    const plain = typeof item === 'string' ? { fields: item } : item;
    const key = part.below(`${name}[${index}]`, plain);
    const settings = {
      fields: key.text('fields') ?? '',
      resolvable: key.flag('resolvable', true),
      nullable: key.flag('nullable', false),
    };
    if (settings.fields === '') key.wrong('fields', 'must be a set of fields, such as "id"');
    key.end();
    return settings;
  });
}

function readField(part: Part): FieldSettings {
  const settings = {
    ...readDirectives(part),
    name: part.text('name'),
    id: part.flag('id', false),
    type: part.text('type'),
    external: part.flag('external', false),
    override: part.text('override'),
    overrideLabel: part.text('overrideLabel'),
    provides: part.text('provides'),
    requires: part.text('requires'),
    resolve: part.fieldResolver('resolve'),
  };
  part.end();
  return settings;
}

function readDirectives(part: Part): DirectiveSettings {
  return {
    shareable: part.flag('shareable', false),
    inaccessible: part.flag('inaccessible', false),
    tags: part.texts('tags'),
    authenticated: part.flag('authenticated', false),
    requiresScopes: part.textLists('requiresScopes'),
    policy: part.textLists('policy'),
    directives: part.texts('directives'),
  };
}

/** One object of the configuration. What is not asked for until `end` is no setting. */
class Part {
  readonly #value: Readonly<Record<string, unknown>>;
  readonly #path: string;
  readonly #mistakes: string[];
  readonly #asked = new Set<string>();

  constructor(value: unknown, path: string, mistakes: string[]) {
    this.#path = path;
    this.#mistakes = mistakes;
    this.#value = isRecord(value) ? value : {};
    if (!isRecord(value)) mistakes.push(`${path} must be an object.`);
  }

  has(name: string): boolean {
    return this.#read(name) !== undefined;
  }

  below(name: string, value: unknown): Part {
    return new Part(value, `${this.#path}.${name}`, this.#mistakes);
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

  parts(name: string): Part[] {
    return this.list(name).map((item, index) => this.below(`${name}[${index}]`, item));
  }

  named<Settings>(name: string, read: (part: Part) => Settings): ReadonlyMap<string, Settings> {
    const value = this.#read(name) ?? {};
    if (!isRecord(value)) this.wrong(name, 'must be an object by name');
    const entries = isRecord(value) ? Object.entries(value) : [];
    return new Map(entries.map(([key, item]) => [key, read(this.below(`${name}.${key}`, item))]));
  }

  fieldResolver(name: string): ResolveField | null {
    const value = this.#read(name);
    if (isFunction(value)) return (values) => value(values);
    if (value !== undefined) this.wrong(name, 'must be a function');
    return null;
  }

  referenceResolver(name: string): ResolveReferences | null {
    const value = this.#read(name);
    if (isFunction(value)) return (representations) => value(representations);
    if (value !== undefined) this.wrong(name, 'must be a function');
    return null;
  }

  wrong(name: string, problem: string): void {
    this.#mistakes.push(`${this.#path}.${name} ${problem}.`);
  }

  /** Reports what is no setting. */
  end(): void {
    for (const name of Object.keys(this.#value)) {
      if (!this.#asked.has(name)) this.wrong(name, `is no setting.${suggest(name, this.#asked)}`.replace(/\.$/, ''));
    }
  }

  #read(name: string): unknown {
    this.#asked.add(name);
    return Object.hasOwn(this.#value, name) ? this.#value[name] : undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isFunction(value: unknown): value is (argument: unknown) => unknown {
  return typeof value === 'function';
}
