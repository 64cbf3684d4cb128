/** Reads the `typeDefs` and `resolvers` sections of the configuration and checks their form. */
import type { IssueScope } from '../reader/config-issues.ts';
import { SectionReader } from '../reader/section-reader.ts';
import { isRecord, isTexts } from '../../util/records.ts';
import { pathsAsSet } from '../reader/requires.ts';
import type { Extensions, CustomFieldSettings, ResolverSettings } from './extension-settings.ts';

export function readTypeDefs(value: unknown, issues: IssueScope): string {
  if (value === false) return '';
  if (typeof value === 'string') return value;
  if (isTexts(value)) return value.join('\n');
  issues.wrong('must be a text of GraphQL types, or a list of such texts');
  return '';
}

export function readResolvers(value: unknown, issues: IssueScope): Extensions['resolvers'] {
  if (value === false) return new Map();
  if (!isRecord(value)) issues.wrong('must be an object of resolvers by type and field');
  const types = Object.entries(isRecord(value) ? value : {});
  return new Map(types.map(([type, fields]) => [type, readType(fields, issues.at(type))]));
}

function readType(value: unknown, issues: IssueScope): ReadonlyMap<string, ResolverSettings> {
  if (!isRecord(value)) issues.wrong('must be an object of resolvers by field');
  return new Map(
    Object.entries(isRecord(value) ? value : {}).flatMap(([field, item]) => {
      if (typeof item !== 'function' && !isRecord(item)) {
        issues.at(field).wrong('must be a function of row, arguments and context, or an object with it as `resolve`');
        return [];
      }
      const section = new SectionReader(typeof item === 'function' ? { resolve: item } : item, issues.at(field));
      const settings = readResolver(section);
      section.end();
      return settings ? [[field, settings] as const] : [];
    }),
  );
}

/** Reads a field of an entity that has a resolver. */
export function readCustomField(section: SectionReader): CustomFieldSettings | null {
  const type = section.text('type');
  if (!section.has('type')) section.wrong('type', "must be the field's type in GraphQL, such as 'String!'");
  const args = new Map<string, string>();
  for (const [name, value] of section.namedValues('args')) {
    if (typeof value === 'string') args.set(name, value);
    else section.wrong(`args.${name}`, "must be a type in GraphQL, such as 'Int'");
  }
  const description = section.text('description');
  const resolver = readResolver(section);
  section.end();
  return resolver && type !== null ? { ...resolver, type, args, description } : null;
}

/** Gives null where there is no function, and reports that. */
function readResolver(section: SectionReader): ResolverSettings | null {
  const requires = readRequires(section);
  const load = section.choice('load', ['auto', 'raise']) ?? 'auto';
  const resolve = section.func('resolve');
  if (!section.has('resolve')) section.wrong('resolve', 'must be a function of row, arguments and context');
  return resolve && { requires, load, resolve };
}

function readRequires(section: SectionReader): string | null {
  if (!section.has('requires')) return null;
  if (typeof section.any('requires') === 'string') return section.text('requires');
  const set = pathsAsSet(section.texts('requires'));
  if (set === null) section.wrong('requires', "must be paths of columns, such as ['firstName', 'orders.total']");
  return set === '' ? null : set;
}
