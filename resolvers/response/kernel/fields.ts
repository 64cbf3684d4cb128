/**
 * The innermost loop of the response writer, in AssemblyScript: it writes the fields of a row, one after the other, as
 * JSON, sixteen bytes at a time. It does the work of `../copiers.ts` in the common cases, and stops at any other.
 *
 * Numbers are 32 bits wide, and addresses lie in the kernel's memory. A run of fields, which `../kernel-program.ts`
 * makes, is the number of its fields and then seven numbers for each:
 *
 *     form, subject, address of the head, length of the head, allowed, detail, table
 *
 * The head is the text before the value (`{"name":`). The subject of a column is its index in the entity, and `allowed`
 * says whether it may be null. The detail of an enumeration is the address of its labels: their number, then address and
 * length of each label and of its JSON. The subject of a child is its node, its detail is the run of its whole object,
 * and `allowed` says whether there may be none, or how many there may be. The table of a to-one that shares rows with
 * other parents (else 0) keeps the start and end of every row in the answer, with 0 for nowhere.
 *
 * A node is seven numbers: the address of a block of rows, the address of the offsets of their values, the bytes from the
 * offsets of one row to the next, then the addresses of the positions of the entity's columns in a row, of the row in the
 * block of each instance (0 if the numbers are the same), and of the starts and ends of the child ranges.
 */

import { nextDay, put, two } from './calendar';

/** The room that is left at the end for whole vectors, and for the few bytes that are written unchecked. */
const MARGIN: usize = 64;

/** The address of the end of the answer when the last call stopped. */
const STOPPED: usize = 4;

/** A field of only its head. */
const CONSTANT: usize = 0;
const RAW: usize = 1;
const QUOTED: usize = 2;
const TEXT: usize = 3;
const BOOLEAN: usize = 4;
const FLOAT: usize = 5;
const DATE: usize = 6;
const TIMESTAMP: usize = 7;
const TIMESTAMPTZ: usize = 8;
const ENUMERATION: usize = 9;
/** The row of a to-one, and the rows of a list. */
const ONE: usize = 10;
const MANY: usize = 11;

const WORD: usize = 4;
const FIELD_SIZE: usize = 7 * WORD;
const LABEL_SIZE: usize = 4 * WORD;
/** Sixteen bytes are read and written even where fewer are needed. The next bytes overwrite the surplus. */
const VECTOR: usize = 16;
/** The length of `\u001f`. */
const MOST_ESCAPED: usize = 6;
/** The length of `+00`. */
const ZONE_LENGTH: usize = 3;
/** The length of `+05:30`. */
const LONG_ZONE_LENGTH: usize = 6;
const UTC: usize = 0x30302b;
const MINUTES_OF_DAY: isize = 24 * 60;

const COMMA: usize = 0x2c;
const LIST_OPEN: usize = 0x5b;
const LIST_CLOSE: usize = 0x5d;
const QUOTE: usize = 0x22;
const BACKSLASH: usize = 0x5c;
const SPACE: usize = 0x20;
const PLUS: usize = 0x2b;
const MINUS: usize = 0x2d;
const COLON: usize = 0x3a;
const DIGIT_0: usize = 0x30;
const DIGIT_9: usize = 0x39;
const LOWER_T: usize = 0x74;
const UPPER_T: usize = 0x54;
const UPPER_Z: usize = 0x5a;

/**
 * Writes the fields of a run from number `from` on, at `to`. Returns the end of the written bytes, or -1 - n if it
 * stopped at field n, which is not for the kernel or has no room.
 */
export function fields(run: usize, from: usize, node: usize, instance: usize, to: usize): isize {
  const row = rowOf(node, instance);
  const count = load<usize>(run);
  for (let at = from; at < count; at++) {
    const field = run + WORD + at * FIELD_SIZE;
    const form = load<usize>(field);
    let next: usize = 0;
    if (form === CONSTANT) next = head(field, to, 0);
    else if (form < ONE) next = column(field, node, row, to);
    else if (form <= MANY) next = child(field, instance, to);
    if (next === 0) {
      store<usize>(STOPPED, to);
      return -1 - at;
    }
    to = next;
  }
  return to;
}

/** Returns the address of the offsets of a row's values. */
function rowOf(node: usize, instance: usize): usize {
  const rows = load<usize>(node, 4 * WORD);
  const row = rows === 0 ? instance : load<usize>(rows + (instance << 2));
  return load<usize>(node, WORD) + row * load<usize>(node, 2 * WORD);
}

/**
 * Writes the head and makes sure that there is room for `more` bytes after it. Every writing function returns the end
 * of its bytes, or 0 where it leaves them to others.
 */
function head(field: usize, to: usize, more: usize): usize {
  const length = load<usize>(field, 3 * WORD);
  return hasRoom(to, length + more) ? copied(to, load<usize>(field, 2 * WORD), length) : 0;
}

