/** The load generator for its owner. It is a process of its own, so that its work does not count for a target. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

export interface LoadJob {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The bodies are sent in turn. */
  readonly bodies: readonly string[];
  readonly connections: number;
  /** Requests are started for so long. Those under way at the end are awaited and counted. */
  readonly milliseconds: number;
}

export interface LoadResult {
  readonly requests: number;
  readonly milliseconds: number;
  readonly bytes: number;
  /** The latencies in milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

type Reply = { readonly result: LoadResult } | { readonly error: string };

export class LoadGenerator {
  readonly #worker: ChildProcess = fork(new URL('worker.ts', import.meta.url), { stdio: 'inherit' });

  async run(job: LoadJob): Promise<LoadResult> {
    const reply = once(this.#worker, 'message');
    this.#worker.send(job);
    const [message] = (await reply) as [Reply];
    if ('error' in message) throw new Error(message.error);
    return message.result;
  }

  stop(): void {
    this.#worker.disconnect();
  }
}
