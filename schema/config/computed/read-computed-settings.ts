/** Reads the `fields` of an entity that PostgreSQL computes, and checks their form. */
import type { IssueScope } from '../reader/config-issues.ts';
import { SectionReader } from '../reader/section-reader.ts';
import { isRecord } from '../../util/records.ts';
import type { ComputedMapping, FunctionMapping, TypeMapping } from './computed-settings.ts';
import { readSqlParts } from '../reader/sql-parts.ts';

const SOURCES = ['sql', 'window', 'function'] as const;

export function readComputedField(section: SectionReader): ComputedMapping {
  const args = readArgs(section);
  const source = readSource(section, args);
  const type = section.text('type');
  const nullable = section.has('nullable') ? section.flag('nullable', true) : null;
  const settings = { source, args, type: readType(type ?? '', nullable), description: section.text('description') };
  section.end();
  return { ...settings, path: section.path };
}

/** Reads root fields by name. */
export function readFunctions(value: unknown, issues: IssueScope): ReadonlyMap<string, FunctionMapping> {
  if (value === false) return new Map();
  if (!isRecord(value)) issues.wrong('must be an object of functions by the name of their field');
  const entries = Object.entries(isRecord(value) ? value : {});
  return new Map(entries.map(([name, item]) => [name, readFunction(new SectionReader(item, issues.at(name)))]));
}

function readFunction(section: SectionReader): FunctionMapping {
  const name = section.text('function');
  if (name === null) section.wrong('function', "must be the name of a function, such as 'public.search_products'");
  const settings = { function: name ?? '', description: section.text('description'), path: section.path };
  section.end();
  return settings;
}

function readSource(section: SectionReader, args: ComputedMapping['args']): ComputedMapping['source'] {
  const [kind, other] = SOURCES.filter((name) => section.has(name));
  if (kind === undefined) {
    section.wrong('sql', 'is missing: a field has one of `sql`, `window`, `function` or `resolve`');
    return { kind: 'sql', parts: [] };
  }
  if (other !== undefined) section.wrong(other, `stands beside ${kind}; give one of them`);
  const text = section.text(kind) ?? '';
  if (kind === 'function') return { kind, name: text };
  if (kind === 'window' && args)
    section.wrong('args', 'has no place beside `window`: all rows of a list share its values');
  return { kind, parts: readSqlParts(text, [...(args?.keys() ?? [])], section.at(kind)) };
}

/** Gives null where `args` is absent. */
function readArgs(section: SectionReader): ComputedMapping['args'] {
  if (!section.has('args')) return null;
  const args = new Map<string, TypeMapping>();
  for (const [name, type] of section.namedValues('args')) {
    if (!/^(?!__)[_A-Za-z]\w*$/.test(name)) section.wrong(`args.${name}`, 'is not a name of GraphQL');
    if (typeof type === 'string') args.set(name, readType(type, null));
    else section.wrong(`args.${name}`, "must be a type, such as 'numeric' or 'Decimal!'");
  }
  return args;
}

function readType(text: string, nullable: boolean | null): TypeMapping {
  return { name: text.replace(/!$/, '').trim() || null, required: nullable === null ? text.endsWith('!') : !nullable };
}
