/** JSON of clients as JSON text, from variables and from literals, whose digits are kept. No recursion goes deeper than the limit. */
import { Kind, type ValueNode } from 'graphql';
import { decimalText } from './input-number.ts';
import { checkText } from './input-text.ts';

/** Far beyond any document, and far from the end of the stack. */
const MAX_DEPTH = 1000;

/** A value that the JSON scalar hands to the loaders. A class, so that a JSON text is never taken for a string to be encoded. */
export class JsonText {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** A value that came as JSON. */
export function jsonText(value: unknown, depth = 0): string {
  checkDepth(depth);
  if (value instanceof JsonText) return value.text;
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return JSON.stringify(checkText(value));
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item) => jsonText(item, depth + 1)).join()}]`;
  if (typeof value !== 'object') throw new Error(`JSON has no value of type ${typeof value}.`);
  return jsonObject(Object.entries(value).map(([key, item]) => [key, jsonText(item, depth + 1)]));
}

/** A literal in a document; variables in it have been coerced. */
export function jsonLiteral(node: ValueNode, variables: Readonly<Record<string, unknown>>, depth = 0): string {
  checkDepth(depth);
  switch (node.kind) {
    case Kind.STRING:
      return jsonText(node.value);
    case Kind.BOOLEAN:
      return String(node.value);
    case Kind.INT:
    case Kind.FLOAT:
      return decimalText(node.value);
    case Kind.NULL:
      return 'null';
    case Kind.VARIABLE:
      return jsonText(variables[node.name.value] ?? null, depth);
    case Kind.LIST:
      return `[${node.values.map((item) => jsonLiteral(item, variables, depth + 1)).join()}]`;
    case Kind.OBJECT:
      return jsonObject(node.fields.map(({ name, value }) => [name.value, jsonLiteral(value, variables, depth + 1)]));
    case Kind.ENUM:
      throw new Error(`JSON has no value ${node.value}; put strings in quotes.`);
  }
}

function jsonObject(entries: readonly (readonly [key: string, text: string])[]): string {
  return `{${entries.map(([key, text]) => `${JSON.stringify(checkText(key))}:${text}`).join()}}`;
}

function checkDepth(depth: number): void {
  if (depth > MAX_DEPTH) throw new Error(`The JSON is nested deeper than ${MAX_DEPTH} levels.`);
}
