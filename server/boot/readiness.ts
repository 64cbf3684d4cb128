/** Tells whether operations can be answered now. */
export interface Readiness {
  isReady(): Promise<boolean>;
  /** From now on it is not ready, whatever the database says. */
  drain(): void;
}

const pingTimeoutMs = 2_000;
const keepMs = 1_000;

/** Asks by `ping`, at most once a second however often it is asked itself. */
export function createReadiness(ping: () => Promise<unknown>): Readiness {
  let draining = false;
  let asked = -Infinity;
  let answer = Promise.resolve(false);
  return {
    isReady: async () => {
      if (performance.now() - asked > keepMs) {
        asked = performance.now();
        answer = answersInTime(ping);
      }
      return (await answer) && !draining;
    },
    drain: () => {
      draining = true;
    },
  };
}

async function answersInTime(ping: () => Promise<unknown>): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), pingTimeoutMs);
  const ready = ping().then(
    () => true,
    () => false,
  );
  return Promise.race([ready, late]).finally(() => clearTimeout(timer));
}
