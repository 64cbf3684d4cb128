/**
 * Databases like others, except for things that few people think of when they write SQL. They are listed in `kinds.ts`.
 */
import * as fc from 'fast-check';
import { type Kind, KINDS, TYPES } from '../column-kinds.ts';
import { Dice } from '../dice.ts';
import { COLLATED_KEYS, type KeyName, ODD_KEYS } from '../key-kinds.ts';
import { arbitrarySchema } from '../random-database.ts';
import { type Schema, schemaSql } from '../random-tables.ts';
import { danglingSql } from './dangling.ts';
import { extensionKeys, extensionKinds, extensionsSql } from './extensions.ts';
import { grantsSql } from './grants.ts';
import { heirsSql } from './heirs.ts';
import type { StrangeKind } from './kinds.ts';
import { repeatsSql } from './repeats.ts';
import { CLOCKS, serverSettings, timeZone } from './server-settings.ts';
import { shadowsSql } from './shadows.ts';

export interface StrangeDatabase {
  readonly kinds: readonly StrangeKind[];
  readonly script: string;
  /** Settings of the database or of its role, as `alter database … set` and `alter role … set` take them. */
  readonly settings: readonly string[];
  /** The time zone of the gateway's sessions, as the configuration names it. */
  readonly timeZone: string | null;
  /** The grants of the gateway's role, or null if the gateway connects as the owner. */
  readonly grants: readonly string[] | null;
}

/** Here `extensions` are those that the server has. */
export function strangeDatabases(
  seed: number,
  count: number,
  kinds: readonly StrangeKind[],
  extensions: readonly string[],
): readonly StrangeDatabase[] {
  const databases = fc.subarray([...kinds], { minLength: 1 }).chain((chosen) => {
    const schema = arbitrarySchema(keysOf(chosen, extensions), kindsOf(chosen, extensions));
    return fc.tuple(schema, fc.nat()).map(([each, dice]) => strangeDatabase(chosen, each, dice, extensions));
  });
  return fc.sample(databases, { seed, numRuns: count });
}

function keysOf(chosen: readonly StrangeKind[], extensions: readonly string[]): readonly KeyName[] {
  return [
    'id',
    'id',
    'pair',
    'text',
    ...(chosen.includes('repeats') ? ['none', 'none'] : []),
    ...(chosen.includes('keys') ? ODD_KEYS : []),
    ...(chosen.includes('collations') ? [...COLLATED_KEYS, ...COLLATED_KEYS] : []),
    ...(chosen.includes('extensions') ? [...extensionKeys(extensions), ...extensionKeys(extensions)] : []),
  ];
}

/** Some kinds have no nulls. Equal values have equal texts here as well. */
function kindsOf(chosen: readonly StrangeKind[], extensions: readonly string[]): readonly Kind[] {
  const all = [
    ...KINDS,
    ...(chosen.includes('keys') ? MONEY : []),
    ...(chosen.includes('collations') ? COLLATED : []),
    ...(chosen.includes('extensions') ? extensionKinds(extensions) : []),
  ];
  return [...all, ...all.map((kind) => ({ ...kind, notNull: true }))];
}

const MONEY: readonly Kind[] = [{ type: 'money', values: ['0', '12.5', '-3'] }];

const COLLATED: readonly Kind[] = ['nocase', '"C"', '"ucs_basic"'].flatMap((collation) => [
  { type: `text collate ${collation}`, values: ["'ab'", "'Ba'", "'c_%'", "''"] },
  { type: `varchar(9) collate ${collation}`, values: ["'ab'", "'Ba'"] },
]);

const COLLATION = `create collation nocase (provider = icu, locale = 'und-u-ks-level2', deterministic = false);`;

function strangeDatabase(
  kinds: readonly StrangeKind[],
  schema: Schema,
  seed: number,
  extensions: readonly string[],
): StrangeDatabase {
  const dice = new Dice(seed);
  const has = (kind: StrangeKind): boolean => kinds.includes(kind);
  const parts = [
    'create schema ext;',
    TYPES,
    ...(has('extensions') ? extensionsSql(extensions) : []),
    ...(has('collations') ? [COLLATION] : []),
    schemaSql(schema),
    ...(has('dangling') ? danglingSql(dice, schema) : []),
    ...(has('heirs') ? heirsSql(dice, schema) : []),
    ...(has('repeats') ? repeatsSql(dice, schema) : []),
    ...(has('settings') ? [CLOCKS] : []),
    ...(has('shadows') ? shadowsSql(dice) : []),
  ];
  return {
    kinds,
    script: parts.join('\n'),
    settings: serverSettings(dice, { any: has('settings'), path: has('extensions') || has('shadows') }),
    timeZone: has('settings') ? timeZone(dice) : null,
    grants: has('grants') ? grantsSql(dice, schema) : null,
  };
}
