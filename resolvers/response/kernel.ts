/**
 * The innermost loop of the response writer, compiled from `kernel/fields.ts`, and the memory it works in. The memory of
 * an answer is laid out like this:
 *
 *     the plan's program | rows, the offsets of their values, child ranges … | the answer
 *
 * Rows are copied in and the answer is copied out, which costs little beside what it saves, so no other part needs to know
 * this memory.
 */
import type { RowBlock } from '../../loaders/rows/row-block.ts';
import type { ChildRanges } from '../../loaders/rows/node-rows.ts';
import { type ByteBuffer, type ByteStore, copyOf } from './byte-buffer.ts';
import { KERNEL_CODE } from './kernel-code.ts';

export const WORD = Int32Array.BYTES_PER_ELEMENT;
/** The address at which the kernel says where it stopped. */
const STOPPED = 1;
/** The address is not 0, which means nowhere. */
export const PROGRAM_ADDRESS = 64;
/** The size of the seven numbers that describe the rows of a plan node. */
export const NODE_SIZE = 7 * WORD;
/** The margin is needed because sixteen bytes are read and written even where fewer are needed. */
const MARGIN = 64;
const PAGE = 64 * 1024;
/** A memory cannot shrink. One that has grown beyond this is left to the garbage collector. */
const MAX_KEPT = 32 * 1024 * 1024;
/**
 * Rows below this size are written as fast without the kernel. Above the other size they should not be in memory twice.
 */
const FEWEST_BYTES = 256;
const MAX_BYTES = 8 * 1024 * 1024;

/** The program that `kernel-program.ts` makes of a plan. */
export interface Program {
  readonly bytes: Buffer;
  readonly tables: readonly Table[];
}

/** The number at `address` becomes the address of a table for the rows of a node. */
export interface Table {
  readonly address: number;
  readonly node: number;
}

/** The rows of a plan node, and the child ranges that assign them to the instances of its parent. */
interface Node {
  readonly block: RowBlock;
  /** The positions of the entity's columns in a row of the block. */
  readonly positions: Int32Array;
  /** The row number in the block of each instance, or null where the numbers are the same. */
  readonly rows: Int32Array | null;
  readonly count: number;
  readonly link: ChildRanges;
}

interface Exports extends WebAssembly.Exports {
  readonly memory: WebAssembly.Memory;
  readonly fields: (run: number, from: number, node: number, index: number, to: number) => number;
}

export class Kernel implements ByteStore {
  readonly #module: WebAssembly.Module;
  #exports: Exports;
  #bytes: Buffer;
  #words: Int32Array;
  /** The end of the layout, where the answer begins. */
  #end = 0;

  constructor(module: WebAssembly.Module) {
    this.#module = module;
    this.#exports = instantiate(module);
    this.#bytes = Buffer.from(this.#exports.memory.buffer);
    this.#words = new Int32Array(this.#exports.memory.buffer);
  }

  /** Lays out everything that the next answer is made from. */
  load({ bytes, tables }: Program, nodes: readonly Node[]): void {
    this.#end = PROGRAM_ADDRESS;
    this.#addBytes(bytes);
    const blocks = new Map<RowBlock, readonly number[]>();
    for (const [id, { block, positions, rows, link: ranges }] of nodes.entries()) {
      const cached = blocks.get(block);
      const values = cached ?? [this.#addBytes(block.bytes), this.#addWords(block.starts), block.columnCount * WORD];
      if (!cached) blocks.set(block, values);
      const others = [positions, rows, ranges.starts, ranges.ends].map((words) => (words ? this.#addWords(words) : 0));
      this.#words.set([...values, ...others], (PROGRAM_ADDRESS + id * NODE_SIZE) / WORD);
    }
    for (const { address, node } of tables) {
      this.#words[address / WORD] = this.#addWords(new Int32Array((nodes[node]?.count ?? 0) * 2));
    }
  }

  /**
   * Writes the fields of a run from number `from` on. Returns the field at which it stopped, for a value that it leaves
   * to others or for lack of room, or -1 if it did not stop.
   */
  fields(out: ByteBuffer, run: number, from: number, node: number, index: number): number {
    const end = this.#exports.fields(run, from, PROGRAM_ADDRESS + node * NODE_SIZE, index, this.#end + out.length);
    out.length = (end < 0 ? (this.#words[STOPPED] ?? 0) : end) - this.#end;
    return end < 0 ? -1 - end : -1;
  }

  open(): Buffer {
    this.#reserve(PAGE);
    return this.#bytes.subarray(this.#end);
  }

  grow(_bytes: Buffer, used: number, needed: number): Buffer {
    this.#reserve(Math.max(needed, used * 2));
    return this.#bytes.subarray(this.#end);
  }

  close(bytes: Buffer, length: number): Buffer {
    const answer = copyOf(bytes, length);
    if (this.#bytes.length > MAX_KEPT) this.#exports = instantiate(this.#module);
    this.#refresh();
    return answer;
  }

  #addBytes(bytes: Buffer): number {
    this.#reserve(bytes.length);
    const address = this.#end;
    this.#bytes.set(bytes, address);
    this.#end += (bytes.length + WORD - 1) & -WORD;
    return address;
  }

  #addWords(words: ArrayLike<number>): number {
    this.#reserve(words.length * WORD);
    const address = this.#end;
    this.#words.set(words, address / WORD);
    this.#end += words.length * WORD;
    return address;
  }

  #reserve(more: number): void {
    const missing = this.#end + more + MARGIN - this.#bytes.length;
    if (missing <= 0) return;
    this.#exports.memory.grow(Math.ceil(missing / PAGE));
    this.#refresh();
  }

  /** A memory that grows invalidates its old views. */
  #refresh(): void {
    const { buffer } = this.#exports.memory;
    if (buffer === this.#bytes.buffer) return;
    this.#bytes = Buffer.from(buffer);
    this.#words = new Int32Array(buffer);
  }
}

function instantiate(module: WebAssembly.Module): Exports {
  const { exports } = new WebAssembly.Instance(module);
  if (!isExports(exports)) throw new Error('kernel-code.ts is not what fields.ts says');
  return exports;
}

function isExports(exports: WebAssembly.Exports): exports is Exports {
  return ['memory', 'fields'].every((name) => name in exports);
}

/** The kernel is null on a machine without SIMD. */
const kernel = WebAssembly.validate(KERNEL_CODE) ? new Kernel(new WebAssembly.Module(KERNEL_CODE)) : null;

/** Returns null where the rows are better written without the kernel. */
export function kernelFor(byteLength: number): Kernel | null {
  return byteLength < FEWEST_BYTES || byteLength > MAX_BYTES ? null : kernel;
}
