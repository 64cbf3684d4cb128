/**
 * Runs a command line. Every failure that a person can mend is one line on standard error.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { messageOf } from '../../schema/util/message-of.ts';
import { listSettings, readConfig } from '../../schema/config/read-config.ts';
import { ConfigError } from '../../schema/config/reader/config-issues.ts';
import { helpText, parseCommandLine } from './command-line.ts';
import { readConfigFile } from '../boot/config-file.ts';
import { demo } from './demo.ts';
import { inspect } from './inspect.ts';
import { measure } from './measure.ts';
import { sdl } from './sdl.ts';
import { serve } from './serve.ts';
import { requestsSql } from './requests-sql.ts';
import { types } from './types.ts';
import { DatabaseError } from '../../loaders/database/database-error.ts';

/** Resolves with the exit code. */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  for (const output of [process.stdout, process.stderr]) output.on('error', ignoreClosedPipe);
  try {
    await run(args);
    return 0;
  } catch (error) {
    const lines = error instanceof ConfigError ? error.mistakes : [oneLine(error)];
    for (const line of lines) process.stderr.write(`espalier: ${line}\n`);
    return 1;
  }
}

async function run(args: readonly string[]): Promise<void> {
  const settings = listSettings();
  const commandLine = parseCommandLine(args, settings);
  const { flags } = commandLine;
  const print = (line: string) => process.stdout.write(`${line}\n`);
  if (commandLine.help) return void print(helpText(settings).trimEnd());
  if (commandLine.version) return void print(await version());

  const file = await readConfigFile(commandLine.configFile ?? process.env['ESPALIER_CONFIG'] ?? null);
  const config = readConfig({ flags, env: process.env, ...file });
  if (commandLine.command === 'serve') return serve(config, process.env, print);
  if (commandLine.command === 'demo') return demo(config, print);
  // Standard output is for the result alone, because it may be piped.
  const announce = (line: string) => process.stderr.write(`${line}\n`);
  if (commandLine.command === 'sdl') {
    return void process.stdout.write(
      await sdl(config, { compose: commandLine.compose, plain: flags.get('federation') === false }, announce),
    );
  }
  if (commandLine.command === 'types') {
    return void process.stdout.write(await types(config, commandLine.out, announce));
  }
  if (commandLine.command === 'sql') return void process.stdout.write(requestsSql(config));
  if (commandLine.command === 'measure') {
    return void process.stdout.write(await measure(config, commandLine, announce));
  }
  process.stdout.write(await inspect(config, commandLine.json, announce));
}

/** A reader of the output may stop before its end, as `head` does. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

async function version(): Promise<string> {
  const path = createRequire(import.meta.url).resolve('espalier/package.json');
  const manifest: unknown = JSON.parse(await readFile(path, 'utf8'));
  const existing = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
  return existing ? String(manifest.version) : 'unknown';
}

function oneLine(error: unknown): string {
  const message = messageOf(error);
  const detail = error instanceof DatabaseError && error.detail !== null ? ` (${error.detail})` : '';
  return (message + detail).replaceAll(/\s*\n\s*/g, ' ');
}
