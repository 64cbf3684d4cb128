/** Databases of every kind as subgraphs, each of which composes alone. */
import { buildSchema } from '../../../schema/build-schema.ts';
import { ConfigIssues } from '../../../schema/config/reader/config-issues.ts';
import { readFederation } from '../../../schema/config/federation/read-federation.ts';
import { type ConfigOptions, readConfig } from '../../../schema/config/read-config.ts';
import { connect } from '../../../server/boot/connect.ts';
import { modelOf } from '../../../server/gateway.ts';
import { createDatabase, sampleDatabase, type TestDatabase } from '../../support/database.ts';

export interface SampleSubgraph {
  readonly name: string;
  readonly config: ConfigOptions;
  open(): Promise<TestDatabase>;
}

export const sampleSubgraphs: readonly SampleSubgraph[] = [
  { name: 'chinook', config: {}, open: () => sampleDatabase('chinook') },
  { name: 'northwind', config: {}, open: () => sampleDatabase('northwind') },
  { name: 'mondial', config: {}, open: () => sampleDatabase('mondial') },
  { name: 'federation', config: {}, open: fixture('federation') },
  { name: 'federation-keys', config: { database: { schemas: ['app', 'audit'] } }, open: fixture('federation-keys') },
];

/** The oldest, the usual and the newest version of the federation specification that composition libraries know. */
export const VERSIONS = ['2.0', '2.3', '2.9'];

function fixture(name: string): () => Promise<TestDatabase> {
  return () => createDatabase([new URL(`../../fixtures/${name}.sql`, import.meta.url)]);
}

/** The SDL of a sample under each version. */
export async function sampleSdl({ config: file, open }: SampleSubgraph): Promise<ReadonlyMap<string, string>> {
  const { url } = await open();
  const config = readConfig({ file: { ...file, database: { ...file.database, url } } });
  const database = await connect(config);
  const model = await modelOf(database, config).finally(() => database.close());
  const sdl = (version: string): string => {
    const federation = readFederation({ version }, new ConfigIssues().at('federation'));
    return buildSchema(model, { loadDirective: true, federation }).sdl?.() ?? '';
  };
  return new Map(VERSIONS.map((version) => [version, sdl(version)]));
}
