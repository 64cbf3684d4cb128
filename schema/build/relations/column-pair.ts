/** Two columns that a relation compares, with the operator, and the collation that decides which texts are equal. */
import type { QualifiedName } from '../../catalog/catalog.ts';
import { type Family, pgScalar } from '../../catalog/pg-scalars.ts';
import type { Column, ColumnPair, PgType } from '../../model/model.ts';
import { isSameName } from '../../model/same-name.ts';

type Collation = NonNullable<ColumnPair['collation']>;

const DEFAULT: Collation = { schema: 'pg_catalog', name: 'default', deterministic: true };

/**
 * PostgreSQL checks a foreign key under the collation of the referenced column, `remote` here. Where both sides tell all texts apart, the
 * two collations agree on which texts are equal, and that of the rows looked for lets their index serve.
 */
export function columnPair(local: Column, remote: Column, operator?: QualifiedName): ColumnPair {
  const pair = { local, remote, ...(operator && { operator }) };
  const [here, there] = [collationOf(local), collationOf(remote)];
  return isSameName(here, there) ? pair : { ...pair, collation: there };
}

/** Gives the pair from the other side. */
export function reversed({ local, remote, operator, collation }: ColumnPair): ColumnPair {
  const pair = { local: remote, remote: local, ...(operator && { operator }) };
  if (!collation) return pair;
  const sides = [collationOf(local), collationOf(remote)];
  const isExact = sides.every(({ deterministic }) => deterministic);
  return { ...pair, collation: isExact ? collationOf(local) : collation };
}

/** Whether rows that differ in this column are never equal to the same value, so that a unique column finds one row at most. */
export function keepsApart(column: Column, { local, remote, collation }: ColumnPair): boolean {
  const other = column === local ? remote : local;
  if (meetsOthers(column.type, other.type)) return false;
  return !collation || collation.deterministic || isSameName(collation, collationOf(column));
}

/** Several numbers may be one float, and several local times one moment. */
function meetsOthers(type: PgType, other: PgType): boolean {
  if (type.name === other.name) return false;
  const [own, met] = [pgScalar(type)?.family, pgScalar(other)?.family];
  return (met === 'float' && own !== 'float') || (isMoment(own) && isMoment(met));
}

function isMoment(family: Family | undefined): boolean {
  return family === 'timestamp' || family === 'timestamptz';
}

function collationOf({ collation }: Column): Collation {
  return collation ?? DEFAULT;
}
