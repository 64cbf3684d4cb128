/** The PostgreSQL types of claims: those that a token can carry. */
import type { PgType } from '../model.ts';
import { suggest } from '../suggest.ts';

export interface Claim {
  readonly name: string;
  /** As the configuration spells it: `int8`, `text[]`. */
  readonly typeName: string;
  /** Of each element, where it is a list. */
  readonly type: PgType;
  readonly list: boolean;
}

/** Oids of pg_catalog's types never change. */
const OIDS = new Map([
  ['bool', 16],
  ['int2', 21],
  ['int4', 23],
  ['int8', 20],
  ['numeric', 1700],
  ['text', 25],
  ['varchar', 1043],
  ['uuid', 2950],
  ['date', 1082],
  ['timestamp', 1114],
  ['timestamptz', 1184],
]);

export function readClaimTypes(claims: ReadonlyMap<string, string>, mistakes: string[]): ReadonlyMap<string, Claim> {
  const read = [...claims].flatMap(([name, typeName]): [string, Claim][] => {
    const list = typeName.endsWith('[]');
    const element = list ? typeName.slice(0, -2) : typeName;
    const oid = OIDS.get(element);
    if (oid !== undefined) {
      return [[name, { name, typeName, list, type: { kind: 'scalar', oid, schema: 'pg_catalog', name: element } }]];
    }
    const known = [...OIDS.keys()];
    const hint = suggest(element, known) || ` It may be ${known.join(', ')}, or one of them with [].`;
    mistakes.push(`claims.${name} is ${JSON.stringify(typeName)}, which is no type of a claim.${hint}`);
    return [];
  });
  return new Map(read);
}
