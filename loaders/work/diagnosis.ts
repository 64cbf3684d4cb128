/** Rows written one by one under savepoints, so that PostgreSQL gives its verdict on each: all root causes at once. */
import { control, type StatementCall, type StatementResult } from '../database/database.ts';
import { DatabaseError } from '../database/database-error.ts';
import { releaseSavepoint, rollBackToSavepoint, savepoint } from '../sql/write/savepoint-statements.ts';
import { hiddenConflict, rowError } from './constraint-errors.ts';
import type { ConflictProbe } from './row-writes.ts';
import type { SendWrites } from './unit-of-work.ts';
import { type WriteError, WriteErrors } from './write-error.ts';

/** Errors of one field that are told; further ones are left out. */
const MAX_ERRORS = 20;

export type SendCalls = (calls: readonly StatementCall[]) => Promise<readonly StatementResult[]>;

/** Each write has one row. Rows that are refused keep out what needs them. */
export function diagnosing(send: SendCalls): SendWrites {
  return async (writes) => {
    const errors: WriteError[] = [];
    for (const write of writes) {
      // Rows of one table that need each other come in one step, with keys that are known before.
      const unwritten = write.rows.find((each) => [...each.needs()].some((cell) => cell.row.isRefused));
      if (unwritten) {
        unwritten.isRefused = true;
        continue;
      }
      try {
        const [, result] = await send([control(savepoint), write.call, control(releaseSavepoint)]);
        if (result) write.apply(result);
      } catch (error) {
        const [row] = write.rows;
        const known = row && error instanceof DatabaseError ? rowError(error, row) : null;
        if (!row || !known) throw error;
        row.isRefused = true;
        await send([control(rollBackToSavepoint)]);
        const isHidden = known.code === 'FORBIDDEN' && write.probe && (await isInTheWay(write.probe, send));
        errors.push(isHidden ? hiddenConflict(row.entity, row.input) : known);
      }
    }
    if (errors.length > 0) throw new WriteErrors(errors.slice(0, MAX_ERRORS));
  };
}

/** A row with the same key is there, and nobody shows it. */
async function isInTheWay({ insert, find }: ConflictProbe, send: SendCalls): Promise<boolean> {
  try {
    await send([control(savepoint), insert, control(rollBackToSavepoint)]);
    return false;
  } catch (error) {
    await send([control(rollBackToSavepoint)]);
    if (!(error instanceof DatabaseError) || error.sqlState !== UNIQUE_VIOLATION) return false;
  }
  const [found] = await send([find]);
  return found?.rows.rowCount === 0;
}

const UNIQUE_VIOLATION = '23505';
