/** A write by condition may cost no more than allowed: PostgreSQL is asked for its estimate before any row is locked. */
import { estimateSql } from '../sql/read/explain-statement.ts';
import type { SendCalls } from './diagnosis.ts';
import type { WhereWrite } from './where-write.ts';
import { WriteError, WriteErrors } from './write-error.ts';

/** Throws WriteErrors for a write that costs too much. `maxCost` is in PostgreSQL's units of cost; 0: it may cost anything. */
export async function checkCost({ call, entity }: WhereWrite, maxCost: number, send: SendCalls): Promise<void> {
  if (maxCost === 0) return;
  const { sql, values } = call;
  const [result] = await send([{ sql: estimateSql(sql), values, maxRows: 1, prepare: false }]);
  // The plan as a whole comes first, and all below it later.
  const cost = Number(/"Total Cost": ([\d.]+)/.exec(result?.rows.text(0, 0) ?? '')?.[1] ?? 0);
  if (cost <= maxCost) return;
  const message = `This condition would cost about ${Math.ceil(cost)}, and at most ${maxCost} are allowed; nothing was written.`;
  throw new WriteErrors([new WriteError('LIMIT_EXCEEDED', message, { input: ['where'], entity })]);
}
