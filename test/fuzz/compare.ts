/** Runs one operation under every strategy and under the reference, and tells where the answers differ. */
import { isDeepStrictEqual } from 'node:util';
import { parse } from 'graphql';
import { DatabaseError } from 'pg';
import type { Entity } from '../../schema/model/model.ts';
import { isRecord } from '../../schema/util/records.ts';
import { ANY_CURSOR, ANY_ESTIMATE, executeNaively } from '../reference/naive-executor.ts';
import type { Load, TestResult } from '../support/gateway.ts';
import { errorPlaces } from './error-places.ts';
import { sourceOf } from './field-source.ts';
import type { Field, SelectionSet } from './operation.ts';
import type { FuzzTarget } from './fuzz-target.ts';
import { differs, programAnswers } from './compare-program.ts';
import { type CursorLookup, printOperation, type PrintedOperation, printOrderBy } from './print.ts';

export interface Answer {
  readonly by: string;
  readonly data: unknown;
  /** Only the places of errors, because each executor has its own messages. */
  readonly errors: readonly string[];
}

export interface Comparison {
  readonly operation: PrintedOperation;
  readonly answers: readonly Answer[];
  readonly messages: readonly string[];
  /** True if neither a strategy nor the reference gave up. */
  readonly complete: boolean;
  /** True if the writer made the response, and it equals that of graphql-js. */
  readonly written: boolean;
  /** The number of root fields that a session was asked for as well. */
  readonly programs: number;
}

const LOADS: readonly Load[] = ['auto', 'selectin', 'joined', 'derived'];

export async function compare(target: FuzzTarget, root: SelectionSet, budget: number): Promise<Comparison> {
  const cursors = new CursorSource(target);
  await cursors.prepare(root);
  const operation = printOperation(root, cursors.find);
  const { query, variables } = operation;
  const results: TestResult[] = [];
  for (const load of LOADS)
    results.push(await target.gateway.run(query, { variables, load, claims: target.reference.claims }));
  if (results.some(({ errors }) => errors.some(isRefusedLoad))) return compare(target, withoutHints(root), budget);
  const { defaultPageSize, reference, gateway } = target;
  const naive = await executeNaively(gateway.gateway, reference, {
    document: parse(query),
    variables,
    cursors: cursors.positions,
    defaultPageSize,
    budget,
  });
  const sent = naive && JSON.parse(JSON.stringify(naive));
  const answers = results.flatMap(({ data, errors }, index): Answer | [] => {
    const by = LOADS[index] ?? '';
    if (errors.some(isTooLarge)) return [];
    return errors.some(isOutOfRange) ? { by, ...OUT_OF_RANGE } : { by, data, errors: errorPlaces(data, errors) };
  });
  const { written, executed } = await gateway.write(query, { variables, claims: reference.claims });
  const gaveUp = /"code":"(LIMIT_EXCEEDED|TIMEOUT)"/.test(executed) || executed.includes('did not finish in time');
  if (written !== null && written !== executed && !gaveUp)
    answers.push({ by: 'response writer', data: written, errors: [] });
  const isRefused = naive?.errors?.some(({ originalError }) => isNumericOverflow(originalError));
  const filled = sent && fillIn(sent.data, answers[0]?.data);
  const own = isRefused ? OUT_OF_RANGE : { data: filled, errors: errorPlaces(filled, sent?.errors ?? []) };
  if (sent) answers.push({ by: 'reference', ...own });
  const failing = target.draws.failing && !results.some(({ errors }) => errors.some(isTooLarge));
  const programs = sent && (failing || !sent.errors) ? await programAnswers(target, root, cursors.find, failing) : [];
  for (const { query: by, given: data } of programs.filter(differs))
    answers.push({ by: `a session, ${by}`, data, errors: [] });
  const messages = [...results.flatMap(({ errors }) => errors), ...(sent?.errors ?? [])].map(({ message }) => message);
  return {
    operation,
    answers,
    messages,
    complete: sent !== null && answers.length > LOADS.length,
    written: written !== null,
    programs: programs.length,
  };
}

/** The operation asks for a load that the relation does not allow. */
function isRefusedLoad({ message }: TestResult['errors'][number]): boolean {
  return /@load on \S+ asks for/.test(message);
}

function withoutHints(set: SelectionSet): SelectionSet {
  const fields = set.fields.map((field) => {
    return { ...field, load: null, selection: field.selection && withoutHints(field.selection) };
  });
  return { ...set, fields, types: set.types.map(withoutHints) };
}

