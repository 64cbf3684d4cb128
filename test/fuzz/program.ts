/**
 * A root field as the request of a program to a session, beside the operation that asks for the same under the same
 * names. Names are unique, because a row of a session has one property of each.
 */
import { getNamedType, isCompositeType, isInterfaceType, isObjectType } from 'graphql';
import type { ApiSchema } from '../../schema/graphql/field-sources.ts';
import type { Session } from '../../resolvers/sessions/session.ts';
import type { FieldsForm } from '../../resolvers/sessions/selection/selection-form.ts';
import { sourceOf } from './field-source.ts';
import { bare, type Field, type SelectionSet } from './operation.ts';
import { type CursorLookup, jsonOf } from './print.ts';

export interface ProgramCase {
  readonly root: SelectionSet;
  ask(session: Session): Promise<unknown>;
  /** The same in batches. It is absent where no stream exists. */
  stream?(session: Session): AsyncIterable<readonly object[]>;
}

/** The size is so small that most streams have several batches. */
const BATCH_SIZE = 2;

/** Returns null if a program cannot ask for it. */
export function programCase(
  api: ApiSchema,
  query: string,
  field: Field,
  cursorOf: CursorLookup,
  pageSize: number,
): ProgramCase | null {
  const source = sourceOf(api, query, field.name);
  if (!field.selection || !isIncluded(field)) return null;
  const writer = new ProgramWriter(api, cursorOf, pageSize);
  const selection = writer.named(field.selection);
  const named: Field = { ...field, condition: null, split: false, load: null, selection };
  const root: SelectionSet = { type: query, fields: [named], types: [], fragment: 'none' };
  const args = writer.args(query, named);
  const select = writer.form(selection);
  switch (source?.kind) {
    case 'rootList': {
      const form = { entity: source.entity.name, ...args, select };
      const stream = (session: Session) => session.stream(form, { batchSize: BATCH_SIZE });
      return { root, stream, ask: (session) => session.load(form) };
    }
    case 'rootConnection':
      return { root, ask: (session) => session.connection({ entity: source.entity.name, ...args, select }) };
    case 'rootAggregate':
      return { root, ask: (session) => session.aggregate({ entity: source.entity.name, ...args, select }) };
    case 'rootOne': {
      const key = source.one.key.columns.map((column, at) => [column.field, args[source.one.args[at] ?? '']] as const);
      const form = { entity: source.entity.name, key: Object.fromEntries(key), select };
      return { root, ask: (session) => session.loadOne(form) };
    }
    default:
      return null;
  }
}

/** Cuts the result of a session down to the fields that the operation has answered, with null for absent ones. */
export function answeredPart(given: unknown, answered: unknown, set: SelectionSet | null): unknown {
  if (given === null || given === undefined) return null;
  if (Array.isArray(answered) && Array.isArray(given) && set)
    return given.map((each: unknown, at) => answeredPart(each, answered[at], set));
  if (!set || typeof answered !== 'object' || answered === null) return JSON.parse(JSON.stringify(given));
  const entries = Object.entries(answered).map(([key, value]) => {
    return [key, answeredPart(Reflect.get(Object(given), key), value, fieldBehind(set, key)?.selection ?? null)];
  });
  return Object.fromEntries(entries);
}

function fieldBehind({ fields, types }: SelectionSet, key: string): Field | undefined {
  return [...fields, ...types.flatMap((each) => each.fields)].find((each) => (each.key ?? each.name) === key);
}

function isIncluded({ condition }: Field): boolean {
  return condition === null || (condition.directive === 'include') === condition.value;
}

class ProgramWriter {
  #count = 0;
  readonly #api: ApiSchema;
  readonly #cursorOf: CursorLookup;
  /** The page size of operations. A list of a program without a limit comes whole. */
  readonly #pageSize: number;

  constructor(api: ApiSchema, cursorOf: CursorLookup, pageSize: number) {
    this.#api = api;
    this.#cursorOf = cursorOf;
    this.#pageSize = pageSize;
  }

  named({ type, fields, types }: SelectionSet): SelectionSet {
    const named = new Map(fields.filter(isIncluded).map((field) => this.#named(type, field)));
    if (named.size === 0) named.set('__typename', bare('__typename'));
    return { type, fields: [...named.values()], types: types.map((each) => this.named(each)), fragment: 'none' };
  }

  /** A field without arguments and relations that is the same in every list keeps its name. */
  #named(type: string, field: Field): readonly [string, Field] {
    const { name, args } = field;
    const isColumn = this.#isColumn(type, name);
    const isOfRow = args.length === 0 && (isColumn || !field.selection) && !this.#isOfList(type, name);
    const key = isOfRow ? name : `p${this.#count++}`;
    const selection = field.selection && (isColumn ? this.#whole(field.selection.type) : this.named(field.selection));
    return [key, { ...field, key, selection, condition: null, split: false, load: null }];
  }

  #isColumn(type: string, field: string): boolean {
    return sourceOf(this.#api, type, field)?.kind === 'column';
  }

  #isOfList(type: string, field: string): boolean {
    const source = sourceOf(this.#api, type, field);
    return source?.kind === 'column' && source.column.computed?.kind === 'window';
  }

  /** All parts of a composite value and of a range are selected. */
  #whole(name: string): SelectionSet {
    const type = this.#api.schema.getType(name);
    const fields = Object.values(isObjectType(type) ? type.getFields() : {}).map((part): Field => {
      const target = getNamedType(part.type);
      return { ...bare(part.name), selection: isCompositeType(target) ? this.#whole(target.name) : null };
    });
    return { type: name, fields, types: [], fragment: 'none' };
  }

  form({ type, fields, types }: SelectionSet): FieldsForm {
    const own = fields.map((field) => [field.key ?? field.name, this.#part(type, field)] as const);
    const ofTypes = types.map((each) => [`... on ${each.type}`, { select: this.form(each) }] as const);
    return Object.fromEntries([...own, ...ofTypes]);
  }

  #part(parent: string, field: Field): FieldsForm[string] {
    if ((field.key ?? field.name) === field.name) return true;
    const isWhole = !field.selection || this.#isColumn(parent, field.name);
    const select = field.selection && !isWhole ? { select: this.form(field.selection) } : {};
    return { field: field.name, ...this.args(parent, field), ...select };
  }

  args(parent: string, field: Field): Record<string, unknown> {
    const cursors = field.cursors.flatMap((cursor) => {
      const text = this.#cursorOf(parent, field, cursor);
      return text === null ? [] : [[cursor.side, text] as const];
    });
    return Object.fromEntries([
      ...this.#page(parent, field),
      ...field.args.map(([name, { content }]) => [name, jsonOf(content)] as const),
      ...cursors,
    ]);
  }

  #page(parent: string, { name, args }: Field): readonly (readonly [string, number])[] {
    const type = this.#api.schema.getType(parent);
    const takes = isObjectType(type) || isInterfaceType(type) ? (type.getFields()[name]?.args ?? []) : [];
    const limit = ['limit', 'first'].find((each) => takes.some((argument) => argument.name === each));
    const isGiven = args.some(([each]) => each === limit || each === 'last');
    return limit === undefined || isGiven ? [] : [[limit, this.#pageSize]];
  }
}
