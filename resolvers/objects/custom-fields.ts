/** Fields that functions of the program answer. */
import type { CustomField } from '../../schema/graphql/added-field.ts';
import type { Row } from '../../schema/config/added/extension-settings.ts';
import type { Call } from './call.ts';
import type { ResolverPlace } from './host.ts';
import type { Reading } from './view.ts';

export function callResolver(
  { host }: Reading,
  { resolve }: CustomField,
  row: Row,
  place: ResolverPlace,
  call: Call,
): unknown {
  return host.complete(resolve(row, call.args, host.context(place)), call);
}

export function customField(reading: Reading, type: string, field: string): CustomField {
  const source = reading.api.fields.get(type, field);
  if (source?.kind !== 'custom' && source?.kind !== 'resolver') throw new Error(`${type}.${field} has no resolver`);
  return source.custom;
}
