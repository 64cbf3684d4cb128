import { expect, test } from 'vitest';
import { abortMany } from './aborted.ts';

test('mutations that fail or are aborted leave no row and no open transaction', async () => {
  const { written, failed, aborted, wrong, open } = await abortMany(600);
  expect(wrong).toEqual([]);
  expect(open).toBe(0);
  expect(failed).toBe(90);
  expect(aborted).toBeGreaterThan(0);
  expect(written + failed + aborted).toBe(600);
}, 60_000);