function hasRoom(to: usize, size: usize): boolean {
  const pages: usize = memory.size();
  return to + size + MARGIN <= pages << 16;
}

function child(field: usize, parent: usize, to: usize): usize {
  to = head(field, to, 0);
  if (to === 0) return 0;
  const node = load<usize>(field, WORD);
  const start = load<usize>(load<usize>(node, 5 * WORD) + (parent << 2));
  const end = load<usize>(load<usize>(node, 6 * WORD) + (parent << 2));
  if (load<usize>(field) === MANY) return list(field, node, start, min(end, start + load<usize>(field, 4 * WORD)), to);
  if (end <= start) return nothing(field, to);
  return load<usize>(field, 6 * WORD) === 0 ? object(field, node, start, to) : once(field, node, start, to);
}

/** Writes a row of several parents for the first of them, and copies it for the others. */
function once(field: usize, node: usize, instance: usize, to: usize): usize {
  const entry = load<usize>(field, 6 * WORD) + instance * 2 * WORD;
  const start = load<usize>(entry);
  if (start !== 0) {
    const size = load<usize>(entry, WORD) - start;
    return hasRoom(to, size) ? copied(to, start, size) : 0;
  }
  const end = object(field, node, instance, to);
  if (end === 0) return 0;
  store<usize>(entry, to);
  store<usize>(entry, end, WORD);
  return end;
}

function list(field: usize, node: usize, start: usize, end: usize, to: usize): usize {
  store<u8>(to++, LIST_OPEN);
  for (let instance = start; instance < end; instance++) {
    if (instance > start) store<u8>(to++, COMMA);
    to = object(field, node, instance, to);
    if (to === 0) return 0;
  }
  store<u8>(to, LIST_CLOSE);
  return to + 1;
}

function object(field: usize, node: usize, instance: usize, to: usize): usize {
  const end = fields(load<usize>(field, 5 * WORD), 0, node, instance, to);
  return end < 0 ? 0 : end;
}

function column(field: usize, node: usize, row: usize, to: usize): usize {
  const position = load<usize>(load<usize>(node, 3 * WORD) + (load<usize>(field, WORD) << 2));
  const start = load<usize>(node) + load<usize>(row + (position << 2));
  const length: isize = bswap<usize>(load<usize>(start - WORD));
  if (length < 0) {
    to = head(field, to, 0);
    return to === 0 ? 0 : nothing(field, to);
  }
  to = head(field, to, length * MOST_ESCAPED);
  return to === 0 ? 0 : value(field, start, length, to);
}

function value(field: usize, start: usize, size: usize, to: usize): usize {
  switch (load<usize>(field)) {
    case RAW:
      return copied(to, start, size);
    case QUOTED:
      return quoted(to, start, size);
    case TEXT:
      return text(to, start, size);
    case BOOLEAN:
      return truth(to, start);
    case FLOAT:
      return isPlainNumber(start, size) ? copied(to, start, size) : 0;
    case DATE:
      return size === 10 && isDigit(start) ? quoted(to, start, size) : 0;
    case TIMESTAMP:
      return timestamp(to, start, size, 0);
    case TIMESTAMPTZ:
      return timestamptz(to, start, size);
    case ENUMERATION:
      return enumeration(to, start, size, load<usize>(field, 5 * WORD));
    default:
      return 0;
  }
}

/** Writes `null`. */
function nothing(field: usize, to: usize): usize {
  if (load<usize>(field, 4 * WORD) === 0) return 0;
  store<usize>(to, 0x6c6c756e);
  return to + 4;
}

function copied(to: usize, from: usize, size: usize): usize {
  v128.store(to, v128.load(from));
  for (let at = VECTOR; at < size; at += VECTOR) v128.store(to + at, v128.load(from + at));
  return to + size;
}

function quoted(to: usize, start: usize, size: usize): usize {
  store<u8>(to, QUOTE);
  const end = copied(to + 1, start, size);
  store<u8>(end, QUOTE);
  return end + 1;
}

/** Writes `true` or `false`. */
function truth(to: usize, start: usize): usize {
  const isTrue = load<u8>(start) === LOWER_T;
  store<usize>(to, isTrue ? 0x65757274 : 0x736c6166);
  store<u8>(to + 4, 0x65);
  return isTrue ? to + 4 : to + 5;
}

/** Copies two vectors at a time. Where one of their bytes needs an escape, the bytes before it are copied. */
function text(to: usize, start: usize, size: usize): usize {
  const end = start + size;
  store<u8>(to++, QUOTE);
  while (start < end) {
    const one = v128.load(start);
    const two = v128.load(start, VECTOR);
    v128.store(to, one);
    v128.store(to, two, VECTOR);
    const mask: usize = toEscape(one) | (toEscape(two) << VECTOR);
    const plain = min(end - start, mask === 0 ? 2 * VECTOR : ctz(mask));
    to += plain;
    start += plain;
    if (plain < 2 * VECTOR && start < end) to = escaped(to, load<u8>(start++));
  }
  store<u8>(to, QUOTE);
  return to + 1;
}

