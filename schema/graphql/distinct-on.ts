/** `OrderDistinctOn` lists the columns whose combinations can be asked for once each. */
import { GraphQLEnumType } from 'graphql';
import { valueColumns } from '../model/value-columns.ts';
import type { Entity } from '../model/model.ts';
import { words } from '../naming/naming.ts';
import { sortable } from '../model/sortable.ts';
import { uniqueInOrder } from '../naming/unique-names.ts';

/** Gives null when no column has an order. The internal value is the column's field. */
export function distinctOnType(entity: Entity): GraphQLEnumType | null {
  const usable = valueColumns(entity).filter(({ type }) => sortable(type));
  if (usable.length === 0) return null;
  const names = uniqueInOrder(usable.map(({ field }) => upperCase(field)));
  const values = () => {
    return Object.fromEntries(usable.map(({ field }, index) => [names[index] ?? field, { value: field }]));
  };
  return new GraphQLEnumType({ name: `${entity.name}DistinctOn`, values });
}

/** Makes `CUSTOMER_ID` of `customerId`. */
function upperCase(field: string): string {
  const name = words(field).join('_').toUpperCase() || field;
  return /^[0-9]/.test(name) ? `_${name}` : name;
}
