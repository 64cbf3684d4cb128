/** Reads the `federation` section of the configuration and checks its form. */
import type { IssueScope } from '../reader/config-issues.ts';
import { SectionReader } from '../reader/section-reader.ts';
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

/** Gives null where federation is off. */
export function readFederation(value: unknown, issues: IssueScope): FederationSettings | null {
  if (value === false || value === 'false') return null;
  if (value === true || value === 'true') return readPart(new SectionReader({}, issues));
  if (isRecord(value)) return readPart(new SectionReader(value, issues));
  return issues.wrong('must be true, false or an object of federation settings');
}

function readPart(section: SectionReader): FederationSettings {
  const settings = {
    version: readVersion(section),
    trace: section.flag('trace', false),
    links: section.parts('links').map(readLink),
    composeDirectives: section.texts('composeDirectives'),
    definitions: section.text('definitions') ?? '',
    types: section.named('types', readType),
    stubs: section.named('stubs', readStub),
  };
  section.end();
  return settings;
}

function readVersion(section: SectionReader): string {
  const version = section.text('version') ?? DEFAULT_VERSION;
  const minor = /^2\.(\d)$/.exec(version)?.[1];
  if (minor !== undefined && Number(minor) <= Number(LATEST_VERSION.slice(2))) return version;
  section.wrong('version', `must be a version of Federation 2 up to "${LATEST_VERSION}", such as "${DEFAULT_VERSION}"`);
  return DEFAULT_VERSION;
}

function readLink(section: SectionReader): LinkSettings {
  const link = { url: section.text('url') ?? '', import: section.texts('import') };
  if (link.url === '') section.wrong('url', 'must be the URL of a specification');
  section.end();
  return link;
}

function readStub(section: SectionReader): StubSettings {
  const settings = { key: section.texts('key'), references: section.parts('references').map(readReference) };
  if (settings.key.length === 0) section.wrong('key', 'must be the fields of the key');
  section.end();
  return settings;
}

function readReference(section: SectionReader): StubReference {
  const reference = {
    type: section.text('type') ?? '',
    fields: section.texts('fields'),
    as: section.text('as') ?? '',
    many: section.text('many'),
  };
  if (reference.as === '') section.wrong('as', 'must be the name of the field that leads to the stub');
  section.end();
  return reference;
}

function readType(section: SectionReader): TypeSettings {
  const extend = section.flag('extend', false);
  const interfaceObject = section.flag('interfaceObject', false);
  const settings = {
    ...readDirectives(section),
    keys: section.has('keys') ? readKeys(section, 'keys') : null,
    addKeys: readKeys(section, 'addKeys'),
    removeKeys: section.texts('removeKeys'),
    extend,
    interfaceObject,
    roots: section.flag('roots', !extend && !interfaceObject),
    resolveReferences: section.func('resolveReferences'),
    fields: section.named('fields', readField),
  };
  section.end();
  return settings;
}

function readKeys(section: SectionReader, name: string): KeySettings[] {
  return section.list(name).map((item, index) => {
    const plain = typeof item === 'string' ? { fields: item } : item;
    const key = section.below(`${name}[${index}]`, plain);
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

function readField(section: SectionReader): FieldSettings {
  const settings = {
    ...readDirectives(section),
    name: section.text('name'),
    id: section.flag('id', false),
    type: section.text('type'),
    external: section.flag('external', false),
    override: section.text('override'),
    overrideLabel: section.text('overrideLabel'),
    provides: section.text('provides'),
    requires: section.text('requires'),
    resolve: section.func('resolve'),
  };
  section.end();
  return settings;
}

function readDirectives(section: SectionReader): DirectiveSettings {
  return {
    shareable: section.flag('shareable', false),
    inaccessible: section.flag('inaccessible', false),
    tags: section.texts('tags'),
    authenticated: section.flag('authenticated', false),
    requiresScopes: section.textLists('requiresScopes'),
    policy: section.textLists('policy'),
    directives: section.texts('directives'),
  };
}
