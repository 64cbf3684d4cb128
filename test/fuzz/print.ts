/** Turns a generated operation into GraphQL text and variables. */
import type { Condition, Content, CursorArgument, Field, SelectionSet, Value } from './operation.ts';

export interface PrintedOperation {
  readonly query: string;
  readonly variables: Record<string, unknown>;
}

/** Finds the cursor that an argument stands for. Without such a row it returns null, and the argument is left out. */
export type CursorLookup = (parent: string, field: Field, cursor: CursorArgument) => string | null;

export function printOperation(root: SelectionSet, cursorOf: CursorLookup): PrintedOperation {
  return new Printer(cursorOf).operation(root);
}

/** Prints the `orderBy` for an operation of its own. */
export function printOrderBy(field: Field): PrintedOperation & { readonly declarations: string } {
  return new Printer(() => null).orderBy(field);
}

/** One in so many variables is replaced by its default. */
const DEFAULTS = 3;

class Printer {
  readonly #cursorOf: CursorLookup;
  readonly #variables: Record<string, unknown> = {};
  readonly #declarations: string[] = [];
  readonly #fragments: string[] = [];

  constructor(cursorOf: CursorLookup) {
    this.#cursorOf = cursorOf;
  }

  operation(root: SelectionSet): PrintedOperation {
    const body = this.#selection(root);
    return { query: `query${this.#declared()} ${body}${this.#fragments.join('')}`, variables: this.#variables };
  }

  orderBy(field: Field): PrintedOperation & { readonly declarations: string } {
    const given = field.args.find(([name]) => name === 'orderBy');
    const query = given ? `, orderBy: ${this.#value(given[1])}` : '';
    return { query, variables: this.#variables, declarations: this.#declared() };
  }

  #declared(): string {
    return this.#declarations.length === 0 ? '' : `(${this.#declarations.join(', ')})`;
  }

  /** One response key has one shape, whatever the type, so keys are unique in all fragments together. */
  #selection({ fields, fragment, type, types }: SelectionSet, keys = new Set<string>()): string {
    const own = fields.flatMap((field) => this.#field(field, type, keys));
    const printed = [...own, ...types.map((each) => `... on ${each.type} ${this.#selection(each, keys)}`)];
    if (fragment === 'none') return `{ ${printed.join(' ')} }`;
    const cut = Math.floor(printed.length / 2);
    const inside = `on ${type} { ${printed.slice(cut).join(' ')} }`;
    const outside = printed.slice(0, cut).join(' ');
    if (fragment === 'inline') return `{ ${outside} ... ${inside} }`;
    const name = `F${this.#fragments.length}`;
    this.#fragments.push(` fragment ${name} ${inside}`);
    return `{ ${outside} ...${name} }`;
  }

  #field(field: Field, parent: string, keys: Set<string>): string[] {
    const key = responseKey(field, keys);
    const alias = key === field.name ? '' : `${key}: `;
    const head = `${alias}${field.name}${this.#arguments(field, parent)}${this.#condition(field.condition)}${loadHint(field)}`;
    const { selection } = field;
    if (!selection) return [head];
    const half = Math.floor(selection.fields.length / 2);
    // Both halves number their aliases from the same start, so only fields without arguments may stand in them.
    if (
      !field.split ||
      half === 0 ||
      selection.types.length > 0 ||
      selection.fields.some((each) => each.selection || each.args.length > 0)
    ) {
      return [`${head} ${this.#selection(selection)}`];
    }
    const halves = [selection.fields.slice(0, half), selection.fields.slice(half)];
    return halves.map((fields) => `${head} ${this.#selection({ ...selection, fields })}`);
  }

  #arguments(field: Field, parent: string): string {
    const cursors = field.cursors.flatMap((cursor) => {
      const text = this.#cursorOf(parent, field, cursor);
      return text === null ? [] : [`${cursor.side}: ${JSON.stringify(text)}`];
    });
    const printed = [...field.args.map(([name, value]) => `${name}: ${this.#value(value)}`), ...cursors];
    return printed.length === 0 ? '' : `(${printed.join(', ')})`;
  }

  #condition(condition: Condition | null): string {
    if (!condition) return '';
    const { directive, value, asVariable } = condition;
    return ` @${directive}(if: ${asVariable ? this.#variable('Boolean!', value) : value})`;
  }

  #value({ type, content, asVariable }: Value): string {
    if (!asVariable) return this.#literal(content);
    const constant = this.#declarations.length % DEFAULTS === 0 ? constantOf(content) : null;
    return constant === null ? this.#variable(type, jsonOf(content)) : this.#default(type, constant);
  }

  /** Declares a variable that is not given. */
  #default(type: string, constant: string): string {
    const name = `v${this.#declarations.length}`;
    this.#declarations.push(`$${name}: ${type} = ${constant}`);
    return `$${name}`;
  }

  #variable(type: string, value: unknown): string {
    const name = `v${this.#declarations.length}`;
    this.#declarations.push(`$${name}: ${type}`);
    this.#variables[name] = value;
    return `$${name}`;
  }

  #literal(content: Content): string {
    switch (content.kind) {
      case 'scalar':
        return jsonLiteral(content.json) ?? this.#variable('JSON!', content.json);
      case 'enum':
        return content.name;
      case 'list':
        return `[${content.items.map((item) => this.#literal(item)).join(', ')}]`;
      case 'object':
        return `{${content.fields.map(([name, value]) => `${name}: ${this.#value(value)}`).join(', ')}}`;
    }
  }
}

/** Returns a literal without variables, or null where there is none. */
function constantOf(content: Content): string | null {
  switch (content.kind) {
    case 'scalar':
      return jsonLiteral(content.json);
    case 'enum':
      return content.name;
    case 'list': {
      const items = content.items.map(constantOf);
      return items.includes(null) ? null : `[${items.join(', ')}]`;
    }
    case 'object': {
      const fields = content.fields.map(([name, value]) => [name, constantOf(value.content)] as const);
      const printed = fields.map(([name, constant]) => `${name}: ${constant}`);
      return fields.some(([, constant]) => constant === null) ? null : `{${printed.join(', ')}}`;
    }
  }
}

/** Returns JSON in GraphQL's syntax, or null where a key is not a name. */
function jsonLiteral(json: unknown): string | null {
  if (typeof json !== 'object' || json === null) return JSON.stringify(json);
  const parts = Object.entries(json).map(([key, value]) => {
    const literal = jsonLiteral(value);
    if (Array.isArray(json)) return literal;
    return literal !== null && /^[_a-z]\w*$/i.test(key) ? `${key}: ${literal}` : null;
  });
  if (parts.includes(null)) return null;
  return Array.isArray(json) ? `[${parts.join(', ')}]` : `{${parts.join(', ')}}`;
}

function loadHint({ load }: Field): string {
  return load === null ? '' : ` @load(strategy: ${load})`;
}

function responseKey(field: Field, keys: Set<string>): string {
  if (field.key !== undefined) return field.key;
  let key = field.alias ? `a_${field.name}` : field.name;
  for (let number = 2; keys.has(key); number++) key = `${field.name}_${number}`;
  keys.add(key);
  return key;
}

/** Returns the content as a variable gives it. */
export function jsonOf(content: Content): unknown {
  switch (content.kind) {
    case 'scalar':
      return content.json;
    case 'enum':
      return content.name;
    case 'list':
      return content.items.map(jsonOf);
    case 'object':
      return Object.fromEntries(content.fields.map(([name, value]) => [name, jsonOf(value.content)]));
  }
}
