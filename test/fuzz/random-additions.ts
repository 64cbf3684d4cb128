/** Additions in the names that a random configuration has given: policies and custom fields. */
import type { EntityOptions } from '../../schema/config/mapping/entity-settings.ts';
import type { Entity } from '../../schema/model/model.ts';
import type { ConfigOptions } from '../../schema/config/read-config.ts';
import { openReference } from '../reference/reference.ts';
import { openGateway } from '../support/gateway.ts';
import { Dice } from './dice.ts';
import { randomAdded } from './random-added.ts';
import { PolicyGenerator } from './random-policies.ts';
import { readSamples } from './samples.ts';

export interface Additions {
  readonly file: ConfigOptions;
  readonly claims: Readonly<Record<string, unknown>>;
}

type Files = Readonly<Record<string, EntityOptions>>;

export async function randomAdditions(url: string, file: ConfigOptions, seed: number): Promise<Additions> {
  const open = await openGateway(url, file);
  const reference = await openReference(url, 10_000);
  try {
    const dice = new Dice(seed);
    const policies = new PolicyGenerator(open.gateway, await readSamples(open.gateway.model, reference), dice);
    const known: Files = file.entities ?? {};
    const added = open.gateway.model.entities.filter(isOwn).map((entity) => {
      const key = keyOf(known, entity);
      const { fields, ...settings }: EntityOptions = known[key] ?? {};
      const policy = dice.oneIn(2) ? policies.policyOf(entity) : null;
      const own = { ...fields, ...randomAdded(dice, entity) };
      return [key, { ...settings, fields: own, ...(policy && { policy }) }] as const;
    });
    const entities = { ...known, ...Object.fromEntries(added) };
    return { file: { ...file, entities, claims: policies.types }, claims: policies.claims };
  } finally {
    await reference.end();
    await open.close();
  }
}

/** True unless the entity is a subtype without a table of its own. */
function isOwn({ base }: Entity): boolean {
  return base === null || base.relation !== null;
}

function keyOf(files: Files, { name }: Entity): string {
  return Object.keys(files).find((key) => (files[key]?.name ?? key) === name) ?? name;
}
