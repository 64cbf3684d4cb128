/** The gateway as part of another program: settings as an object, and what only a program can give. */
import type { YogaParts } from '../resolvers/http/yoga.ts';
import { type ConfigOptions, readConfig } from '../schema/config/read-config.ts';
import { ConfigError } from '../schema/config/reader/config-issues.ts';
import { openGateway } from './gateway.ts';
import type { Additions, Gateway } from './gateway-interface.ts';
import { graphqlProblem, strangeGraphql } from './boot/check-graphql.ts';
import { createLog, type Logger } from './boot/log.ts';

export type GatewayOptions<Context extends object = object> = ConfigOptions & {
  /** More of Yoga's plugins. With any, all requests go through Yoga. */
  readonly plugins?: YogaParts['plugins'];
  /** Adds to the context of a request, for resolvers and plugins. It may refuse the request by throwing a GraphQLError. */
  readonly context?: (request: Request) => Context | Promise<Context>;
};

export interface EmbeddedGateway extends Omit<Gateway, 'drain'>, AsyncDisposable {}

/** Opens the pool and reads the database. Throws a ConfigError with every mistake in the options. */
export async function createGateway<Context extends object = object>(
  options: GatewayOptions<Context>,
): Promise<EmbeddedGateway> {
  const { plugins, context, ...file } = options;
  const mistakes = mistakesOf({ plugins, context, sample: options.database?.sample });
  const config = readSettings(file, mistakes);
  const log = createLog(config.server.logLevel);
  checkGraphql(log);
  const additions: Additions = { context, follow: true, ...(plugins && { plugins }) };
  const gateway = await openGateway(config, log, additions);
  // Not a copy, which would keep the schema of this moment.
  return Object.assign(gateway, { [Symbol.asyncDispose]: () => gateway.close() });
}

function checkGraphql(log: Logger): void {
  const problem = graphqlProblem();
  if (problem !== null) throw new Error(`${problem}.`);
  const doubt = strangeGraphql(process.argv[1]);
  if (doubt !== null) log.warn(`${doubt}. Until then the program cannot read gateway.schema.`);
}

function readSettings(file: ConfigOptions, mistakes: readonly string[]): ReturnType<typeof readConfig> {
  // This is the only variable that counts, because a program gives its settings itself.
  const env = { NODE_ENV: process.env['NODE_ENV'] };
  try {
    // A program reloads when it wants to, unless it asks for a watch.
    const schema = { watch: false, ...file.schema };
    const config = readConfig({ file: { ...file, schema }, fileName: 'createGateway', env });
    if (mistakes.length === 0) return config;
  } catch (error) {
    if (error instanceof ConfigError) throw new ConfigError([...mistakes, ...error.mistakes]);
    throw error;
  }
  throw new ConfigError(mistakes);
}

/** Programs are not always typed. */
function mistakesOf({
  plugins,
  context,
  sample,
}: Readonly<Record<'plugins' | 'context' | 'sample', unknown>>): string[] {
  const mistakes: string[] = [];
  if (plugins !== undefined && !Array.isArray(plugins)) {
    mistakes.push("plugins in createGateway must be a list of Yoga's plugins.");
  }
  if (context !== undefined && typeof context !== 'function') {
    mistakes.push('context in createGateway must be a function of the request.');
  }
  if (sample !== undefined) {
    mistakes.push('database.sample in createGateway is for the command, which starts samples; say database.url.');
  }
  return mistakes;
}
