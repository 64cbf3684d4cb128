/** Columns that a supergraph knows as `ID`. */
import { hasUse } from '../../catalog/pg-scalars.ts';
import type { PgType } from '../../model/model.ts';
import type { FederationSettings } from '../../config/federation/federation-settings.ts';

export function typeOfColumn(type: PgType, settings: FederationSettings | null, entity: string, field: string): PgType {
  const isId = settings?.types.get(entity)?.fields.get(field)?.id ?? false;
  return isId && type.kind === 'scalar' && hasUse(type, 'id') ? { ...type, as: 'ID' } : type;
}
