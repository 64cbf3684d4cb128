/**
 * A private PostgreSQL server of this process. It is made with `initdb`, can be reached on 127.0.0.1 only, and ends
 * with its owner.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chown, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Account } from './server-account.ts';

export interface ServerOptions {
  /** The folder that holds `initdb` and `postgres`. */
  readonly binaries: string;
  /** An existing folder that the account owns. The cluster goes into `data` below it. */
  readonly folder: string;
  readonly account: Account;
  readonly initdbFlags: readonly string[];
  readonly settings: Readonly<Record<string, string>>;
  /** If true, `folder` is removed when the server has stopped, however its owner ended. */
  readonly removeFolder: boolean;
}

export interface PostgresServer {
  /** The URL of the maintenance database `postgres`, as superuser. */
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Runs the server with a pipe to its owner on descriptor 3. When the owner closes it or dies, even by SIGKILL, the pipe
 * ends and the server shuts down. A child that merely ignored its parent's death would keep the data folder locked.
 */
const SUPERVISOR = `
remove=$1; shift
"$@" 3<&- & server=$!
(read -r _ <&3; kill -INT "$server") >/dev/null 2>&1 &
exec 3<&-
wait "$server"; code=$?
[ -z "$remove" ] || rm -rf "$remove"
exit "$code"`;

const READY = 'database system is ready to accept connections';

/** Starts the server, and makes the cluster first where there is none. Rejects with PostgreSQL's own message. */
export async function startPostgres(options: ServerOptions): Promise<PostgresServer> {
  const password = await initialise(options);
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    try {
      const stop = await launch(options, port);
      return { url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`, stop };
    } catch (error) {
      // Another process may take the port between our check and PostgreSQL's bind.
      if (attempt === 3 || !String(error).includes('could not bind')) throw error;
    }
  }
}

/**
 * Makes the cluster where there is none, under another name until it is complete, and returns the superuser's password.
 */
async function initialise({ binaries, folder, account, initdbFlags }: ServerOptions): Promise<string> {
  const data = join(folder, 'data');
  const passwordFile = join(folder, 'password');
  if (existsSync(data)) return (await readFile(passwordFile, 'utf8')).trim();
  const unfinished = join(folder, 'data.new');
  await rm(unfinished, { recursive: true, force: true });
  const password = randomBytes(16).toString('hex');
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (account) await chown(passwordFile, account.uid, account.gid);
  const flags = ['-D', unfinished, '-U', 'postgres', '-A', 'password', `--pwfile=${passwordFile}`, '-E', 'UTF8'];
  const child = spawn(join(binaries, 'initdb'), [...flags, ...initdbFlags], {
    ...account,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`initdb failed: ${complaintIn(complaint)}`);
  await rename(unfinished, data);
  return password;
}

async function launch(options: ServerOptions, port: number): Promise<() => Promise<void>> {
  const { binaries, folder, account, removeFolder } = options;
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    port: String(port),
    ...options.settings,
    // The words awaited below must be logged, in English.
    lc_messages: 'C',
    log_min_messages: 'log',
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const command = [join(binaries, 'postgres'), '-D', join(folder, 'data'), ...flags];
  const child = spawn('/bin/sh', ['-c', SUPERVISOR, 'sh', removeFolder ? folder : '', ...command], {
    ...account,
    cwd: '/',
    // The server has a process group of its own, because Ctrl-C in a terminal must reach only the owner, which may
    // still be serving.
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit');
  const [, , log, leash] = child.stdio;
  const stop = async () => {
    leash?.destroy();
    await exited;
  };
  try {
    await ready(log, exited);
    return stop;
  } catch (error) {
    // The shell that waits at the other end of the leash would keep this process alive.
    await stop();
    log?.destroy();
    throw error;
  }
}

/**
 * Waits until the server reports that it takes connections, and keeps reading, because the server would otherwise block
 * on its log.
 */
function ready(log: Readable | null, exited: Promise<unknown>): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = '';
    log?.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-4000);
      if (output.includes(READY)) resolve();
    });
    exited.then(() => reject(new Error(`PostgreSQL did not start: ${complaintIn(output)}`)), reject);
  });
}

function complaintIn(output: string): string {
  const lines = output.trim().split('\n');
  return lines.find((line) => /\b(error|FATAL|PANIC|could not bind)\b/.test(line)) ?? lines.at(-1) ?? 'no reason given';
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('No free TCP port on 127.0.0.1.');
  return address.port;
}
