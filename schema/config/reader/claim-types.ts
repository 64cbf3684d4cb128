/** The PostgreSQL types of claims. They are those that a token can carry. */
import { type PgScalar, scalarsFor } from '../../catalog/pg-scalars.ts';
import type { Column, PgType } from '../../model/model.ts';
import type { ConfigIssues } from './config-issues.ts';
import { suggest } from '../../util/suggest.ts';

export interface Claim {
  readonly name: string;
  /** The type as the configuration spells it: `int8`, `text[]`. */
  readonly typeName: string;
  /** The type of the claim, or of each element of a list. */
  readonly type: PgType;
  readonly list: boolean;
}

const TYPES: ReadonlyMap<string, PgScalar> = new Map(scalarsFor('claim').map((scalar) => [scalar.name, scalar]));

/** A claim is null where its type is wrong, which has been reported. */
export type DeclaredClaims = ReadonlyMap<string, Claim | null>;

export function readClaimTypes(claims: ReadonlyMap<string, string>, issues: ConfigIssues): DeclaredClaims {
  const read = [...claims].map(([name, typeName]): [string, Claim | null] => {
    const list = typeName.endsWith('[]');
    const element = list ? typeName.slice(0, -2) : typeName;
    const oid = TYPES.get(element)?.oid;
    if (oid !== undefined) {
      return [name, { name, typeName, list, type: { kind: 'scalar', oid, schema: 'pg_catalog', name: element } }];
    }
    const declared = [...TYPES.keys()];
    const hint = suggest(element, declared) || ` It may be ${declared.join(', ')}, or one of them with [].`;
    issues.at(`claims.${name}`).wrong(`is ${JSON.stringify(typeName)}, which is not a type of a claim.${hint}`);
    return [name, null];
  });
  return new Map(read);
}

/** Gives the claim as a column, so that conditions on claims are written and read like those on columns. */
export function claimColumn({ name, type, list }: Claim): Column {
  const array = TYPES.get(type.name)?.arrayOid ?? 0;
  const { schema } = type;
  const whole: PgType = { kind: 'array', oid: array, schema, name: `_${type.name}`, element: type, dimensions: 1 };
  return { field: name, name, type: list ? whole : type, nullable: true, description: null, stored: null, index: 0 };
}
