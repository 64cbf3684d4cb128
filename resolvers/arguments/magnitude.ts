/** The power of two at or above a number: plans are made for it, and good for all that share it. */
export function nextPowerOfTwo(count: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(1, count)));
}
