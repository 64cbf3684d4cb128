/** Measures one target with one operation. */
import type { LoadGenerator } from './load/generator.ts';
import type { Operation } from './operations.ts';
import { type CpuTimes, cpuBetween, cpuTimes, familyOf } from './processes.ts';
import type { RunningTarget } from './running-target.ts';
import { requestBodies } from './targets.ts';

/** One stretch of load. Times are in milliseconds, and CPU time is per request, or null where /proc has none. */
export interface Measurement {
  readonly requestsPerSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly gatewayCpu: number | null;
  readonly postgresCpu: number | null;
  readonly bytes: number;
}

export interface Stretch {
  readonly connections: number;
  readonly seconds: number;
}

export class Meter {
  readonly #generator: LoadGenerator;
  readonly #postmaster: number | null;

  constructor(generator: LoadGenerator, postmaster: number | null) {
    this.#generator = generator;
    this.#postmaster = postmaster;
  }

  /** Rejects when any answer is not a 200. */
  async measure(running: RunningTarget, operation: Operation, stretch: Stretch): Promise<Measurement> {
    const before = this.#cpu(running.pid);
    const result = await this.#generator.run({
      url: running.url,
      headers: running.target.headers,
      bodies: requestBodies(running.target, operation),
      connections: stretch.connections,
      milliseconds: stretch.seconds * 1_000,
    });
    const after = this.#cpu(running.pid);
    return {
      requestsPerSecond: (result.requests / result.milliseconds) * 1_000,
      p50: result.p50,
      p99: result.p99,
      gatewayCpu: perRequest(cpuBetween(before.gateway, after.gateway), result.requests),
      postgresCpu: perRequest(cpuBetween(before.postgres, after.postgres), result.requests),
      bytes: Math.round(result.bytes / result.requests),
    };
  }

  #cpu(pid: number): { gateway: CpuTimes; postgres: CpuTimes } {
    const postgres = this.#postmaster === null ? [] : familyOf(this.#postmaster);
    return { gateway: cpuTimes([pid]), postgres: cpuTimes(postgres) };
  }
}

/** Takes the median of each number by itself. */
export function medianOf(measurements: readonly Measurement[]): Measurement {
  const of = (pick: (measurement: Measurement) => number): number => median(measurements.map(pick));
  const ofCpu = (pick: (measurement: Measurement) => number | null): number | null => {
    const known = measurements.map(pick).filter((value) => value !== null);
    return known.length === 0 ? null : median(known);
  };
  return {
    requestsPerSecond: of((each) => each.requestsPerSecond),
    p50: of((each) => each.p50),
    p99: of((each) => each.p99),
    gatewayCpu: ofCpu((each) => each.gatewayCpu),
    postgresCpu: ofCpu((each) => each.postgresCpu),
    bytes: of((each) => each.bytes),
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

function perRequest(milliseconds: number | null, requests: number): number | null {
  return milliseconds === null ? null : milliseconds / requests;
}
