/** Fields that functions of the program answer. */
import type { AddedField } from '../../schema/graphql/added-field.ts';
import type { Row } from '../../schema/config/added/extension-settings.ts';
import type { Call } from './call.ts';
import type { ResolverPlace } from './host.ts';
import type { Reading } from './view.ts';

export function callResolver(
  { host }: Reading,
  { resolve }: AddedField,
  row: Row,
  place: ResolverPlace,
  call: Call,
): unknown {
  return host.complete(resolve(row, call.args, host.context(place)), call);
}

export function addedField(reading: Reading, type: string, field: string): AddedField {
  const source = reading.gateway.fields.get(type, field);
  if (source?.kind !== 'added' && source?.kind !== 'resolved') throw new Error(`${type}.${field} has no resolver`);
  return source.added;
}
