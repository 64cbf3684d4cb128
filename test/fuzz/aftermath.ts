/**
 * An answered operation should leave nothing behind: no connection in use, and no rejected promise without a handler.
 */
import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';
import type { FuzzTarget } from './fuzz-target.ts';

/** Everything that an error has cut short ends within this time. */
const PATIENCE_MS = 2_000;

/** A load waits for others of its tick, which is over by then. */
const TURNS = 3;

const unhandled: unknown[] = [];

export class Aftermath {
  readonly #target: Pick<FuzzTarget, 'gateway' | 'programs'>;
  /** Lost connections that were reported already. */
  #lost = 0;

  constructor(target: Pick<FuzzTarget, 'gateway' | 'programs'>) {
    this.#target = target;
    if (!process.listeners('unhandledRejection').includes(noteUnhandled)) {
      process.on('unhandledRejection', noteUnhandled);
    }
  }

  /** Returns the things left behind as text, each only once. */
  async leftBehind(): Promise<readonly string[]> {
    for (let turn = 0; turn < TURNS; turn++) await nextTurn();
    const inUse = await this.#inUse();
    const left = unhandled.splice(0).map((reason) => `a promise rejected with nobody to catch it: ${String(reason)}`);
    if (inUse > this.#lost) left.push(`${inUse - this.#lost} connections stay in use`);
    this.#lost = inUse;
    return left;
  }

  async #inUse(): Promise<number> {
    const until = performance.now() + PATIENCE_MS;
    while (this.#connections() > this.#lost && performance.now() < until) await wait(5);
    return this.#connections();
  }

  #connections(): number {
    const { gateway, programs } = this.#target;
    const { total, idle } = programs.pool.pool;
    return gateway.inUse() + total - idle;
  }
}

function noteUnhandled(reason: unknown): void {
  unhandled.push(reason);
}
