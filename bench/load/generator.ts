/** The load generator as its owner sees it: a process of its own, so that its work is no target's. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

export interface LoadJob {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Asked in turn. */
  readonly bodies: readonly string[];
  readonly connections: number;
  /** Requests are begun for so long; those under way then are waited for and counted. */
  readonly milliseconds: number;
}

export interface LoadResult {
  readonly requests: number;
  readonly milliseconds: number;
  readonly bytes: number;
  /** Latencies in milliseconds. */
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
