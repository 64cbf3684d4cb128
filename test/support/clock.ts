import { vi } from 'vitest';

const now = performance.now.bind(performance);
let passed = 0;

/** Makes everything that is kept for a while older by so much, without a wait. */
export function passTime(ms: number): void {
  passed += ms;
  vi.spyOn(performance, 'now').mockImplementation(() => now() + passed);
}
