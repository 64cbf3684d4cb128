/** The writes of a mutation, statement by statement, in words for people. */
import type { PendingRow, WriteKind } from '../../loaders/plan/write/pending.ts';
import type { LoggedWrite, WriteRun } from '../../loaders/work/write-log.ts';
import { rounded } from './explain-statements.ts';

export interface ExplainedWrite {
  /** The field of Mutation, and the place of the first row in its arguments: `createOrder.values.items.create`. */
  readonly path: string;
  readonly entity: string;
  readonly action: WriteKind;
  /** The number of its statement in `statements`. */
  readonly statement: number;
  readonly because: string;
  /** The rows that it was sent for; where a condition finds them, those that it found. */
  readonly rows: number;
  /** How existing rows are locked: `key share`, `no key update` or `update`; null: none are. */
  readonly locked: string | null;
  readonly ms: number;
}

export function explainWrite({ order, field, write, result }: WriteRun): ExplainedWrite {
  const { entity, kind, rows, purpose } = write;
  const [first] = rows;
  const place = (first?.input ?? []).filter((part) => typeof part === 'string');
  const count = purpose === 'where' ? result.rows.rowCount : rows.length;
  return {
    path: [field, ...place].join('.'),
    entity: entity.name,
    action: kind,
    statement: order,
    because: reasonOf(write, count),
    rows: count,
    locked: lockOf(write),
    ms: rounded(result.ms),
  };
}

function lockOf({ kind, purpose, lock }: LoggedWrite): string | null {
  if (purpose === 'where') return kind === 'update' ? 'no key update' : 'update';
  if (kind === 'find') return lock ?? null;
  if (kind === 'update') return 'no key update';
  return kind === 'delete' ? 'update' : null;
}

const WORDS: Readonly<Record<WriteKind, string>> = {
  find: 'select',
  insert: 'insert',
  upsert: 'insert on conflict',
  update: 'update',
  delete: 'delete',
};

function reasonOf(write: LoggedWrite, count: number): string {
  const { entity, kind, rows, purpose } = write;
  const name = entity.name;
  switch (purpose) {
    case 'keys':
      return `the keys of new rows of ${name} are drawn first, for they refer to each other`;
    case 'cycle':
      return `one statement inserts ${counted(count, name)} and others that need each other`;
    case 'others':
      return `one ${WORDS[kind]} for the rows of ${name} that the list does not name`;
    case 'where':
      return kind === 'find'
        ? `the rows of ${name} that satisfy the condition are locked and shown before they go`
        : `one ${WORDS[kind]} for all rows of ${name} that satisfy the condition`;
    case undefined:
      return kind === 'find'
        ? foundReason(write, count)
        : `one ${WORDS[kind]} for ${counted(count, name)}${parentsOf(rows)}`;
  }
}

function foundReason({ entity, lock }: LoggedWrite, count: number): string {
  const locked = lock ? ` and locks ${count === 1 ? 'it' : 'them'}` : '';
  return `one select finds ${counted(count, entity.name)} by key${locked}`;
}

function counted(count: number, name: string): string {
  return `${count} ${count === 1 ? 'row' : 'rows'} of ${name}`;
}

/** The rows of the same operation whose keys they take: `, with keys of 3 rows of Order`. */
function parentsOf(rows: readonly PendingRow[]): string {
  const parents = new Set(rows.flatMap((row) => [...row.needs()].map((cell) => cell.row)));
  const names = Map.groupBy(parents, ({ entity }) => entity.name);
  const parts = [...names].map(([name, group]) => counted(group.length, name));
  return parts.length > 0 ? `, with keys of ${parts.join(' and ')}` : '';
}
