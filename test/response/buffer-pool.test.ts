import { expect, it } from 'vitest';
import { giveBuffer, takeBuffer } from '../../loaders/rows/buffer-pool.ts';

const MEBIBYTE = 2 ** 20;

it('a returned buffer serves the next request for its size', () => {
  const buffer = takeBuffer(100_000);
  giveBuffer(buffer.subarray(0, 50_000));
  expect(takeBuffer(90_000).buffer).toBe(buffer.buffer);
  expect(takeBuffer(90_000).buffer).not.toBe(buffer.buffer);
});

it('a buffer that is too large to keep is freed when it comes back', () => {
  const buffer = takeBuffer(40 * MEBIBYTE);
  expect(buffer.length).toBe(64 * MEBIBYTE);
  giveBuffer(buffer.subarray(0, 30 * MEBIBYTE));
  expect(buffer.length).toBe(0);
});

it('the memory of other owners is left alone', () => {
  const others = Buffer.from(new ArrayBuffer(40 * MEBIBYTE));
  giveBuffer(others);
  expect(others.length).toBe(40 * MEBIBYTE);
});
