/**
 * Large buffers, used again: rows and responses of every request would otherwise be megabytes of garbage outside of V8's heap,
 * and V8 answers such pressure with full collections. A buffer is given back by its last reader.
 */
const SMALLEST = 16 * 1024;
const LARGEST = 16 * 1024 * 1024;
/** Kept at the most, over all sizes. */
const MAX_BYTES = 64 * 1024 * 1024;

/** Sizes are powers of two. */
const free = new Map<number, ArrayBuffer[]>();
/** Only buffers that came from here may come back. */
const ours = new WeakSet<ArrayBuffer>();
let kept = 0;

/** A buffer of at least `size` bytes, with anything in it. */
export function takeBuffer(size: number): Buffer {
  const capacity = Math.max(SMALLEST, 2 ** Math.ceil(Math.log2(Math.max(1, size))));
  const cached = free.get(capacity)?.pop();
  if (cached) {
    kept -= capacity;
    return Buffer.from(cached);
  }
  const made = new ArrayBuffer(capacity);
  ours.add(made);
  return Buffer.from(made);
}

/**
 * Shorter buffers are never taken from here: they are not worth it, and to ask a small typed array for its buffer
 * makes V8 move it out of its heap.
 */
export const LEAST_BYTES = 2 * 1024;

/** Gives back a buffer, or any view of it. One that did not come from the pool is left to the garbage collector. */
export function giveBuffer(view: ArrayBufferView): void {
  if (view.byteLength < LEAST_BYTES) return;
  const { buffer } = view;
  if (!(buffer instanceof ArrayBuffer) || !ours.has(buffer)) return;
  const { byteLength } = buffer;
  // Too large to keep; it need not wait for the garbage collector, which may be late.
  if (byteLength > LARGEST) return void buffer.transfer(0);
  const same = free.get(byteLength) ?? [];
  if (kept + byteLength > MAX_BYTES || same.includes(buffer)) return;
  free.set(byteLength, same);
  same.push(buffer);
  kept += byteLength;
}
