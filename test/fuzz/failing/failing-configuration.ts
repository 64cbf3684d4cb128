/** Failing fields of a program, in the names of a database. */
import type { EntityOptions } from '../../../schema/config/mapping/entity-settings.ts';
import type { ConfigOptions } from '../../../schema/config/read-config.ts';
import { openReference } from '../../reference/reference.ts';
import { openGateway } from '../../support/gateway.ts';
import { Dice } from '../dice.ts';
import { readSamples } from '../samples.ts';
import { failingFields } from './failing-functions.ts';
import { failingRoots } from './failing-roots.ts';

/** With `asked`, the configuration says how rows are named beside their keys. */
export async function failingConfiguration(url: string, asked: ConfigOptions, seed: number): Promise<ConfigOptions> {
  const dice = new Dice(seed);
  const open = await openGateway(url, asked);
  const reference = await openReference(url, 10_000);
  try {
    const { entities } = open.gateway.model;
    const files = entities.map((entity): readonly [string, EntityOptions] => {
      return [entity.name, { fields: failingFields(dice, entity) }];
    });
    const roots = failingRoots(dice, entities, await readSamples(open.gateway.model, reference));
    return { ...asked, ...roots, entities: Object.fromEntries(files) };
  } finally {
    await reference.end();
    await open.close();
  }
}
