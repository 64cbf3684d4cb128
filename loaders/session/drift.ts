/**
 * Finds out what has changed in the database since the model was read, when a statement has failed for such a reason.
 */
import type { Column, Entity, RootFunction } from '../../schema/model/model.ts';
import type { Readable } from '../plan/shared/missing.ts';
import { COLUMN_PROBE, type DriftProbe, driftProbes, functionProbe } from '../sql/shared/drift-probes.ts';
import type { RowPolicies } from '../sql/shared/scope.ts';
import type { Database, DatabaseConnection, StatementCall, StatementResult } from '../database/database.ts';
import { DatabaseError, type DatabaseErrorCode, isSchemaChange } from '../database/database-error.ts';

export interface SchemaDrift {
  /** The time on the clock of `performance`. */
  readonly askedAt: number;
  /** The parts that cannot be read any more, each with the error that says why. */
  readonly missing: ReadonlyMap<Readable, DatabaseError>;
}

/** The parts of the model that the database must have. */
export interface DriftParts {
  readonly tables: Iterable<Entity>;
  readonly functions: readonly RootFunction[];
  readonly policies: RowPolicies;
}

export class DriftCheck {
  readonly #database: Database;
  readonly #parts: DriftParts;
  #last: { readonly askedAt: number; readonly answer: Promise<SchemaDrift> } | null = null;

  /** Nothing is prepared: most gateways never ask. */
  constructor(database: Database, parts: DriftParts) {
    this.#database = database;
    this.#parts = parts;
  }

  /** An answer that is no older than `time`, also if it was made for another request. */
  since(time: number): Promise<SchemaDrift> {
    if (this.#last && this.#last.askedAt >= time) return this.#last.answer;
    const askedAt = performance.now();
    const answer = this.#ask().then((missing) => ({ askedAt, missing }));
    const last = { askedAt, answer };
    this.#last = last;
    answer.catch(() => {
      if (this.#last === last) this.#last = null;
    });
    return answer;
  }

  async #ask(): Promise<SchemaDrift['missing']> {
    const { tables, functions, policies } = this.#parts;
    const entities = [...tables].filter((entity) => !entity.stub);
    const probes = [...driftProbes(entities, policies), ...functions.map(functionProbe)];
    const connection = await this.#database.acquire(null);
    try {
      const missing = await missingColumns(connection, entities);
      for (const { of, message, refusal } of await refusedProbes(connection, probes)) {
        if (missing.has(of)) continue;
        missing.set(
          of,
          new DatabaseError('SCHEMA_CHANGED', message, { detail: refusal.detail ?? refusal.message, hint: HINT }),
        );
      }
      return missing;
    } finally {
      await connection.release();
    }
  }
}

async function missingColumns(
  connection: DatabaseConnection,
  entities: readonly Entity[],
): Promise<Map<Readable, DatabaseError>> {
  const all = entities.flatMap((entity) => columnsOf(entity).map((column) => ({ entity, column })));
  const values = [
    all.map(({ entity }) => entity.table.schema),
    all.map(({ entity }) => entity.table.name),
    all.map(({ column }) => column.name),
    all.map(({ column: { type, stored } }) => `${(stored?.type ?? type).oid}`),
  ];
  const [result] = await send(connection, [{ sql: COLUMN_PROBE, values, maxRows: all.length, prepare: false }]);
  const missing = new Map<Readable, DatabaseError>();
  const gone = new Set<Column>();
  for (let row = 0; row < (result?.rows.rowCount ?? 0); row++) {
    const changed = all[(result?.rows.integer(row, 0) ?? 0) - 1];
    if (!changed) continue;
    const exists = result?.rows.text(row, 1) === 't';
    if (!exists) gone.add(changed.column);
    missing.set(changed.column, missingError(changed.entity, changed.column, exists));
  }
  for (const entity of entities) {
    const columns = columnsOf(entity);
    const [first, ...more] = columns.map((column) => missing.get(column));
    if (!first || !more.every((error) => error)) continue;
    // Rows can be counted without any column, but not without their table.
    missing.set(entity, first);
    if (!columns.every((column) => gone.has(column))) continue;
    const error = goneError(entity);
    for (const readable of [entity, ...columns]) missing.set(readable, error);
  }
  return missing;
}

function columnsOf({ columns, hiddenColumns }: Entity): readonly Column[] {
  return [...columns, ...hiddenColumns];
}

/** Sends all in one flight, and one by one where that fails. */
async function refusedProbes(
  connection: DatabaseConnection,
  probes: readonly DriftProbe[],
): Promise<readonly (DriftProbe & { readonly refusal: DatabaseError })[]> {
  const refused = [];
  if (!(await refusalOf(connection, probes))) return [];
  for (const probe of probes) {
    const refusal = await refusalOf(connection, [probe]);
    // A role may lack a right that it does not need, and a function may refuse nulls.
    if (isSchemaChange(refusal)) refused.push({ ...probe, refusal });
  }
  return refused;
}

/** Codes of errors that are about a statement, and not about the connection or the state of the server. */
const REFUSALS = new Set<DatabaseErrorCode>([
  'SCHEMA_CHANGED',
  'FORBIDDEN',
  'BAD_USER_INPUT',
  'LIMIT_EXCEEDED',
  'INTERNAL',
]);

async function refusalOf(connection: DatabaseConnection, probes: readonly DriftProbe[]): Promise<DatabaseError | null> {
  try {
    await send(connection, probes.map(probeCall));
    return null;
  } catch (error) {
    if (error instanceof DatabaseError && REFUSALS.has(error.code)) return error;
    throw error;
  }
}

function probeCall({ sql, parameters, type }: DriftProbe): StatementCall {
  const values = Array.from({ length: parameters }, () => null);
  return { sql, values, maxRows: 1, prepare: false, types: [type] };
}

async function send(connection: DatabaseConnection, calls: readonly StatementCall[]): Promise<StatementResult[]> {
  return calls.length === 0 ? [] : connection.send(calls, { mode: 'read', begin: false, commit: false, settings: [] });
}

const HINT = 'Reload the schema (SIGHUP, gateway.reload()) or restart the gateway.';

function missingError({ name, table }: Entity, column: Column, exists: boolean): DatabaseError {
  const how = exists ? 'has another type in the database now' : 'is no longer in the database';
  return new DatabaseError('SCHEMA_CHANGED', `${name}.${column.field} ${how}.`, {
    detail: `column "${column.name}" of table "${table.schema}"."${table.name}"`,
    hint: HINT,
  });
}

/** A table of which no column is left is gone itself. */
function goneError({ name, table }: Entity): DatabaseError {
  return new DatabaseError('SCHEMA_CHANGED', `The table of ${name} is no longer in the database.`, {
    detail: `table "${table.schema}"."${table.name}"`,
    hint: HINT,
  });
}
