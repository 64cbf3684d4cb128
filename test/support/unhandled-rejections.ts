/** No promise is left to reject with nobody there to catch it: outside of tests that ends the process. */
import { afterAll, afterEach, expect } from 'vitest';

const unhandled: unknown[] = [];
process.on('unhandledRejection', (reason) => void unhandled.push(reason));

function expectNone(): void {
  expect(unhandled.splice(0), 'rejected with nobody to catch it').toEqual([]);
}

afterEach(expectNone);
afterAll(async () => {
  // Node tells of them when the microtasks are done.
  await new Promise((resolve) => setImmediate(resolve));
  expectNone();
});
