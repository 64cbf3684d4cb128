/** The `federation` section of the configuration: its form. Every mistake is collected with its path. */
import { Part } from '../reader/section-reader.ts';
import { isRecord } from '../../util/records.ts';
import type {
  DirectiveSettings,
  FederationSettings,
  FieldSettings,
  KeySettings,
  LinkSettings,
  StubReference,
  StubSettings,
  TypeSettings,
} from './federation-settings.ts';

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
    resolveReferences: part.func('resolveReferences'),
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
    resolve: part.func('resolve'),
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
