/** Columns that a supergraph knows as `ID`. */
import type { PgType } from '../../model/model.ts';
import type { FederationSettings } from '../../config/federation/federation-settings.ts';

/** What GraphQL's ID carries exactly. */
const SUITABLE = new Set('int2 int4 int8 numeric text varchar bpchar citext name uuid'.split(' '));

export function typeOfColumn(type: PgType, settings: FederationSettings | null, entity: string, field: string): PgType {
  const isId = settings?.types.get(entity)?.fields.get(field)?.id ?? false;
  return isId && type.kind === 'scalar' && SUITABLE.has(type.name) ? { ...type, as: 'ID' } : type;
}
