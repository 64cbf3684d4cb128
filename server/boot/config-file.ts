import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isRecord } from '../../schema/util/records.ts';
import { ConfigError } from '../../schema/config/reader/config-issues.ts';
import { provideOwnImports } from './own-imports.ts';

const defaultName = 'espalier.config.ts';

/** Gives the default export of the configuration file. A file that was not asked for may be missing. */
export async function readConfigFile(asked: string | null): Promise<{ file: unknown; fileName: string }> {
  const path = resolve(asked ?? defaultName);
  const fileName = asked ?? defaultName;
  if (!existsSync(path)) {
    if (asked === null) return { file: null, fileName };
    throw new ConfigError([`The configuration file ${path} does not exist.`]);
  }
  provideOwnImports();
  const file = await defaultExport(path).catch((error: unknown) => {
    throw new ConfigError([`${basename(path)} cannot be read: ${problemOf(error, path)}`]);
  });
  if (isRecord(file)) return { file, fileName };
  throw new ConfigError([`${basename(path)} must export an object by default: export default defineConfig({ … }).`]);
}

/** Waits for a promise too, so that its rejection is told as an error of the file. Gives null where there is no default export. */
async function defaultExport(path: string): Promise<unknown> {
  const module: unknown = await import(pathToFileURL(path).href);
  return typeof module === 'object' && module !== null && 'default' in module ? module.default : null;
}

/** Adds the line where the file itself is wrong. */
function problemOf(error: unknown, path: string): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && error.code === 'ERR_UNKNOWN_FILE_EXTENSION' && path.endsWith('.ts')) {
    return `Node ${process.versions.node} reads no TypeScript; take 22.18 or later, or --config with a file of JavaScript`;
  }
  const line = error.stack?.split(`${path}:`)[1]?.match(/^\d+/)?.[0];
  return `${error.message.split('\n')[0]}${line ? ` (line ${line})` : ''}`;
}
