/** The `fields` of an entity that PostgreSQL computes: their form. */
import { Part } from '../reader/section-reader.ts';
import { isRecord } from '../../util/records.ts';
import type { ComputedMapping, FunctionMapping, TypeMapping } from './computed-settings.ts';
import { readSqlParts } from '../reader/sql-parts.ts';

const SOURCES = ['sql', 'window', 'function'] as const;

export function readComputedField(part: Part): ComputedMapping {
  const args = readArgs(part);
  const source = readSource(part, args);
  const type = part.text('type');
  const nullable = part.has('nullable') ? part.flag('nullable', true) : null;
  const settings = { source, args, type: readType(type ?? '', nullable), description: part.text('description') };
  part.end();
  return { ...settings, path: part.path };
}

/** Root fields by name. */
export function readFunctions(value: unknown, where: string, mistakes: string[]): ReadonlyMap<string, FunctionMapping> {
  if (value === false) return new Map();
  if (!isRecord(value)) mistakes.push(`${where} must be an object of functions by the name of their field.`);
  const entries = Object.entries(isRecord(value) ? value : {});
  return new Map(entries.map(([name, item]) => [name, readFunction(new Part(item, `${where}.${name}`, mistakes))]));
}

function readFunction(part: Part): FunctionMapping {
  const name = part.text('function');
  if (name === null) part.wrong('function', "must be the name of a function, such as 'public.search_products'");
  const settings = { function: name ?? '', description: part.text('description'), path: part.path };
  part.end();
  return settings;
}

function readSource(part: Part, args: ComputedMapping['args']): ComputedMapping['source'] {
  const [kind, other] = SOURCES.filter((name) => part.has(name));
  if (kind === undefined) {
    part.wrong('sql', 'is missing: a field has one of `sql`, `window`, `function` or `resolve`');
    return { kind: 'sql', parts: [] };
  }
  if (other !== undefined) part.wrong(other, `stands beside ${kind}; give one of them`);
  const text = part.text(kind) ?? '';
  if (kind === 'function') return { kind, name: text };
  if (kind === 'window' && args)
    part.wrong('args', 'has no place beside `window`: all rows of a list share its values');
  return { kind, parts: readSqlParts(text, [...(args?.keys() ?? [])], (problem) => part.wrong(kind, problem)) };
}

/** Null where nothing is said of them. */
function readArgs(part: Part): ComputedMapping['args'] {
  if (!part.has('args')) return null;
  const args = new Map<string, TypeMapping>();
  for (const [name, type] of part.namedValues('args')) {
    if (!/^(?!__)[_A-Za-z]\w*$/.test(name)) part.wrong(`args.${name}`, 'is no name of GraphQL');
    if (typeof type === 'string') args.set(name, readType(type, null));
    else part.wrong(`args.${name}`, "must be a type, such as 'numeric' or 'Decimal!'");
  }
  return args;
}

function readType(text: string, nullable: boolean | null): TypeMapping {
  return { name: text.replace(/!$/, '').trim() || null, required: nullable === null ? text.endsWith('!') : !nullable };
}
