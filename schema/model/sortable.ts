/** Which types have an order. */
import { pgScalar } from '../catalog/pg-scalars.ts';
import type { PgType } from './model.ts';

export function sortable(type: PgType): boolean {
  // PostgreSQL could sort it without its name, but a cursor compares with it.
  if (type.unusable) return false;
  if (type.kind === 'array') return sortable(type.element);
  if (type.kind === 'composite') return type.composite.attributes.every((attribute) => sortable(attribute.type));
  if (type.kind === 'scalar' && type.lacks) return false;
  const comparison = pgScalar(type)?.comparison;
  return comparison !== 'none' && comparison !== 'equal';
}
