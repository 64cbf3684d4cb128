/**
 * The innermost loops of the writer: bytes to copy from, and ways to copy them. They move words of four bytes through a
 * DataView, which V8 compiles to one instruction at any offset. Copying byte by byte takes twice as long.
 */

/** The view covers exactly these bytes. */
export interface ByteSource {
  readonly bytes: Buffer;
  readonly view: DataView;
}

/** Longer runs are copied by memcpy, whose call costs as much as some dozen words. */
const RUN = 80;
const WORD = 4;
/** Any order will do, so this is the machine's. */
export const LITTLE_ENDIAN = true;

export function byteSource(bytes: Buffer): ByteSource {
  return { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length) };
}

/**
 * Copies `length` bytes from `start` to `to`, where there must be room. Within one buffer, the two must not overlap.
 */
export function copyRun(source: ByteSource, start: number, target: ByteSource, to: number, length: number): void {
  if (length > RUN) {
    source.bytes.copy(target.bytes, to, start, start + length);
    return;
  }
  const from = source.view;
  const into = target.view;
  if (length < WORD) {
    for (let index = 0; index < length; index++) into.setUint8(to + index, from.getUint8(start + index));
    return;
  }
  const last = length - WORD;
  for (let at = 0; at < last; at += WORD)
    into.setUint32(to + at, from.getUint32(start + at, LITTLE_ENDIAN), LITTLE_ENDIAN);
  // The last word overlaps bytes that are there already, so that no tail is left.
  into.setUint32(to + last, from.getUint32(start + last, LITTLE_ENDIAN), LITTLE_ENDIAN);
}
