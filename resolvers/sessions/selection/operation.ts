/**
 * A program's selection as a GraphQL operation whose arguments are all variables: it is read, checked and planned by what
 * reads clients' operations, and selections of one form share one plan.
 */
import {
  getNamedType,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLObjectType,
  isAbstractType,
  isCompositeType,
  isRequiredArgument,
  isUnionType,
} from 'graphql';
import type { FieldSource, ApiSchema } from '../../../schema/graphql/field-sources.ts';
import { isRecord, own } from '../../../schema/util/records.ts';
import { suggest } from '../../../schema/util/suggest.ts';
import { everything, isLazy, isProperty, isRelation, isWhole, noun, sourceOf } from './field-kinds.ts';
import { rootField, type RootKind } from './root-field.ts';

/** As the program gave it. */
export interface GivenSelection {
  readonly kind: RootKind;
  readonly form: unknown;
}

export interface SessionOperation {
  readonly given: GivenSelection;
  readonly source: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** The names by which errors call the values of variables: `Order.items: limit`. */
  readonly places: ReadonlyMap<string, string>;
  /** Equal for equal selections with equal arguments. */
  readonly identity: string;
  /** The arguments of every list, by entity and property: one property of an entity holds one list. */
  readonly lists: ReadonlyMap<string, string>;
  /** The questions to functions of the program about a row, as operations over its type, by `rowKey`. */
  readonly resolverQueries: ReadonlyMap<string, string>;
}

/** The mistakes of a selection, and the rest of it without them: null where nothing is left. */
export interface ReadSelection {
  readonly operation: SessionOperation | null;
  readonly mistakes: readonly string[];
}

/** The fields that are passed over to find further mistakes. */
export interface PassedOver {
  /** Variables whose values are wrong. */
  readonly values: ReadonlySet<string>;
  readonly loads: boolean;
}

const NOTHING: PassedOver = { values: new Set(), loads: false };

export function readSelection(api: ApiSchema, given: GivenSelection, passedOver = NOTHING): ReadSelection {
  const writer = new OperationWriter(api, passedOver);
  const root = writer.root(given.kind, given.form);
  const { mistakes } = writer;
  if (root === '') return { operation: null, mistakes };
  const resolverQueries = new Map(
    [...writer.queries].map(([row, { declared, fields }]) => [row, written(declared, fields)]),
  );
  const { variables, places, lists } = writer;
  const source = written(writer.declared, [root]);
  const operation = {
    given,
    source,
    variables,
    places,
    lists,
    resolverQueries,
    // Made only where somebody asks.
    get identity() {
      return `${source} ${JSON.stringify(variables, textOfBigInt)}`;
    },
  };
  return { operation, mistakes };
}

/** The fields of a type, by its path from the root. */
export function rowKey(typeName: string, path: string): string {
  return `${typeName} ${path}`;
}

function written(declared: readonly string[], fields: readonly string[]): string {
  return `query${declared.length > 0 ? `(${declared.join(', ')})` : ''} { ${fields.join(' ')} }`;
}

const ARGUMENTS = ['where', 'orderBy', 'limit', 'offset', 'distinctOn', 'maxDepth'];
const WORDS: Readonly<Record<RootKind, readonly string[]>> = {
  list: ['entity', 'select'],
  one: ['entity', 'key', 'select'],
  connection: ['entity', 'select'],
  aggregate: ['entity', 'select'],
  function: ['function', 'args', 'select'],
};
const LOADS = ['auto', 'joined', 'selectin'];
const NAME = /^[_A-Za-z]\w*$/;
const FRAGMENT = '... on ';
/** A selection whose parts are all wrong. */
const NO_PARTS = '{ __typename }';

type Form = Readonly<Record<string, unknown>>;
type Field = GraphQLField<unknown, unknown>;

