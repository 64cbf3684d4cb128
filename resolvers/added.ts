/** Fields that functions of the program answer. */
import type { AddedField } from '../schema/added/added-field.ts';
import type { Row } from '../schema/added/settings.ts';
import type { Call } from './call.ts';
import type { Reading } from './view.ts';

export function callResolver(reading: Reading, { resolve }: AddedField, row: Row, { args }: Call): unknown {
  return resolve(row, args, { signal: reading.signal });
}

export function addedField(reading: Reading, type: string, field: string): AddedField {
  const source = reading.gateway.fields.get(`${type}.${field}`);
  if (source?.kind !== 'added' && source?.kind !== 'resolved') throw new Error(`${type}.${field} has no resolver`);
  return source.added;
}
