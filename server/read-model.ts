/** From a database to its meaning: the catalog, and what the configuration adds to it. */
import { askCatalog } from '../loaders/postgres/catalog-questions.ts';
import { readCatalog, type RunStatement } from '../loaders/postgres/catalog-reader.ts';
import { buildModel, type ModelSettings } from '../schema/build-model.ts';
import type { Catalog } from '../schema/catalog.ts';
import type { SessionConfig } from '../schema/access/settings.ts';
import { readComputed } from '../schema/computed/read-computed.ts';
import { typesOf } from '../schema/mapping/read-mapping.ts';
import type { Model } from '../schema/model.ts';
import { ConfigError } from '../schema/setting-reader.ts';
import { suggest } from '../schema/suggest.ts';
import { checkMapping } from './check-mapping.ts';

interface ReadSettings extends ModelSettings {
  readonly textSearch?: string | null;
  readonly session?: SessionConfig;
}

/** Throws a ConfigError that lists what of the configuration the database does not bear out. */
export async function readModel(run: RunStatement, schemas: readonly string[], settings: ReadSettings): Promise<Model> {
  await checkTextSearch(run, settings.textSearch ?? null);
  const catalog = await readCatalog(run, schemas, {
    typeNames: typesOf(settings.entities),
    changesRole: settings.session?.role != null,
  });
  const model = await modelOf(run, catalog, settings);
  await checkMapping(run, model);
  return model;
}

async function checkTextSearch(run: RunStatement, name: string | null): Promise<void> {
  if (name === null) return;
  const names = (await run(TEXT_SEARCH_NAMES)).map((row) => String(row['name']));
  if (!names.includes(name.slice(name.lastIndexOf('.') + 1)))
    throw new ConfigError([`textSearch: "${name}" is no text search configuration.${suggest(name, names)}`]);
}

const TEXT_SEARCH_NAMES = 'select cfgname::text as name from pg_catalog.pg_ts_config';

async function modelOf(run: RunStatement, catalog: Catalog, settings: ModelSettings): Promise<Model> {
  const computes = settings.functions.size > 0 || [...settings.entities.values()].some(({ fields }) => fields.size > 0);
  if (!computes) return buildModel(catalog, settings);
  const mistakes: string[] = [];
  const { types, ...computed } = await readComputed(askCatalog(run), buildModel(catalog), settings, mistakes);
  const whole = { ...catalog, types: new Map([...catalog.types, ...types]) };
  return buildModel(whole, settings, { ...computed, mistakes });
}
