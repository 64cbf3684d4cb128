/** The targets of the bench: how each is started and what it is asked. */
import { resolve } from 'node:path';
import type { Operation, OperationName } from './operations.ts';
import { POSTGRAPHILE_DOCUMENTS } from './peers/postgraphile-documents.ts';

/** A `limit` is written by hand for one operation. A `floor` is the HTTP layer with nothing behind it. */
export type TargetKind = 'espalier' | 'limit' | 'peer' | 'floor';

export interface Target {
  readonly name: string;
  readonly kind: TargetKind;
  /** The description in the report. */
  readonly title: string;
  /** The arguments of `node`. The process reads DATABASE_URL and prints its address. */
  readonly command: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  /** The document of an operation, or null if the target cannot do it. */
  document(operation: Operation): string | null;
}

interface Parts {
  readonly command: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly document?: (operation: Operation) => string | null;
}

/** The name of the target that `--against` adds. */
export const OTHER_CHECKOUT = 'other-checkout';

const PROCESS_FLAGS = ['--port', '0', '--log-level', 'warn'];
const TYPENAME = '{ __typename }';

export const TARGETS: readonly Target[] = [
  espalier('espalier', 'Espalier as it comes'),
  espalier('espalier-yoga', 'Espalier, fast lane off', ['--no-fast-lane']),
  // The fast lane does not take the header, so these two must be compared with espalier-yoga.
  espalier('espalier-selectin', 'Espalier, every relation selectin (through Yoga)', ['--explain'], 'selectin'),
  espalier(
    'espalier-joined',
    'Espalier, every relation joined where it may be (through Yoga)',
    ['--explain'],
    'joined',
  ),
  target('limit-a', 'limit', 'LIMIT A: JSON built in PostgreSQL, bare node:http', byHand('json-in-postgres')),
  target('limit-b', 'limit', 'LIMIT B: rows and assembly by hand, bare node:http', byHand('rows-by-hand')),
  target('postgraphile', 'peer', 'PostGraphile 5', {
    command: [peer('postgraphile')],
    document: ({ name }) => POSTGRAPHILE_DOCUMENTS[name],
  }),
  target('join-monster', 'peer', 'join-monster behind Yoga', {
    command: [peer('join-monster')],
    document: byShopSchema,
  }),
  target('dataloader', 'peer', 'Yoga and DataLoader by hand', {
    command: [peer('dataloader')],
    document: byShopSchema,
  }),
  target('pothos-drizzle', 'peer', 'Pothos and Drizzle behind Yoga', {
    command: [peer('pothos-drizzle')],
    document: byShopSchema,
  }),
  target('mercurius', 'peer', 'Mercurius with loaders', { command: [peer('mercurius')], document: byShopSchema }),
  target('floor-yoga', 'floor', 'graphql-yoga answering { __typename }', {
    ...byHand('floor-yoga'),
    document: () => TYPENAME,
  }),
  target('floor-http', 'floor', 'bare node:http answering a constant', {
    ...byHand('floor-http'),
    document: () => TYPENAME,
  }),
];

/** Espalier of another checkout, so that two states of the code are measured side by side in one run. */
export function otherCheckout(folder: string): Target {
  const command = [resolve(folder, 'server.ts'), ...PROCESS_FLAGS];
  return target(OTHER_CHECKOUT, 'espalier', `Espalier in ${folder}`, { command });
}

/** The body of the request. The limits read only the name of the operation. */
export function requestBodies(target: Target, operation: Operation): string[] {
  const query = target.document(operation);
  const operationName = target.kind === 'floor' ? undefined : (operation.name satisfies OperationName);
  return operation.variables.map((variables) => JSON.stringify({ operationName, query, variables }));
}

function espalier(name: string, title: string, flags: readonly string[] = [], load?: string): Target {
  const command = [path('../server.ts'), ...PROCESS_FLAGS, ...flags];
  return target(name, 'espalier', title, {
    command,
    ...(load !== undefined && { headers: { 'x-espalier-load': load } }),
  });
}

function target(name: string, kind: TargetKind, title: string, parts: Parts): Target {
  return { name, kind, title, headers: {}, document: (operation) => operation.document, ...parts };
}

/** The schema that a person wrote for these peers has no questions. */
function byShopSchema({ name, document }: Operation): string | null {
  return name === 'q11' ? null : document;
}

function byHand(file: string): Parts {
  return { command: [path(`limits/${file}.ts`)] };
}

function peer(file: string): string {
  return path(`peers/${file}.mts`);
}

function path(relative: string): string {
  return new URL(relative, import.meta.url).pathname;
}
