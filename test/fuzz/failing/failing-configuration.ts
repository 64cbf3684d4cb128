/** What a program adds that fails, in the names of a database. */
import type { EntityFile } from '../../../schema/mapping/settings.ts';
import type { ConfigFile } from '../../../schema/read-config.ts';
import { openGateway } from '../../support/gateway.ts';
import { Dice } from '../dice.ts';
import { failingFields } from './failing-functions.ts';

/** `asked`: how rows are named beside their keys. */
export async function failingConfiguration(url: string, asked: ConfigFile, seed: number): Promise<ConfigFile> {
  const dice = new Dice(seed);
  const open = await openGateway(url, asked);
  try {
    const { entities } = open.gateway.model;
    const files = entities.map((entity): readonly [string, EntityFile] => {
      return [entity.name, { fields: failingFields(dice, entity) }];
    });
    return { ...asked, entities: Object.fromEntries(files) };
  } finally {
    await open.close();
  }
}
