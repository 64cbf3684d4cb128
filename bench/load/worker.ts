/** The process of the load generator, which does one job after the other. */
import { type Answer, LoadConnection } from './connection.ts';
import { requestBytes } from './request.ts';
import type { LoadJob, LoadResult } from './generator.ts';

process.on('message', (job: LoadJob) => {
  run(job).then(
    (result) => process.send?.({ result }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});

async function run(job: LoadJob): Promise<LoadResult> {
  const url = new URL(job.url);
  const requests = job.bodies.map((body) => requestBytes(url, body, job.headers));
  const connections = await Promise.all(Array.from({ length: job.connections }, () => LoadConnection.open(url)));
  const latencies: number[] = [];
  let bytes = 0;
  let next = 0;
  const start = performance.now();
  const end = start + job.milliseconds;
  const loop = async (connection: LoadConnection): Promise<void> => {
    for (let before = performance.now(); before < end;) {
      const answer = await connection.ask(requests[next++ % requests.length]!);
      check(answer);
      bytes += answer.bodyBytes;
      const after = performance.now();
      latencies.push(after - before);
      before = after;
    }
  };
  try {
    await Promise.all(connections.map(loop));
  } finally {
    for (const connection of connections) connection.close();
  }
  const milliseconds = performance.now() - start;
  latencies.sort((a, b) => a - b);
  const percentile = (share: number): number => latencies[Math.floor((latencies.length - 1) * share)] ?? 0;
  const requestCount = latencies.length;
  return { requests: requestCount, milliseconds, bytes, p50: percentile(0.5), p99: percentile(0.99) };
}

/** The answers were compared before. This only checks that none fails under load. */
function check({ status, start }: Answer): void {
  if (status !== 200 || !start.includes('{"data":{')) throw new Error(`status ${status}: ${start}`);
}
