/** Returns the power of two at or above a number. A plan is made for it, and serves all numbers that share it. */
export function nextPowerOfTwo(count: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(1, count)));
}