/** Returns a bit for every byte that is `"`, `\` or a control character. */
function toEscape(bytes: v128): usize {
  const special = v128.or(i8x16.eq(bytes, i8x16.splat(0x22)), i8x16.eq(bytes, i8x16.splat(0x5c)));
  return i8x16.bitmask(v128.or(special, i8x16.lt_u(bytes, i8x16.splat(0x20))));
}

function escaped(to: usize, byte: usize): usize {
  store<u8>(to, BACKSLASH);
  const short = shortEscape(byte);
  if (short !== 0) {
    store<u8>(to + 1, short);
    return to + 2;
  }
  // These are u00 and two digits.
  store<usize>(to + 1, 0x30303075);
  const low = byte & 15;
  store<u8>(to + 4, DIGIT_0 + (byte >> 4));
  store<u8>(to + 5, low < 10 ? DIGIT_0 + low : 0x57 + low);
  return to + 6;
}

function shortEscape(byte: usize): usize {
  switch (byte) {
    case QUOTE:
    case BACKSLASH:
      return byte;
    case 0x08:
      return 0x62;
    case 0x09:
      return LOWER_T;
    case 0x0a:
      return 0x6e;
    case 0x0c:
      return 0x66;
    case 0x0d:
      return 0x72;
    default:
      return 0;
  }
}

/** True for digits, a point and a sign, without an exponent, a word, or anything that could be -0. */
function isPlainNumber(start: usize, size: usize): boolean {
  if (load<u8>(start) === MINUS && load<u8>(start, 1) === DIGIT_0) return false;
  for (let at = start; at < start + size; at++) if (load<u8>(at) > DIGIT_9) return false;
  return true;
}

/** Writes `2024-02-29 12:00:00.5+00`. Infinities and years before Christ are left to others. */
function timestamp(to: usize, start: usize, size: usize, zone: usize): usize {
  if (!isDigit(start) || !isDigit(start + size - 1) || load<u8>(start, 10) !== SPACE) return 0;
  const end = quoted(to, start, size - zone);
  store<u8>(to + 11, UPPER_T);
  if (zone === 0) return end;
  store<u8>(end - 1, UPPER_Z);
  store<u8>(end, QUOTE);
  return end + 1;
}

/**
 * Writes `2024-02-29 12:00:00.5+00`, or a time of another zone: `2024-02-29 17:30:00.5+05:30`. Offsets with seconds
 * occur only in the distant past, and are left to others.
 */
function timestamptz(to: usize, start: usize, size: usize): usize {
  if ((load<usize>(start + size - ZONE_LENGTH) & 0xffffff) === UTC) return timestamp(to, start, size, ZONE_LENGTH);
  if (!isDigit(start) || load<u8>(start, 10) !== SPACE) return 0;
  const isLong = load<u8>(start + size - ZONE_LENGTH) === COLON;
  const length = isLong ? LONG_ZONE_LENGTH : ZONE_LENGTH;
  const zone = start + size - length;
  const sign: usize = load<u8>(zone);
  if (sign !== PLUS && sign !== MINUS) return 0;
  const offset = two(zone + 1) * 60 + (isLong ? two(zone + 4) : 0);
  const local = two(start + 11) * 60 + two(start + 14);
  const minutes = sign === PLUS ? local - offset : local + offset;
  const end = timestamp(to, start, size, length);
  if (minutes < 0 || minutes >= MINUTES_OF_DAY) {
    if (!nextDay(to + 1, minutes < 0 ? -1 : 1)) return 0;
  }
  const time = (minutes + MINUTES_OF_DAY) % MINUTES_OF_DAY;
  put(to + 12, time / 60);
  put(to + 15, time % 60);
  return end;
}

function isDigit(at: usize): boolean {
  const digit: usize = load<u8>(at);
  return digit >= DIGIT_0 && digit <= DIGIT_9;
}

function enumeration(to: usize, start: usize, size: usize, labels: usize): usize {
  const end = labels + WORD + load<usize>(labels) * LABEL_SIZE;
  for (let label = labels + WORD; label < end; label += LABEL_SIZE) {
    if (load<usize>(label, WORD) === size && isSame(load<usize>(label), start, size))
      return copied(to, load<usize>(label, 2 * WORD), load<usize>(label, 3 * WORD));
  }
  return 0;
}

function isSame(one: usize, other: usize, size: usize): boolean {
  for (let at: usize = 0; at < size; at++) if (load<u8>(one + at) !== load<u8>(other + at)) return false;
  return true;
}
