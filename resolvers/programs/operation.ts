/**
 * A program's selection as a GraphQL operation whose arguments are all variables: it is read, checked and planned by what
 * reads clients' operations, and selections of one form share one plan.
 */
import { type GraphQLField, getNamedType, isInterfaceType, isObjectType } from 'graphql';
import { SessionError } from '../../loaders/session/session-error.ts';
import type { GatewaySchema } from '../../schema/field-sources.ts';
import { suggest } from '../../schema/suggest.ts';
import { isRecord } from '../records.ts';

export interface ProgramOperation {
  readonly source: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** The arguments of every list, by entity and property: one property of an entity holds one list. */
  readonly lists: ReadonlyMap<string, string>;
}

/** Throws a SessionError with every mistake. */
export function programOperation(gateway: GatewaySchema, form: unknown): ProgramOperation {
  const writer = new OperationWriter(gateway);
  const root = writer.root(form);
  if (writer.mistakes.length > 0) throw new SessionError('BAD_SELECTION', writer.mistakes.join('\n'));
  const declared = writer.declared.length > 0 ? `(${writer.declared.join(', ')})` : '';
  return { source: `query${declared} { ${root} }`, variables: writer.variables, lists: writer.lists };
}

const ARGUMENTS = ['where', 'orderBy', 'limit', 'offset', 'distinctOn', 'maxDepth'];
const ROOT_WORDS = ['entity', 'select', ...ARGUMENTS];
const RELATION_WORDS = ['field', 'load', 'select', ...ARGUMENTS];
const LOADS = ['auto', 'joined', 'selectin'];
const NAME = /^[_A-Za-z]\w*$/;

type Form = Readonly<Record<string, unknown>>;
type Field = GraphQLField<unknown, unknown>;

class OperationWriter {
  readonly mistakes: string[] = [];
  readonly declared: string[] = [];
  readonly variables: Record<string, unknown> = {};
  readonly lists = new Map<string, string>();
  readonly #gateway: GatewaySchema;

  constructor(gateway: GatewaySchema) {
    this.#gateway = gateway;
  }

  root(form: unknown): string {
    if (!isRecord(form)) return this.#wrong('A selection must be an object with entity and select.');
    this.#checkWords(form, ROOT_WORDS, 'The selection');
    const name = String(form['entity']);
    const entities = this.#gateway.model.entities;
    const entity = entities.find((each) => each.name === name);
    const known = entities.map((each) => each.name);
    if (!entity) return this.#wrong(`${name} is no entity.${suggest(name, known)}`);
    const field = this.#gateway.schema.getQueryType()?.getFields()[entity.roots.list];
    return field ? this.#rows(field, entity.roots.list, form, name) : this.#wrong(`${name} has no list.`);
  }

  /** A field that gives rows, with its arguments and what is selected of them. */
  #rows(field: Field, path: string, form: Form, where: string): string {
    const args = ARGUMENTS.flatMap((name) => this.#argument(field, name, form[name], path, where));
    const { select } = form;
    const type = getNamedType(field.type);
    const named = isObjectType(type) || isInterfaceType(type);
    if (!named || !isRecord(select)) return this.#wrong(`${where}: select must be an object: { id: true, … }.`);
    const fields = Object.entries(select).flatMap(([key, part]) =>
      part === false ? [] : [this.#field(type.name, type.getFields(), key, part, path)],
    );
    if (fields.length === 0) return this.#wrong(`${where}: select names nothing.`);
    return `${field.name}${args.length > 0 ? `(${args.join(', ')})` : ''}${hint(form)} { ${fields.join(' ')} }`;
  }

  #field(type: string, fields: Readonly<Record<string, Field>>, key: string, form: unknown, path: string): string {
    const where = `${type}.${key}`;
    const name = isRecord(form) && form['field'] !== undefined ? String(form['field']) : key;
    const source = this.#gateway.fields.get(`${type}.${name}`);
    const field = fields[name];
    if (!source || !field || !NAME.test(key))
      return this.#wrong(`${type}.${name} is no field.${suggest(name, Object.keys(fields))}`);
    if (source.kind === 'column') {
      return form === true ? key : this.#wrong(`${where} is a column: select it by true.`);
    }
    if (source.kind !== 'one' && source.kind !== 'many' && source.kind !== 'tree') {
      return this.#wrong(`${where} is neither a column nor a relation: programs cannot select it.`);
    }
    if (!isRecord(form)) return this.#wrong(`${where} is a relation: say what to select of it, { select: { … } }.`);
    this.#checkWords(form, RELATION_WORDS, where);
    if (form['load'] !== undefined && !LOADS.includes(String(form['load']))) {
      this.#wrong(`${where}: load must be one of ${LOADS.join(', ')}.`);
    }
    this.#noteList(where, { ...form, field: name });
    // A program asks for what it needs: there is no later to be lazy until.
    const load = form['load'] ?? (source.relation.load === 'lazy' ? 'auto' : undefined);
    const rows = this.#rows(field, `${path}.${key}`, { ...form, load }, where);
    return key === name ? rows : `${key}: ${rows}`;
  }

  #argument(field: Field, name: string, value: unknown, path: string, where: string): string[] {
    if (value === undefined) return [];
    const argument = field.args.find((each) => each.name === name);
    if (!argument) {
      this.#wrong(`${where} takes no ${name}.`);
      return [];
    }
    const variable = `${path}.${name}`.replaceAll('.', '_');
    this.declared.push(`$${variable}: ${String(argument.type)}`);
    this.variables[variable] = value;
    return [`${name}: $${variable}`];
  }

  #noteList(where: string, form: Form): void {
    const { field, where: filter, orderBy, limit, offset, distinctOn, maxDepth } = form;
    const list = JSON.stringify([field, filter, orderBy, limit, offset, distinctOn, maxDepth], textOfBigInt);
    const known = this.lists.get(where);
    if (known !== undefined && known !== list) this.#wrong(otherList(where));
    this.lists.set(where, list);
  }

  #checkWords(form: Form, words: readonly string[], what: string): void {
    for (const word of Object.keys(form)) {
      if (!words.includes(word)) this.#wrong(`${what} has no ${word}.${suggest(word, words)}`);
    }
  }

  #wrong(mistake: string): string {
    this.mistakes.push(mistake);
    return '';
  }
}

/** What is said where one property would hold two lists. */
export function otherList(property: string): string {
  const name = property.slice(property.indexOf('.') + 1);
  return (
    `${property} is selected with different arguments in one session, but a row has one property of that name. ` +
    `Give one of them another name: { other: { field: '${name}', … } }, or clear() the session.`
  );
}

function hint({ load }: Form): string {
  return load === undefined ? '' : ` @load(strategy: ${String(load).toUpperCase()})`;
}

function textOfBigInt(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}n` : value;
}
