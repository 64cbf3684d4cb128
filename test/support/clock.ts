import { vi } from 'vitest';

const now = performance.now.bind(performance);
let passed = 0;

/** What is kept for a while is older by so much from now on; nobody waits. */
export function passTime(ms: number): void {
  passed += ms;
  vi.spyOn(performance, 'now').mockImplementation(() => now() + passed);
}
