/**
 * The command line: a command, the settings as flags, and a few flags of its own.
 */
import { parseArgs } from 'node:util';
import { ConfigIssues, type IssueScope } from '../../schema/config/reader/config-issues.ts';
import type { Setting } from '../../schema/config/reader/setting-reader.ts';
import { suggest } from '../../schema/util/suggest.ts';

export interface CommandLine {
  readonly command: (typeof commands)[number];
  /** With the command `sql`, the statement that it prints. */
  readonly topic: (typeof TOPICS)[number] | null;
  readonly help: boolean;
  readonly version: boolean;
  readonly json: boolean;
  /** The file of `--config`. With null it is espalier.config.ts, if there is one. */
  readonly configFile: string | null;
  /** The files of `--compose`, with the SDL of other subgraphs. */
  readonly compose: string | null;
  /** The file of `--out`, into which types are written. */
  readonly out: string | null;
  /** The files of `--operation` and `--variables`, which are measured. */
  readonly operation: string | null;
  readonly variables: string | null;
  /** Settings by flag name. */
  readonly flags: ReadonlyMap<string, string | boolean>;
}

const commands = ['serve', 'demo', 'inspect', 'sdl', 'types', 'measure', 'sql'] as const;
/** The statements that `sql` prints. */
const TOPICS = ['idempotency'] as const;
/** Any scheme will do here: the setting reports a wrong one, and does not repeat the password. */
const DATABASE_URL = /^[a-z]+:\/\//;
const ownSwitches = ['help', 'version', 'json'];
const ownTexts = ['config', 'compose', 'out', 'operation', 'variables'];

/** Throws a ConfigError with every issue. */
export function parseCommandLine(args: readonly string[], settings: readonly Setting[]): CommandLine {
  const switches = new Set([...ownSwitches, ...settings.filter(isSwitch).map((setting) => setting.flag)]);
  const declared = new Set([...switches, ...ownTexts, ...settings.map((setting) => setting.flag)]);
  const options = [...declared].map((name) => [name, { type: switches.has(name) ? 'boolean' : 'string' }] as const);
  const { tokens } = parseArgs({
    args: [...args],
    options: { ...Object.fromEntries(options), help: { type: 'boolean', short: 'h' } },
    // Strict parsing would stop at the first issue.
    strict: false,
    tokens: true,
    allowPositionals: true,
    allowNegative: true,
  });

  const flags = new Map<string, string | boolean>();
  const issues = new ConfigIssues();
  let command: CommandLine['command'] | null = null;
  let topic: CommandLine['topic'] = null;
  let doubtful = -1;
  for (const token of tokens) {
    if (token.kind === 'positional') {
      if (token.index === doubtful) continue;
      if (DATABASE_URL.test(token.value)) {
        if (flags.has('database-url')) issues.at('--database-url').wrong('has two values; name one database.');
        flags.set('database-url', token.value);
        continue;
      }
      if (command === 'sql' && topic === null) {
        topic = TOPICS.find((name) => name === token.value) ?? null;
        if (topic !== null) continue;
      }
      const named = commands.find((name) => name === token.value);
      if (named === undefined || command !== null) reportCommand(token.value, issues);
      command = named ?? command;
    } else if (token.kind === 'option') {
      const scope = issues.at(token.rawName);
      checkFlag(token, declared, switches, scope);
      if (!scope.hasIssues) flags.set(token.name, flagValue(token));
      // The argument behind a wrong flag is most likely meant as its value.
      else doubtful = token.index + (token.value === undefined || token.inlineValue ? 1 : 2);
    }
  }
  if (command === 'sql' && topic === null && !issues.areThere) {
    issues.at('sql').wrong(`needs the name of what it prints: ${TOPICS.join(', ')}. See --help.`);
  }
  issues.end();

  return { command: command ?? 'serve', topic, ...ownFlags(flags), flags };
}

type OwnFlags = Omit<CommandLine, 'command' | 'topic' | 'flags'>;

function ownFlags(flags: CommandLine['flags']): OwnFlags {
  const text = (name: string): string | null => {
    const value = flags.get(name);
    return typeof value === 'string' ? value : null;
  };
  return {
    help: flags.get('help') === true,
    version: flags.get('version') === true,
    json: flags.get('json') === true,
    compose: text('compose'),
    out: text('out'),
    configFile: text('config'),
    operation: text('operation'),
    variables: text('variables'),
  };
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value: string | undefined;
  readonly inlineValue: boolean | undefined;
}

function checkFlag(
  token: OptionToken,
  existing: ReadonlySet<string>,
  switches: ReadonlySet<string>,
  issues: IssueScope,
): void {
  if (!existing.has(token.name)) {
    const names = [...existing].map((name) => `--${name}`);
    issues.wrong(`is not a flag.${suggest(token.rawName, names)} See --help.`);
  } else if (!switches.has(token.name)) {
    // In `--port --host x` the value was forgotten.
    const isForgotten =
      token.value === undefined || token.value === '' || (!token.inlineValue && token.value.startsWith('--'));
    if (token.rawName.startsWith('--no-')) issues.wrong(`is not a flag: --${token.name} takes a value.`);
    else if (isForgotten) issues.wrong('needs a value.');
  }
}

function flagValue(token: OptionToken): string | boolean {
  return token.value ?? !token.rawName.startsWith('--no-');
}

function reportCommand(name: string, issues: ConfigIssues): void {
  const hint = suggest(name, commands);
  issues.at(`"${name}"`).wrong(`is not a command; there are ${commands.join(', ')}.${hint} See --help.`);
}

/** Gives the text that `--help` prints. */
export function helpText(settings: readonly Setting[]): string {
  const flags = settings.map((setting): [string, string] => {
    const argument = isSwitch(setting) ? '' : ` <${setting.kind}>`;
    return [`--${setting.flag}${argument}`, `${setting.help} (${setting.fallback})`];
  });
  return [
    'Usage: espalier [command] [postgres://…] [flags]',
    '',
    'Commands:',
    ...columns([
      ['serve', 'Serve a PostgreSQL database as GraphQL (the default)'],
      [
        'demo',
        'Serve a sample database (--sample); PostgreSQL and GraphiQL are brought from npm where they are missing',
      ],
      ['inspect', 'Print what the database becomes: entities, fields, relations, advice'],
      ['sdl', 'Print the SDL of the database as a subgraph of a federation, or without (--no-federation)'],
      ['types', 'Print the rows of the database as TypeScript, for the configuration and its resolvers'],
      ['measure', 'Run an operation under each strategy and print what it costs'],
      ['sql idempotency', 'Print the statement that makes the table of requests that happen once'],
    ]),
    '',
    'Flags:',
    ...columns([
      ['--config <file>', 'Configuration file (espalier.config.ts, if there is one)'],
      ['--json', 'inspect: print JSON'],
      ['--compose <files>', 'sdl: check that it composes with these subgraphs ([name=]file), separated by commas'],
      ['--out <file>', 'types: write them into this file'],
      ['--operation <file>', 'measure: the operation'],
      ['--variables <file>', 'measure: its variables, as JSON'],
      ['--version', 'Print the version'],
      ['-h, --help', 'Print this text'],
    ]),
    '',
    'Settings, with their defaults:',
    ...columns(flags),
    '',
    'A switch is turned off by --no-<name>. Each setting is also an environment variable: --port is ESPALIER_PORT.',
    'DATABASE_URL, PORT and the PG… variables of psql count too. Without any database, a sample is started (--sample).',
    '',
  ].join('\n');
}

function isSwitch(setting: Setting): boolean {
  return setting.kind === 'boolean';
}

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
