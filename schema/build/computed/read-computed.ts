/**
 * What the database says of values that the configuration lets it compute: the type of each, or why it cannot be.
 * Every mistake is collected with the place in the configuration.
 */
import type { CatalogType } from '../../catalog/catalog.ts';
import type { CatalogQuestions, NamedType } from '../../model/catalog-questions.ts';
import { findEntity } from '../tables/find.ts';
import type { Mapping } from '../../config/mapping/entity-settings.ts';
import type { Entity, Model, SqlPart } from '../../model/model.ts';
import { suggest } from '../../util/suggest.ts';
import type { DescribedArgument, DescribedField, DescribedRoot } from './described.ts';
import { argumentsOf, FunctionFinder } from './find-function.ts';
import type { ComputedMapping, TypeMapping } from '../../config/computed/computed-settings.ts';
import { callMistakes } from './volatile-calls.ts';
import { graphqlScalars, isGraphqlName, pgTypeName } from '../tables/type-names.ts';

export interface ComputedFields {
  readonly fields: readonly DescribedField[];
  readonly roots: readonly DescribedRoot[];
  /** The types that they need. */
  readonly types: ReadonlyMap<number, CatalogType>;
}

interface Wanted {
  readonly entity: Entity;
  readonly field: string;
  readonly settings: ComputedMapping;
}

/** `model` is what the catalog alone means: it knows which entity is which table. */
export async function readComputed(
  questions: CatalogQuestions,
  model: Model,
  { entities, functions }: Pick<Mapping, 'entities' | 'functions'>,
  mistakes: string[],
): Promise<ComputedFields> {
  const wanted = [...entities].flatMap(([name, { fields }]): Wanted[] => {
    const entity = findEntity(model.entities, name);
    return entity ? [...fields].map(([field, settings]) => ({ entity, field, settings })) : [];
  });
  const named = wanted.flatMap(({ settings: { type, args } }) => [type, ...(args?.values() ?? [])]);
  const types = await questions.namedTypes(named.flatMap(({ name }) => (name === null ? [] : pgTypeName(name))));
  const reader = new ComputedReader(questions, types, mistakes);
  const fields: DescribedField[] = [];
  for (const each of wanted) {
    const described = await reader.field(each);
    if (described) fields.push(described);
  }
  const roots = await readRoots(questions, functions, mistakes);
  const values = [...fields, ...roots.filter(({ table }) => table === null)];
  const typeOids = [...fields, ...roots].flatMap(({ args }) => args.map((arg) => arg.typeOid));
  const oids = [...values.map(({ typeOid }) => typeOid), ...typeOids];
  return { fields, roots, types: await questions.types([...new Set(oids)]) };
}

async function readRoots(
  questions: CatalogQuestions,
  functions: Mapping['functions'],
  mistakes: string[],
): Promise<DescribedRoot[]> {
  const finder = new FunctionFinder(questions, mistakes);
  const roots: DescribedRoot[] = [];
  for (const [field, settings] of functions) {
    const found = await finder.atRoot(settings.function, `${settings.path}.function`);
    if (!found) continue;
    const { schema, name, rowOf: table, typeOid, givesSet: isList } = found;
    const args = argumentsOf(found, 0);
    roots.push({ table, typeOid, isList, field, settings, function: { schema, name }, args });
  }
  return roots;
}

class ComputedReader {
  readonly #questions: CatalogQuestions;
  readonly #types: ReadonlyMap<string, NamedType>;
  readonly #mistakes: string[];
  readonly #functions: FunctionFinder;

  constructor(questions: CatalogQuestions, types: ReadonlyMap<string, NamedType>, mistakes: string[]) {
    this.#questions = questions;
    this.#types = types;
    this.#mistakes = mistakes;
    this.#functions = new FunctionFinder(questions, mistakes);
  }

  field(wanted: Wanted): Promise<DescribedField | null> {
    const { source } = wanted.settings;
    return source.kind === 'function' ? this.#function(wanted, source.name) : this.#value(wanted, source);
  }

  async #value(
    { entity, field, settings }: Wanted,
    { kind, parts }: Extract<ComputedMapping['source'], { parts: unknown }>,
  ): Promise<DescribedField | null> {
    const args = this.#args(settings);
    const cast = this.#cast(settings, parts);
    const [column] = entity.columns;
    if (!args || !cast || !column) return null;
    const { table } = entity;
    const argTypes = args.map(({ spelled }) => spelled);
    const typeOid = await this.#questions.typeOf({ table, kind, parts: cast, argTypes, column: column.name });
    if (typeof typeOid === 'number') {
      const mistakes = await callMistakes(this.#questions, textOf(parts));
      this.#mistakes.push(...mistakes.map((mistake) => `${settings.path}.${kind} ${mistake}`));
      return { table, field, settings: { ...settings, source: { kind, parts: cast } }, typeOid, args, function: null };
    }
    this.#mistakes.push(`${settings.path}.${kind}: ${inWordsOf(typeOid)}.`);
    return null;
  }

  async #function({ entity, field, settings }: Wanted, name: string): Promise<DescribedField | null> {
    const found = await this.#functions.ofRow(entity.table, name, `${settings.path}.function`);
    if (!found) return null;
    const { schema, typeOid } = found;
    const args = argumentsOf(found, 1);
    const offered = settings.args && new Set(settings.args.keys());
    for (const arg of offered ?? []) {
      const names = args.map((each) => each.name);
      if (names.includes(arg)) continue;
      this.#mistakes.push(`${settings.path}.args.${arg} is no argument of ${name}.${suggest(arg, names)}`);
    }
    const shown = args.filter((arg) => arg.required || !offered || offered.has(arg.name));
    return { table: entity.table, field, settings, typeOid, args: shown, function: { schema, name: found.name } };
  }

  /** Null when a type is unknown. */
  #args({ args, path }: ComputedMapping): (DescribedArgument & NamedType)[] | null {
    const described = [...(args ?? [])].map(([name, type]) => {
      const found = this.#type(type, `${path}.args.${name}`);
      return found && { ...found, name, sqlName: name, typeOid: found.oid, required: type.required, isVariadic: false };
    });
    return described.every((arg) => arg !== null) ? described : null;
  }

  /** A type of PostgreSQL's is one that the value is made. */
  #cast({ type, path }: ComputedMapping, parts: readonly SqlPart[]): readonly SqlPart[] | null {
    if (type.name === null || isGraphqlName(type.name)) return parts;
    return this.#type(type, `${path}.type`) && ['(', ...parts, `)::${type.name}`];
  }

  #type({ name }: TypeMapping, at: string): NamedType | null {
    const found = this.#types.get(pgTypeName(name ?? ''));
    if (!found)
      this.#mistakes.push(`${at}: "${name ?? ''}" is no type of this database.${suggest(name ?? '', graphqlScalars)}`);
    return found ?? null;
  }
}

function textOf(parts: readonly SqlPart[]): string {
  return parts.map((part) => (typeof part === 'string' ? part : 'x')).join('');
}

/** PostgreSQL speaks of the statement that has checked the value. */
function inWordsOf(message: string): string {
  const column = /^column reference "(.*)" is ambiguous$/.exec(message)?.[1];
  if (column !== undefined) return `the column "${column}" stands without its row; write {row}.${column}`;
  return message.replace(/ in WHERE$/, ' in a value of a row');
}
