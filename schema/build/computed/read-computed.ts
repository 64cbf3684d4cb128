/**
 * Asks the database about the values that the configuration lets it compute: the type of each, or the reason why it cannot be computed.
 */
import type { CatalogType } from '../../catalog/catalog.ts';
import type { CatalogQuestions, NamedType } from '../../model/catalog-questions.ts';
import { findEntity } from '../tables/find.ts';
import type { Mapping } from '../../config/mapping/entity-settings.ts';
import type { Entity, Model, SqlPart } from '../../model/model.ts';
import type { ConfigIssues, IssueScope } from '../../config/reader/config-issues.ts';
import { suggest } from '../../util/suggest.ts';
import type { DescribedArgument, DescribedField, DescribedRoot } from './described.ts';
import { argumentsOf, FunctionFinder } from './find-function.ts';
import type { ComputedMapping, TypeMapping } from '../../config/computed/computed-settings.ts';
import { checkCalls } from './volatile-calls.ts';
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
  readonly issues: IssueScope;
}

/** `model` is that of the catalog alone. It knows which entity is which table. */
export async function readComputed(
  questions: CatalogQuestions,
  model: Model,
  { entities, functions }: Pick<Mapping, 'entities' | 'functions'>,
  issues: ConfigIssues,
): Promise<ComputedFields> {
  const wanted = [...entities].flatMap(([name, { fields }]): Wanted[] => {
    const entity = findEntity(model.entities, name);
    return [...(entity ? fields : [])].flatMap(([field, settings]) => {
      const scope = issues.at(settings.path, { leavesOut: { names: [field] } });
      return entity ? { entity, field, settings, issues: scope } : [];
    });
  });
  const named = wanted.flatMap(({ settings: { type, args } }) => [type, ...(args?.values() ?? [])]);
  const types = await questions.namedTypes(named.flatMap(({ name }) => (name === null ? [] : pgTypeName(name))));
  const reader = new ComputedReader(questions, types);
  const fields: DescribedField[] = [];
  for (const each of wanted) {
    const described = await reader.field(each);
    if (described) fields.push(described);
  }
  const roots = await readRoots(questions, functions, issues);
  const values = [...fields, ...roots.filter(({ table }) => table === null)];
  const typeOids = [...fields, ...roots].flatMap(({ args }) => args.map((arg) => arg.typeOid));
  const oids = [...values.map(({ typeOid }) => typeOid), ...typeOids];
  return { fields, roots, types: await questions.types([...new Set(oids)]) };
}

async function readRoots(
  questions: CatalogQuestions,
  functions: Mapping['functions'],
  issues: ConfigIssues,
): Promise<DescribedRoot[]> {
  const finder = new FunctionFinder(questions);
  const roots: DescribedRoot[] = [];
  for (const [field, settings] of functions) {
    const found = await finder.atRoot(settings.function, issues.at(`${settings.path}.function`));
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
  readonly #functions: FunctionFinder;

  constructor(questions: CatalogQuestions, types: ReadonlyMap<string, NamedType>) {
    this.#questions = questions;
    this.#types = types;
    this.#functions = new FunctionFinder(questions);
  }

  async field(wanted: Wanted): Promise<DescribedField | null> {
    const { source, isOfTables } = wanted.settings;
    const { kind, name } = wanted.entity;
    if (isOfTables && kind !== 'table' && kind !== 'partitioned table')
      return wanted.issues.because(`rows of a ${kind} have none: ${name} is no table.`);
    return source.kind === 'function' ? this.#function(wanted, source.name) : this.#value(wanted, source);
  }

  async #value(
    { entity, field, settings, issues }: Wanted,
    { kind, parts }: Extract<ComputedMapping['source'], { parts: unknown }>,
  ): Promise<DescribedField | null> {
    const args = this.#args(settings, issues);
    const cast = this.#cast(settings, parts, issues);
    const [column] = entity.columns;
    if (!args || !cast || !column) return null;
    const { table } = entity;
    const argTypes = args.map(({ spelled }) => spelled);
    const typeOid = await this.#questions.typeOf({ table, kind, parts: cast, argTypes, column: column.name });
    if (typeof typeOid === 'number') {
      await checkCalls(this.#questions, textOf(parts), issues.at(kind));
      return { table, field, settings: { ...settings, source: { kind, parts: cast } }, typeOid, args, function: null };
    }
    return issues.at(kind).because(`${inWordsOf(typeOid)}.`);
  }

  async #function({ entity, field, settings, issues }: Wanted, name: string): Promise<DescribedField | null> {
    const found = await this.#functions.ofRow(entity.table, name, issues.at('function'));
    if (!found) return null;
    const { schema, typeOid } = found;
    const args = argumentsOf(found, 1);
    const offered = settings.args && new Set(settings.args.keys());
    for (const arg of offered ?? []) {
      const names = args.map((each) => each.name);
      if (names.includes(arg)) continue;
      issues.at(`args.${arg}`).wrong(`is not an argument of ${name}.${suggest(arg, names)}`);
    }
    const shown = args.filter((arg) => arg.required || !offered || offered.has(arg.name));
    return { table: entity.table, field, settings, typeOid, args: shown, function: { schema, name: found.name } };
  }

  /** Gives null when a type is unknown. */
  #args({ args }: ComputedMapping, issues: IssueScope): (DescribedArgument & NamedType)[] | null {
    const described = [...(args ?? [])].map(([name, type]) => {
      const found = this.#type(type, issues.at(`args.${name}`));
      return found && { ...found, name, sqlName: name, typeOid: found.oid, required: type.required, isVariadic: false };
    });
    return described.every((arg) => arg !== null) ? described : null;
  }

  /** A type of PostgreSQL is one that the value is cast to. */
  #cast({ type }: ComputedMapping, parts: readonly SqlPart[], issues: IssueScope): readonly SqlPart[] | null {
    if (type.name === null || isGraphqlName(type.name)) return parts;
    return this.#type(type, issues.at('type')) && ['(', ...parts, `)::${type.name}`];
  }

  #type({ name }: TypeMapping, issues: IssueScope): NamedType | null {
    const found = this.#types.get(pgTypeName(name ?? ''));
    if (!found) issues.because(`"${name ?? ''}" is not a type of this database.${suggest(name ?? '', graphqlScalars)}`);
    return found ?? null;
  }
}

function textOf(parts: readonly SqlPart[]): string {
  return parts.map((part) => (typeof part === 'string' ? part : 'x')).join('');
}

/** PostgreSQL's message is about the statement that checks the value, not about the configuration. */
function inWordsOf(message: string): string {
  const column = /^column reference "(.*)" is ambiguous$/.exec(message)?.[1];
  if (column !== undefined) return `the column "${column}" stands without its row; write {row}.${column}`;
  return message.replace(/ in WHERE$/, ' in a value of a row');
}
