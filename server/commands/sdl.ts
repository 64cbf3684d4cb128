import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { printSchema } from 'graphql';
import { readFederation } from '../../schema/config/federation/read-federation.ts';
import type { Config } from '../../schema/config/config.ts';
import { ConfigError, ConfigIssues } from '../../schema/config/reader/config-issues.ts';
import { compositionErrors } from '../../schema/federation/compose.ts';
import { readSchema } from '../boot/read-schema.ts';
import { withDatabase } from '../boot/with-database.ts';

export interface SdlOptions {
  /** The files of other subgraphs, with which the SDL must compose. */
  readonly compose: string | null;
  /** If true, the SDL is that of a gateway that is not a subgraph. */
  readonly plain: boolean;
}

/** Gives the text that `espalier sdl` prints. Throws a ConfigError that says why it does not compose with the other subgraphs. */
export async function sdl(
  config: Config,
  { compose, plain }: SdlOptions,
  announce: (line: string) => void,
): Promise<string> {
  if (plain && compose !== null) throw new ConfigError(['--compose: it needs a subgraph; leave --no-federation out.']);
  const text = await readSdl(config, plain, announce);
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

function readSdl(config: Config, plain: boolean, announce: (line: string) => void): Promise<string> {
  const subgraph = config.federation ?? readFederation(true, new ConfigIssues().at('federation'));
  const federation = plain ? null : subgraph;
  return withDatabase(config, announce, async (database) => {
    const { schema } = await readSchema(database.query.bind(database), { ...config, loadDirective: false, federation });
    return schema.sdl?.() ?? `${printSchema(schema.schema)}\n`;
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
