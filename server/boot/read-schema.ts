/** From a database to the schema that is served, and who may see its rows. Whatever stage finds mistakes in the configuration, one error tells all of them. */
import type { RunStatement } from '../../loaders/postgres/run-statement.ts';
import { type AccessRules, readAccess } from '../../resolvers/access/access.ts';
import { draftSchema } from '../../schema/build-schema.ts';
import type { Config } from '../../schema/config/config.ts';
import { checkSubgraph } from '../../schema/federation/check-sdl.ts';
import type { ApiSchema } from '../../schema/graphql/field-sources.ts';
import { ConfigIssues } from '../../schema/config/reader/config-issues.ts';
import { readDraft } from './read-model.ts';

export interface ServedSchema {
  readonly schema: ApiSchema;
  readonly access: AccessRules;
}

/** Throws a ConfigError with every issue of the configuration. */
export async function readSchema(run: RunStatement, config: Config): Promise<ServedSchema> {
  const issues = new ConfigIssues();
  const model = await readDraft(run, config.database.schemas, config, issues);
  try {
    const schema = draftSchema(model, config, issues);
    const access = readAccess(schema, config, issues);
    if (!issues.areThere) await checkSubgraph(schema, config.federation);
    return { schema, access };
  } finally {
    // The parts that are right may not fit together: the issues say why, and hide an error that comes of it.
    issues.end();
  }
}
