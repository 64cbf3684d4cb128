/** Fails on a promise that rejects without a handler, because outside of tests that ends the process. */
import { afterAll, afterEach, expect } from 'vitest';

const unhandled: unknown[] = [];
process.on('unhandledRejection', (reason) => void unhandled.push(reason));

function expectNone(): void {
  expect(unhandled.splice(0), 'rejected with nobody to catch it').toEqual([]);
}

afterEach(expectNone);
afterAll(async () => {
  // Node reports unhandled rejections after the microtasks.
  await new Promise((resolve) => setImmediate(resolve));
  expectNone();
});
