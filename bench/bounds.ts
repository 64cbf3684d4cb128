/**
 * `npm run bench:bounds` measures the memory that clients can take: 10,000 distinct requests of the largest kinds that
 * the limits allow, and readers that ask for large answers and never read them. It reports the resident memory of the
 * gateway above that of its idle state. `-- --documents 1000` asks for fewer.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startTestServer } from '../test/support/database-server.ts';
import { query, sampleDatabase } from '../test/support/database.ts';
import { type Kind, KINDS } from './bounds-kinds.ts';
import { memoryOf, peakMemoryOf } from './processes.ts';

const { values: options } = parseArgs({
  options: {
    documents: { type: 'string', default: '10000' },
    readers: { type: 'string', default: '12' },
    kind: { type: 'string', default: '' },
  },
});
const READERS_LISTEN_MS = 5_000;
const AT_ONCE = 4;
/** The bytes of a large answer, for each reader. */
const READER_BYTES = 50 * 2 ** 20;

const server = await startTestServer();
try {
  const database = await sampleDatabase('chinook');
  await query(
    database.url,
    `create table page (id int primary key, body text not null);
     insert into page select n, repeat(md5(n::text), 32 * 1024) from generate_series(1, 50) n;
     analyze`,
  );
  await measureDocuments(database.url);
  await measureReaders(database.url);
} finally {
  await server.stop();
}
process.exit(0);

async function measureDocuments(url: string): Promise<void> {
  for (const { name, make, flags = [] } of KINDS.filter((each) => each.name.startsWith(options.kind))) {
    await using gateway = await startGateway(url, flags);
    const first = await ask(gateway.port, make(0));
    const idle = await settled(gateway.pid);
    const count = Number(options.documents);
    let next = 1;
    const asking = async (): Promise<void> => {
      while (next <= count) await ask(gateway.port, make(next++));
    };
    const start = performance.now();
    await Promise.all(Array.from({ length: AT_ONCE }, asking));
    const seconds = (performance.now() - start) / 1_000;
    const after = memoryOf(gateway.pid) ?? 0;
    const peak = peakMemoryOf(gateway.pid) ?? 0;
    console.log(
      `${name}: ${count} requests of ${JSON.stringify(make(1)).length} characters (${first}): idle ${mebibytes(idle)}, then ${mebibytes(after - idle)} more, ` +
        `at the peak ${mebibytes(peak - idle)} more; ${(count / seconds).toFixed(0)} a second`,
    );
  }
}

async function measureReaders(url: string): Promise<void> {
  await using gateway = await startGateway(url);
  const text = '{ pages { id body } }';
  await ask(gateway.port, { query: text });
  const idle = await settled(gateway.pid);
  const sockets: Socket[] = [];
  for (let reader = 0; reader < Number(options.readers); reader++) sockets.push(neverRead(gateway.port, text));
  await wait(READERS_LISTEN_MS);
  const after = memoryOf(gateway.pid) ?? 0;
  const open = sockets.filter((socket) => !socket.destroyed).length;
  const small = await ask(gateway.port, { query: '{ artists(limit: 1) { name } }' });
  console.log(
    `readers: ${sockets.length} never read answers of ${mebibytes(READER_BYTES)}: idle ${mebibytes(idle)}, then ${mebibytes(after - idle)} more, ` +
      `at the peak ${mebibytes((peakMemoryOf(gateway.pid) ?? 0) - idle)} more; ${open} connections are open, a small request is answered with ${small}`,
  );
  for (const socket of sockets) socket.destroy();
}

function neverRead(port: number, text: string): Socket {
  const body = JSON.stringify({ query: text });
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  socket.pause();
  socket.write(
    `POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
  return socket;
}

interface RunningGateway extends AsyncDisposable {
  readonly pid: number;
  readonly port: number;
}

async function startGateway(url: string, more: readonly string[] = []): Promise<RunningGateway> {
  const file = new URL('../server.ts', import.meta.url).pathname;
  const flags = ['--port', '0', '--log-level', 'silent', '--limits-statement-timeout-ms', '60000', ...more];
  const child: ChildProcess = spawn(
    process.execPath,
    [...(process.env['GATEWAY_FLAGS'] ?? '').split(' ').filter(Boolean), file, ...flags],
    {
      env: { PATH: process.env['PATH'], DATABASE_URL: url, NODE_ENV: 'production' },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const port = await new Promise<number>((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      const found = /localhost:(\d+)|127\.0\.0\.1:(\d+)/.exec(chunk.toString());
      if (found) resolve(Number(found[1] ?? found[2]));
    });
    child.once('exit', () => reject(new Error('the gateway has ended')));
  });
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    await gone;
  };
  return { pid: child.pid ?? 0, port, [Symbol.asyncDispose]: stop };
}

/** Returns the status of the answer and its error. */
async function ask(port: number, request: ReturnType<Kind['make']>): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
    body: JSON.stringify(request),
  });
  const body = await response.text();
  const problem = response.status === 200 ? '' : ` ${/"message":"(.{0,80})/.exec(body)?.[1]}`;
  return `${response.status}${problem}`;
}

/** Waits until the garbage of the start is collected, or nearly so, and returns the memory. */
async function settled(pid: number): Promise<number> {
  await wait(1_000);
  return memoryOf(pid) ?? 0;
}

function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(0)} MiB`;
}
