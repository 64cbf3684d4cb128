/** Where a selection begins: a list, one row by a unique key, a page, values of all rows together, or what a function gives. */
import type { GraphQLField } from 'graphql';
import type { ApiSchema } from '../../../schema/graphql/field-sources.ts';
import type { Entity } from '../../../schema/model/model.ts';
import { isRecord } from '../../../schema/util/records.ts';
import { suggest } from '../../../schema/util/suggest.ts';
import { everything } from './field-kinds.ts';

export type RootKind = 'list' | 'one' | 'connection' | 'aggregate' | 'function';

type Form = Readonly<Record<string, unknown>>;

export interface RootField {
  readonly field: GraphQLField<unknown, unknown>;
  /** The name that errors use. */
  readonly name: string;
  /** Arguments of the field, and what to select. */
  readonly form: Form;
}

/** A text where there is none: what is wrong. */
export function rootField(api: ApiSchema, kind: RootKind, form: Form): RootField | string {
  return kind === 'function' ? functionField(api, form) : entityField(api, kind, form);
}

/** Its own arguments stand by themselves, those of a list beside them. */
function functionField({ model, schema }: ApiSchema, { function: given, args, ...rest }: Form): RootField | string {
  const name = String(given);
  const declared = model.functions.map((each) => each.field);
  const called = model.functions.find((each) => each.field === name);
  const field = called && schema.getQueryType()?.getFields()[name];
  if (!field) return `${name} is no function of the configuration.${suggest(name, declared)}`;
  if (called.value && 'select' in rest) return `${name} gives values: there is nothing to select of them.`;
  const select = called.value ? { select: everything(field) } : {};
  return { field, name, form: { ...rest, ...(isRecord(args) ? args : {}), ...select } };
}

function entityField(
  { model, schema }: ApiSchema,
  kind: Exclude<RootKind, 'function'>,
  form: Form,
): RootField | string {
  const name = String(form['entity']);
  const entity = model.entities.find((each) => each.name === name);
  const declared = model.entities.map((each) => each.name);
  if (!entity) return `${name} is no entity.${suggest(name, declared)}`;
  const called = kind === 'one' ? byKey(entity, form) : { name: entity.roots[kind], form };
  if (typeof called === 'string') return called;
  const field = schema.getQueryType()?.getFields()[called.name];
  return field ? { field, name, form: called.form } : `${name} has no ${kind === 'one' ? 'single rows' : kind}.`;
}

/** The field of the unique key that has these columns. */
function byKey({ name, roots }: Entity, { key, select }: Form): { name: string; form: Form } | string {
  const columns = isRecord(key) ? Object.keys(key) : [];
  const one = roots.one.find(({ key: { columns: own } }) => {
    return own.length === columns.length && own.every(({ field }) => columns.includes(field));
  });
  if (!one || !isRecord(key)) return `${name} has no unique key ${braces(columns)}${keysOf(roots.one)}`;
  const args = one.args.map((arg, index) => [arg, key[one.key.columns[index]?.field ?? '']] as const);
  return { name: one.field, form: { ...Object.fromEntries(args), select } };
}

function keysOf(ones: Entity['roots']['one']): string {
  const keys = ones.map(({ key }) => braces(key.columns.map(({ field }) => field)));
  return keys.length === 0 ? '.' : `: ${keys.length === 1 ? 'its key is' : 'its keys are'} ${keys.join(' and ')}.`;
}

function braces(names: readonly string[]): string {
  return names.length === 0 ? '{}' : `{ ${names.join(', ')} }`;
}