/** The operation reads more than the test allows, so the answer is absent and not wrong. */
function isTooLarge({ extensions }: TestResult['errors'][number]): boolean {
  return extensions?.['code'] === 'LIMIT_EXCEEDED' || extensions?.['code'] === 'TIMEOUT';
}

/** PostgreSQL refuses a whole statement for one value, and each executor loses another part of the answer by that. */
const OUT_OF_RANGE: Omit<Answer, 'by'> = { data: 'a value is out of range', errors: [] };

function isOutOfRange({ extensions }: TestResult['errors'][number]): boolean {
  return /out of range|overflow/.test(String(extensions?.['details']));
}

/** The SQLSTATE is numeric_value_out_of_range. */
function isNumericOverflow(error: unknown): boolean {
  return error instanceof DatabaseError && error.code === '22003';
}

export function agrees({ answers }: Comparison): boolean {
  const [first, ...others] = answers;
  return others.every(
    (other) => isDeepStrictEqual(other.data, first?.data) && isDeepStrictEqual(other.errors, first?.errors),
  );
}

/** Fills the gateway's own facts into the answer of the reference, wherever the reference leaves them open. */
function fillIn(naive: unknown, data: unknown): unknown {
  if (naive === ANY_CURSOR) return typeof data === 'string' ? data : naive;
  if (naive === ANY_ESTIMATE) return typeof data === 'number' && data >= 0 ? data : naive;
  if (Array.isArray(naive) && Array.isArray(data)) return naive.map((item, index) => fillIn(item, data[index]));
  if (!isRecord(data) || !isRecord(naive)) return naive;
  return Object.fromEntries(Object.entries(naive).map(([key, value]) => [key, fillIn(value, data[key])]));
}

/** Cursors of the first rows of a table in the order that a connection asks for. */
class CursorSource {
  readonly positions = new Map<string, number>();
  readonly #taken = new Map<string, readonly string[]>();
  readonly #target: FuzzTarget;

  constructor(target: FuzzTarget) {
    this.#target = target;
  }

  async prepare(set: SelectionSet): Promise<void> {
    for (const field of set.fields) {
      if (field.cursors.length > 0) await this.#take(set.type, field);
      if (field.selection) await this.prepare(field.selection);
    }
    for (const type of set.types) await this.prepare(type);
  }

  readonly find: CursorLookup = (parent, field, { position }) => {
    const taken = this.#taken.get(this.#key(parent, field)) ?? [];
    return taken[position % Math.max(1, taken.length)] ?? null;
  };

  #key(parent: string, field: Field): string {
    const { query, declarations, variables } = this.#orderBy(parent, field);
    return JSON.stringify([this.#entity(parent, field)?.name, query, declarations, variables]);
  }

  async #take(parent: string, field: Field): Promise<void> {
    const key = this.#key(parent, field);
    const entity = this.#entity(parent, field);
    if (!entity || this.#taken.has(key)) return;
    const { query, declarations, variables } = this.#orderBy(parent, field);
    const operation = `query${declarations} { rows: ${entity.roots.connection}(first: 25${query}) { edges { cursor } } }`;
    const { data, errors } = await this.#target.gateway.run(operation, {
      variables,
      claims: this.#target.reference.claims,
    });
    if (errors[0] && !errors.some(isTooLarge))
      throw new Error(`${operation}\n${JSON.stringify(variables)}\n${errors[0].message}`);
    const taken = cursorsOf(data);
    taken.forEach((cursor, index) => this.positions.set(`${entity.name} ${cursor}`, index));
    this.#taken.set(key, taken);
  }

  /** A relation may have an order of its own, which the root lacks. */
  #orderBy(parent: string, field: Field): ReturnType<typeof printOrderBy> {
    const given = printOrderBy(field);
    const source = sourceOf(this.#target.gateway.gateway, parent, field.name);
    const configured = source?.kind === 'manyConnection' ? source.relation.orderBy : null;
    if (given.query !== '' || !configured || source?.kind !== 'manyConnection') return given;
    const declarations = `($order: [${source.relation.target.name}OrderBy!])`;
    return { query: ', orderBy: $order', declarations, variables: { order: configured.by } };
  }

  #entity(parent: string, field: Field): Entity | null {
    const source = sourceOf(this.#target.gateway.gateway, parent, field.name);
    if (source?.kind === 'rootConnection') return source.entity;
    return source?.kind === 'manyConnection' ? source.relation.target : null;
  }
}

function cursorsOf(data: unknown): string[] {
  const edges: unknown[] = isRecord(data) && isRecord(data['rows']) ? Object.values(data['rows']).flat() : [];
  return edges.flatMap((edge) => (isRecord(edge) && typeof edge['cursor'] === 'string' ? [edge['cursor']] : []));
}
