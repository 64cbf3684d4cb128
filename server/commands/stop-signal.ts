/** Ctrl-C reaches npm and the gateway alike, and npm passes it on. The second signal of such a pair is not a second wish. */
const ECHO_MS = 500;

/** Resolves at the first SIGINT or SIGTERM; a later one ends the process at once. */
export function nextStopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let first: number | null = null;
    const onSignal = (signal: NodeJS.Signals) => {
      const now = performance.now();
      if (first !== null && now - first > ECHO_MS) process.exit(1);
      first ??= now;
      resolve(signal);
    };
    process.on('SIGINT', onSignal);
    process.on('SIGTERM', onSignal);
  });
}
