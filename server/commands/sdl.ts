import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { readFederation } from '../../schema/config/federation/read-federation.ts';
import type { Config } from '../../schema/config/config.ts';
import { ConfigError, ConfigIssues } from '../../schema/config/reader/config-issues.ts';
import { compositionErrors } from '../../schema/federation/compose.ts';
import { readSchema } from '../boot/read-schema.ts';
import { withDatabase } from '../boot/with-database.ts';

/** Gives the text that `espalier sdl` prints. Throws a ConfigError that says why it does not compose with the subgraphs of `compose`. */
export async function sdl(config: Config, compose: string | null, announce: (line: string) => void): Promise<string> {
  const text = await readSdl(config, announce);
  if (compose === null) return text;
  const others = await Promise.all(compose.split(',').map((file) => readSubgraph(file.trim())));
  const names = ['espalier', ...others.map(({ name }) => name)];
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new ConfigError([
      `--compose: two subgraphs are called "${twice}"; say name=file, such as users=a/schema.graphql.`,
    ]);
  }
  const errors = await compositionErrors([{ name: 'espalier', sdl: text }, ...others]);
  if (errors.length > 0) throw new ConfigError(errors);
  return text;
}

function readSdl(config: Config, announce: (line: string) => void): Promise<string> {
  const federation = config.federation ?? readFederation(true, new ConfigIssues().at('federation'));
  return withDatabase(config, announce, async (database) => {
    const { schema } = await readSchema(database.query.bind(database), { ...config, loadDirective: false, federation });
    return schema.sdl?.() ?? '';
  });
}

/** A subgraph has the name of its file, or one of its own, `users=a/schema.graphql`. `@override(from:)` uses it. */
async function readSubgraph(file: string): Promise<{ name: string; sdl: string }> {
  const [, given, path = file] = /^([\w-]+)=(.+)$/.exec(file) ?? [];
  try {
    return { name: given ?? basename(path, extname(path)), sdl: await readFile(path, 'utf8') };
  } catch {
    throw new ConfigError([`--compose: ${path} cannot be read.`]);
  }
}
