/**
 * A program's selection as a GraphQL operation whose arguments are all variables: it is read, checked and planned by what
 * reads clients' operations, and selections of one form share one plan.
 */
import {
  getNamedType,
  type GraphQLCompositeType,
  type GraphQLField,
  isAbstractType,
  isCompositeType,
  isRequiredArgument,
  isUnionType,
} from 'graphql';
import { SessionError } from '../../loaders/session/session-error.ts';
import type { FieldSource, GatewaySchema } from '../../schema/field-sources.ts';
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
const LOADS = ['auto', 'joined', 'selectin'];
const NAME = /^[_A-Za-z]\w*$/;
const FRAGMENT = '... on ';

type Form = Readonly<Record<string, unknown>>;
type Field = GraphQLField<unknown, unknown>;

/** A field where it is selected: its form, its path from the root, and what errors call it. */
interface Site {
  readonly form: Form;
  readonly path: string;
  readonly where: string;
}

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
    const name = String(form['entity']);
    const entities = this.#gateway.model.entities;
    const entity = entities.find((each) => each.name === name);
    const field = entity && this.#gateway.schema.getQueryType()?.getFields()[entity.roots.list];
    this.#checkWords(form, ['entity', 'select', ...ARGUMENTS], 'The selection');
    if (!entity) {
      const known = entities.map((each) => each.name);
      return this.#wrong(`${name} is no entity.${suggest(name, known)}`);
    }
    if (!field) return this.#wrong(`${name} has no list.`);
    return this.#called(field, { form, path: entity.roots.list, where: name });
  }

  /** A field with its arguments, and what is selected of what it gives. */
  #called(field: Field, site: Site): string {
    const names = new Set([...ARGUMENTS, ...field.args.map(({ name }) => name)]);
    const args = [...names].flatMap((name) => this.#argument(field, name, site));
    const call = `${field.name}${args.length > 0 ? `(${args.join(', ')})` : ''}`;
    const type = getNamedType(field.type);
    return isCompositeType(type) ? `${call}${hint(site.form)} ${this.#selected(type, site)}` : call;
  }

  #selected(type: GraphQLCompositeType, { form: { select }, path, where }: Site): string {
    if (!isRecord(select)) return this.#wrong(`${where}: select must be an object: { id: true, … }.`);
    const parts = Object.entries(select).filter(([, part]) => part !== false);
    if (parts.length === 0) return this.#wrong(`${where}: select names nothing.`);
    return `{ ${parts.map(([key, part]) => this.#part(type, key, part, path)).join(' ')} }`;
  }

  #part(type: GraphQLCompositeType, key: string, form: unknown, path: string): string {
    if (key.startsWith(FRAGMENT)) return this.#fragment(type, key, form, path);
    const where = `${type.name}.${key}`;
    const word = isRecord(form) ? form : {};
    const name = word['field'] === undefined ? key : String(word['field']);
    if (name === '__typename') return form === true ? key : this.#wrong(`${where}: select it by true.`);
    const fields = isUnionType(type) ? {} : type.getFields();
    const source = sourceOf(this.#gateway, type, name);
    const field = fields[name];
    if (!source || !field || !NAME.test(key)) {
      return this.#wrong(`${type.name}.${name} is no field.${suggest(name, Object.keys(fields))}${this.#types(type)}`);
    }
    const text = this.#field(field, source, { form, path: `${path}.${key}`, where, type });
    return key === name ? text : `${key}: ${text}`;
  }

  /** What is selected of rows of one type, where there are several. */
  #fragment(type: GraphQLCompositeType, key: string, form: unknown, path: string): string {
    const name = key.slice(FRAGMENT.length).trim();
    const possible = isAbstractType(type) ? this.#gateway.schema.getPossibleTypes(type) : [type];
    const target = possible.find((each) => each.name === name);
    const where = `${type.name}.'${key}'`;
    if (!target) {
      const known = possible.map((each) => each.name);
      return this.#wrong(`${where}: ${type.name} is never ${name}.${suggest(name, known)}${this.#types(type)}`);
    }
    if (!isRecord(form)) return this.#wrong(`${where}: say what to select of it, { select: { … } }.`);
    this.#checkWords(form, ['select'], where);
    return `${FRAGMENT}${name} ${this.#selected(target, { form, path, where })}`;
  }

  #types(type: GraphQLCompositeType): string {
    if (!isAbstractType(type)) return '';
    const names = this.#gateway.schema.getPossibleTypes(type).map((each) => `'${FRAGMENT}${each.name}'`);
    return ` What only some rows have is selected below ${names.join(', ')}.`;
  }

  #field(
    field: Field,
    source: FieldSource,
    { form, path, where, type }: Omit<Site, 'form'> & { readonly form: unknown; readonly type: GraphQLCompositeType },
  ): string {
    const isLeaf = source.kind === 'column' || !isCompositeType(getNamedType(field.type));
    if (source.kind === 'added') {
      return this.#wrong(`${where} is made by a function of yours: select what it requires, and call the function.`);
    }
    if (!isRecord(form)) {
      if (!isLeaf) return this.#wrong(`${where} is ${noun(source)}: say what to select of it, { select: { … } }.`);
      if (form !== true) return this.#wrong(`${where} is ${noun(source)}: select it by true.`);
    }
    const given: Form = isRecord(form) ? form : {};
    if (isLeaf && ('select' in given || (field.args.length === 0 && isRecord(form)))) {
      return this.#wrong(`${where} is ${noun(source)}: select it by true.`);
    }
    const words = [...(isLeaf ? [] : ['select']), ...(isRelation(source) ? ['load'] : []), ...ARGUMENTS];
    this.#checkWords(given, ['field', ...words, ...field.args.map(({ name }) => name)], where);
    if (given['load'] !== undefined && !LOADS.includes(String(given['load']))) {
      this.#wrong(`${where}: load must be one of ${LOADS.join(', ')}.`);
    }
    if (source.kind === 'column' || source.kind === 'choice' || isRelation(source)) {
      const isPart = source.kind === 'manyConnection' || source.kind === 'manyAggregate';
      for (const each of isAbstractType(type) ? this.#gateway.schema.getPossibleTypes(type) : [type]) {
        this.#noteList(`${each.name}.${path.slice(path.lastIndexOf('.') + 1)}`, field, given, isPart);
      }
    }
    // A program asks for what it needs: there is no later to be lazy until.
    const load = given['load'] ?? (isLazy(source) ? 'auto' : undefined);
    return this.#called(field, { form: { ...given, load }, path, where });
  }

  #argument(field: Field, name: string, { form, path, where }: Site): string[] {
    const value = form[name];
    const argument = field.args.find((each) => each.name === name);
    if (value === undefined) {
      if (argument && isRequiredArgument(argument)) this.#wrong(`${where} needs ${name}.`);
      return [];
    }
    if (!argument) {
      this.#wrong(`${where} takes no ${name}.`);
      return [];
    }
    const plain = `${path}.${name}`.replaceAll('.', '_');
    // Two types of rows may have fields of one path.
    const variable = plain in this.variables ? `${plain}_${this.declared.length}` : plain;
    this.declared.push(`$${variable}: ${String(argument.type)}`);
    this.variables[variable] = value;
    return [`${name}: $${variable}`];
  }

  #noteList(property: string, field: Field, form: Form, isPart: boolean): void {
    const args = [...ARGUMENTS, ...field.args.map(({ name }) => name)].map((name) => form[name]);
    // Rows get further columns by further loads; aggregates and pages are what they were when they were loaded.
    const list = JSON.stringify([field.name, ...args, isPart ? form['select'] : null], textOfBigInt);
    const known = this.lists.get(property);
    if (known !== undefined && known !== list) this.#wrong(otherList(property, field.name));
    this.lists.set(property, list);
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