interface ResolverQuery {
  readonly declared: string[];
  readonly fields: string[];
}

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
  readonly places = new Map<string, string>();
  readonly lists = new Map<string, string>();
  readonly queries = new Map<string, ResolverQuery>();
  /** The selection of a value is part of it, and not a property of a row. */
  #inValue = false;
  readonly #api: ApiSchema;
  readonly #passedOver: PassedOver;

  constructor(api: ApiSchema, passedOver: PassedOver) {
    this.#api = api;
    this.#passedOver = passedOver;
  }

  root(kind: RootKind, form: unknown): string {
    if (!isRecord(form)) return this.#wrong('A selection must be an object with entity and select.');
    const root = rootField(this.#api, kind, form);
    const args = typeof root === 'string' ? [] : root.field.args.map(({ name }) => name);
    this.#checkWords(form, [...WORDS[kind], ...(kind === 'one' ? [] : [...ARGUMENTS, ...args])], 'The selection');
    if (typeof root === 'string') return this.#wrong(root);
    const given = form['args'] ?? {};
    if (isRecord(given)) this.#checkWords(given, args, root.name);
    else this.#wrong(`${root.name}: args must be an object: { word: … }.`);
    return this.#called(root.field, { form: root.form, path: root.field.name, where: root.name });
  }

  /** A field with its arguments, and what is selected of what it gives. */
  #called(field: Field, site: Site): string {
    const names = new Set([...ARGUMENTS, ...field.args.map(({ name }) => name)]);
    const args = [...names].flatMap((name) => this.#argument(field, name, site));
    const call = `${field.name}${args.length > 0 ? `(${args.join(', ')})` : ''}`;
    const type = getNamedType(field.type);
    const load = this.#passedOver.loads ? '' : hint(site.form);
    const whole = isCompositeType(type) ? `${call}${load} ${this.#selected(type, site)}` : call;
    const lacks = field.args.some(
      (each) => isRequiredArgument(each) && !args.some((arg) => arg.startsWith(`${each.name}:`)),
    );
    return lacks ? '' : whole;
  }

  #selected(type: GraphQLCompositeType, { form: { select }, path, where }: Site): string {
    if (!isRecord(select)) return this.#wrong(`${where}: select must be an object: { id: true, … }.`) || NO_PARTS;
    const parts = Object.entries(select).filter(([, part]) => part !== false && part !== undefined);
    if (parts.length === 0) return this.#wrong(`${where}: select names nothing.`) || NO_PARTS;
    const written = parts.map(([key, part]) => this.#part(type, key, part, path)).filter((part) => part !== '');
    return written.length > 0 ? `{ ${written.join(' ')} }` : NO_PARTS;
  }

  #part(type: GraphQLCompositeType, key: string, form: unknown, path: string): string {
    if (key.startsWith(FRAGMENT)) return this.#fragment(type, key, form, path);
    const where = `${type.name}.${key}`;
    const word = isRecord(form) ? form : {};
    const name = word['field'] === undefined ? key : String(word['field']);
    const fields = isUnionType(type) ? {} : type.getFields();
    const source = sourceOf(this.#api, type, name);
    const field = fields[name];
    if (!NAME.test(key)) return this.#wrong(`${where}: names of properties have letters, digits and _ only.`);
    if (name === '__typename') {
      const isPlain = form === true || (isRecord(form) && Object.keys(form).every((each) => each === 'field'));
      return isPlain ? `${key}: ${name}` : this.#wrong(`${where}: select it by true.`);
    }
    if (!field) {
      return this.#wrong(`${type.name}.${name} is no field.${suggest(name, Object.keys(fields))}${this.#types(type)}`);
    }
    const from = this.declared.length;
    const call = this.#field(field, source, { form, path: `${path}.${key}`, where, type });
    if (call === '') return '';
    const text = key === name ? call : `${key}: ${call}`;
    if (source?.kind === 'custom') this.#ask(type, path, text, this.declared.slice(from));
    return text;
  }

  #ask(type: GraphQLCompositeType, path: string, text: string, declared: readonly string[]): void {
    for (const each of this.#possible(type)) {
      const row = rowKey(each.name, path);
      const query = this.queries.get(row) ?? { declared: [], fields: [] };
      query.declared.push(...declared);
      query.fields.push(text);
      this.queries.set(row, query);
    }
  }

  #possible(type: GraphQLCompositeType): readonly GraphQLObjectType[] {
    return isAbstractType(type) ? this.#api.schema.getPossibleTypes(type) : [type];
  }

  /** The selection of rows of one type, where there are several. */
  #fragment(type: GraphQLCompositeType, key: string, form: unknown, path: string): string {
    const name = key.slice(FRAGMENT.length).trim();
    const possible = this.#possible(type);
    const target = possible.find((each) => each.name === name);
    const where = `${type.name}.'${key}'`;
    if (!target) {
      const declared = possible.map((each) => each.name);
      return this.#wrong(`${where}: ${type.name} is never ${name}.${suggest(name, declared)}${this.#types(type)}`);
    }
    if (!isRecord(form)) return this.#wrong(`${where}: say what to select of it, { select: { … } }.`);
    this.#checkWords(form, ['select'], where);
    return `${FRAGMENT}${name} ${this.#selected(target, { form, path, where })}`;
  }

  #types(type: GraphQLCompositeType): string {
    if (!isAbstractType(type)) return '';
    const names = this.#api.schema.getPossibleTypes(type).map((each) => `'${FRAGMENT}${each.name}'`);
    return ` What only some rows have is selected below ${names.join(', ')}.`;
  }

  #field(
    field: Field,
    source: FieldSource | null,
    { form, path, where, type }: Omit<Site, 'form'> & { readonly form: unknown; readonly type: GraphQLCompositeType },
  ): string {
    const isLeaf = source?.kind === 'column' || !isCompositeType(getNamedType(field.type));
    if (!isRecord(form)) {
      if (!isLeaf) return this.#wrong(`${where} is ${noun(source)}: say what to select of it, { select: { … } }.`);
      if (form !== true) return this.#wrong(`${where} is ${noun(source)}: select it by true.`);
    }
    const given: Form = isRecord(form) ? form : {};
    const isBare = field.args.length === 0 && given['field'] === undefined;
    if (isLeaf && ('select' in given || (isBare && isRecord(form)))) {
      return this.#wrong(`${where} is ${noun(source)}: select it by true.`);
    }
    const words = [...(isLeaf ? [] : ['select']), ...(isRelation(source) ? ['load'] : []), ...ARGUMENTS];
    this.#checkWords(given, ['field', ...words, ...field.args.map(({ name }) => name)], where);
    if (given['load'] !== undefined && !LOADS.includes(String(given['load']))) {
      this.#wrong(`${where}: load must be one of ${LOADS.join(', ')}.`);
    }
    if (isProperty(source) && !this.#inValue) {
      for (const each of this.#possible(type)) {
        this.#noteList(`${each.name}.${path.slice(path.lastIndexOf('.') + 1)}`, field, given, isWhole(source));
      }
    }
    // A program asks for what it needs: there is no later to be lazy until.
    const load = given['load'] ?? (isLazy(source) ? 'auto' : undefined);
    const inValue = this.#inValue;
    this.#inValue ||= source?.kind === 'custom';
    const whole = source?.kind === 'column' ? { ...given, select: everything(field) } : { ...given, load };
    const call = this.#called(field, { form: whole, path, where });
    this.#inValue = inValue;
    return call;
  }

  #argument(field: Field, name: string, { form, path, where }: Site): string[] {
    const value = own(form, name);
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
    if (this.#passedOver.values.has(variable)) return [];
    this.declared.push(`$${variable}: ${String(argument.type)}`);
    this.variables[variable] = value;
    this.places.set(variable, `${where}: ${name}`);
    return [`${name}: $${variable}`];
  }

  #noteList(property: string, field: Field, form: Form, isWhole: boolean): void {
    const args = [...ARGUMENTS, ...field.args.map(({ name }) => name)].map((name) => own(form, name));
    // Rows get further columns by further loads; aggregates, pages and values are what they were when they were loaded.
    const list = JSON.stringify([field.name, ...args, isWhole ? form['select'] : null], textOfBigInt);
    const cached = this.lists.get(property);
    if (cached !== undefined && cached !== list) this.#wrong(otherList(property, field.name));
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

/** The error where one property would hold two lists. */
export function otherList(property: string, field = property.slice(property.indexOf('.') + 1)): string {
  return (
    `${property} is selected with different arguments or parts in one session, but a row has one property of that name. ` +
    `Give one of them another name: { other: { field: '${field}', … } }, or clear() the session.`
  );
}

function hint({ load }: Form): string {
  return !LOADS.includes(String(load)) ? '' : ` @load(strategy: ${String(load).toUpperCase()})`;
}

function textOfBigInt(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}n` : value;
}
