/** Nobody writes a row that they may not see: policies hold for rows as they stand when the field is written. */
import { PendingRow } from '../plan/write/pending.ts';
import type { WriteSettings } from './row-writes.ts';
import { type SendWrites, UnitOfWork } from './unit-of-work.ts';
import { WriteError, WriteErrors } from './write-error.ts';

/** Looks for the written rows by their keys, as a read would. Throws WriteErrors for those that are hidden. */
export async function checkPolicies(
  rows: readonly PendingRow[],
  settings: CheckSettings,
  send: SendWrites,
): Promise<void> {
  const { created, updated } = settings.access;
  const hidden = [
    ...(await hiddenRows(rows.filter(isCreated), { ...settings, policies: created }, send)),
    ...(await hiddenRows(rows.filter(isUpdated), { ...settings, policies: updated }, send)),
  ];
  if (hidden.length > 0) throw new WriteErrors(hidden.map(forbidden));
}

type CheckSettings = Pick<WriteSettings, 'policies' | 'access' | 'configured' | 'chunkSize' | 'prepare'>;

function isCreated({ outcome }: PendingRow): boolean {
  return outcome?.action === 'CREATED';
}

function isUpdated({ kind, outcome }: PendingRow): boolean {
  return kind !== 'find' && (outcome?.action === 'UPDATED' || outcome?.action === 'UNCHANGED');
}

/** The rows that the conditions of `settings.policies` do not find. */
async function hiddenRows(
  rows: readonly PendingRow[],
  settings: CheckSettings,
  send: SendWrites,
): Promise<readonly PendingRow[]> {
  const written = rows.filter(({ entity }) => settings.policies.has(entity) && entity.key);
  const finds = written.map((row) => {
    const { entity, input } = row;
    const columns = entity.key?.columns ?? [];
    const cells = columns.map((column) => ({ kind: 'text', text: row.text(column) ?? null }) as const);
    return new PendingRow({ entity, kind: 'find', input, by: { columns, cells }, mustExist: false });
  });
  if (finds.length === 0) return [];
  const reading: WriteSettings = { ...settings, lock: null, returned: () => [], old: () => [] };
  await new UnitOfWork({ rows: finds }, reading, send).find();
  return finds.filter(({ outcome }) => !outcome?.action);
}

function forbidden({ entity, input }: PendingRow): WriteError {
  return new WriteError('FORBIDDEN', `A policy forbids to write this ${entity.name} so.`, {
    reason: 'POLICY',
    input,
    entity,
  });
}
