/** From a database to the schema that is served. Whatever stage finds mistakes in the configuration, one error tells all of them. */
import type { RunStatement } from '../../loaders/postgres/run-statement.ts';
import { readAccess } from '../../resolvers/access/access.ts';
import { draftSchema } from '../../schema/build-schema.ts';
import type { Config } from '../../schema/config/config.ts';
import { checkSubgraph } from '../../schema/federation/check-sdl.ts';
import type { ApiSchema } from '../../schema/graphql/field-sources.ts';
import { Mistakes } from '../../schema/config/reader/mistakes.ts';
import { readDraft } from './read-model.ts';

/** Throws a ConfigError with every mistake. */
export async function readSchema(run: RunStatement, config: Config): Promise<ApiSchema> {
  const mistakes = new Mistakes();
  const model = await readDraft(run, config.database.schemas, config, mistakes);
  try {
    const schema = draftSchema(model, config, mistakes);
    readAccess(schema, config, mistakes);
    if (!mistakes.areThere) await checkSubgraph(schema, config.federation);
    return schema;
  } finally {
    // What mistakes have left of a configuration may not hold together: an error that comes of it is thrown no longer.
    mistakes.end();
  }
}
