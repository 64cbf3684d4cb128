/** From a database to the schema that is served. Whatever stage finds mistakes in the configuration, one error tells all of them. */
import type { RunStatement } from '../../loaders/postgres/run-statement.ts';
import { readAccess } from '../../resolvers/access/access.ts';
import { draftSchema } from '../../schema/build-schema.ts';
import type { Config } from '../../schema/config/config.ts';
import { checkSubgraph } from '../../schema/federation/check-sdl.ts';
import type { ApiSchema } from '../../schema/graphql/field-sources.ts';
import { ConfigIssues } from '../../schema/config/reader/config-issues.ts';
import { readDraft } from './read-model.ts';

/** Throws a ConfigError with every mistake. */
export async function readSchema(run: RunStatement, config: Config): Promise<ApiSchema> {
  const issues = new ConfigIssues();
  const model = await readDraft(run, config.database.schemas, config, issues);
  try {
    const schema = draftSchema(model, config, issues);
    readAccess(schema, config, issues);
    if (!issues.areThere) await checkSubgraph(schema, config.federation);
    return schema;
  } finally {
    // The parts that are right may not fit together: the issues say why, and hide an error that comes of it.
    issues.end();
  }
}