/** Null: no such field. Fields of an interface mean what they mean in its types. */
function sourceOf(gateway: GatewaySchema, type: GraphQLCompositeType, name: string): FieldSource | null {
  const [object] = isAbstractType(type) ? gateway.schema.getPossibleTypes(type) : [type];
  const source = object && gateway.fields.get(object.name, name);
  return (source?.kind === 'inherited' ? source.source : source) ?? null;
}

function isRelation({ kind }: FieldSource): boolean {
  return kind === 'one' || kind === 'many' || kind === 'tree' || kind === 'manyConnection' || kind === 'manyAggregate';
}

function isLazy(source: FieldSource): boolean {
  return 'relation' in source && source.kind !== 'inherited' && source.relation.load === 'lazy';
}

function noun(source: FieldSource): string {
  if (source.kind === 'column') return 'a column';
  return isRelation(source) || source.kind === 'choice' ? 'a relation' : 'a part';
}

/** What is said where one property would hold two lists. */
export function otherList(property: string, field = property.slice(property.indexOf('.') + 1)): string {
  return (
    `${property} is selected with different arguments or parts in one session, but a row has one property of that name. ` +
    `Give one of them another name: { other: { field: '${field}', … } }, or clear() the session.`
  );
}

function hint({ load }: Form): string {
  return load === undefined ? '' : ` @load(strategy: ${String(load).toUpperCase()})`;
}

function textOfBigInt(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}n` : value;
}
