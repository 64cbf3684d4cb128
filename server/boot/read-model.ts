/** Makes the model of a database from its catalog and the configuration. */
import { askCatalog } from '../../loaders/postgres/catalog/catalog-questions.ts';
import { readCatalog, schemaProblems } from '../../loaders/postgres/catalog/catalog-reader.ts';
import { readTextSearchNames } from '../../loaders/postgres/catalog/server-questions.ts';
import type { RunStatement } from '../../loaders/postgres/run-statement.ts';
import { buildModel, draftModel, type ModelSettings, NOTHING_COMPUTED } from '../../schema/build-model.ts';
import type { Catalog } from '../../schema/catalog/catalog.ts';
import type { SessionConfig } from '../../schema/config/access/access-settings.ts';
import { readComputed } from '../../schema/build/computed/read-computed.ts';
import { typesOf } from '../../schema/config/read-entities.ts';
import { ConfigIssues } from '../../schema/config/reader/config-issues.ts';
import type { Model } from '../../schema/model/model.ts';
import { suggest } from '../../schema/util/suggest.ts';
import { checkMapping } from './check-mapping.ts';
import type { MutationSettings } from '../../schema/config/mutations/mutation-settings.ts';
import { isSameName } from '../../schema/model/same-name.ts';
import { checkRequests } from './check-requests.ts';
import { checkRoles } from './check-roles.ts';

interface ReadSettings extends ModelSettings {
  readonly textSearch?: string | null;
  readonly session?: SessionConfig;
  readonly mutations?: MutationSettings | null;
}

/** Throws a ConfigError with every issue of the configuration that shows in the database. */
export async function readModel(run: RunStatement, schemas: readonly string[], settings: ReadSettings): Promise<Model> {
  const issues = new ConfigIssues();
  const model = await readDraft(run, schemas, settings, issues);
  issues.end();
  return model;
}

/** Makes the model from the settings that are right, and reports the issues of the others. */
export async function readDraft(
  run: RunStatement,
  schemas: readonly string[],
  settings: ReadSettings,
  issues: ConfigIssues,
): Promise<Model> {
  const wrong = await schemaProblems(run, schemas);
  for (const problem of wrong) issues.at('database.schemas').because(problem);
  await checkTextSearch(run, settings.textSearch ?? null, issues);
  if (settings.session) await checkRoles(run, settings.session, issues);
  // All other settings are about tables, which are not known without the schemas.
  if (wrong.length > 0) issues.end();
  const own = settings.mutations?.idempotency ?? null;
  await checkRequests(run, settings.mutations ?? null, issues);
  const whole = await readCatalog(run, schemas, {
    typeNames: typesOf(settings.entities),
    changesRole: settings.session?.role != null,
  });
  // The gateway's own table is nobody's to read.
  const catalog = own ? { ...whole, tables: whole.tables.filter((table) => !isSameName(table, own)) } : whole;
  const model = await modelOf(run, catalog, settings, issues);
  await checkMapping(run, model, issues);
  return model;
}

async function checkTextSearch(run: RunStatement, name: string | null, issues: ConfigIssues): Promise<void> {
  if (name === null) return;
  const names = await readTextSearchNames(run);
  if (names.includes(name)) return;
  issues.at('textSearch').because(`"${name}" is not a text search configuration.${suggest(name, names)}`);
}

async function modelOf(
  run: RunStatement,
  catalog: Catalog,
  settings: ModelSettings,
  issues: ConfigIssues,
): Promise<Model> {
  const computes = settings.functions.size > 0 || [...settings.entities.values()].some(({ fields }) => fields.size > 0);
  if (!computes) return draftModel(catalog, settings, NOTHING_COMPUTED, issues);
  const found = new ConfigIssues();
  const { types, ...computed } = await readComputed(askCatalog(run), buildModel(catalog), settings, found);
  const whole = { ...catalog, types: new Map([...catalog.types, ...types]) };
  return draftModel(whole, settings, { ...computed, issues: found.all }, issues);
}
