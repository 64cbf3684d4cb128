/** Random databases with much that fails: numbers that JSON does not have, and failing resolvers. */
import * as fc from 'fast-check';
import { createDatabase } from '../../support/database.ts';
import type { ConfigOptions } from '../../../schema/config/read-config.ts';
import { type OpenTarget, openTarget } from '../check.ts';
import { KINDS, TYPES } from '../column-kinds.ts';
import { arbitrarySchema, everyKind } from '../random-database.ts';
import { schemaSql } from '../random-tables.ts';
import { failingConfiguration } from './failing-configuration.ts';
import { ODD_NUMBERS, READING } from './odd-numbers.ts';

export interface FailingRuns {
  readonly runs: number;
  readonly seed: number;
  /** The number of operations on one database. */
  readonly each: number;
}

type Use = (target: OpenTarget, runs: number, seed: number) => Promise<void>;

const PLAIN = KINDS.filter(({ type }) => ['int', 'text', 'boolean'].includes(type));

/** The ways of naming rows beside their keys. */
const WAYS_TO_ROWS: readonly ConfigOptions[] = [{ federation: true }, { nodes: true }];

export async function withFailingTargets({ runs, seed, each }: FailingRuns, use: Use): Promise<void> {
  for (const [index, tables] of scripts(seed, Math.ceil(runs / each)).entries()) {
    const script = [TYPES, READING, tables].join('\n');
    const database = await createDatabase([script]);
    try {
      const asked = WAYS_TO_ROWS[index % WAYS_TO_ROWS.length] ?? {};
      const config = await failingConfiguration(database.url, asked, seed + index);
      const target = await openTarget(`failing ${index}, seed ${seed}:\n${script}\n`, database.url, config, null, true);
      try {
        await use(target, Math.min(each, runs - index * each), seed + index);
      } finally {
        await target.close();
      }
    } finally {
      await database.drop();
    }
  }
}

/** The first database has columns of each kind, so that each can be asked for. */
function scripts(seed: number, count: number): readonly string[] {
  const schemas = arbitrarySchema(['id', 'id', 'pair', 'text'], [...ODD_NUMBERS, ...PLAIN, ...PLAIN]);
  return [everyKind(ODD_NUMBERS), ...fc.sample(schemas, { seed, numRuns: count }).map(schemaSql)].slice(0, count);
}
