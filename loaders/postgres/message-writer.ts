/** Writes the messages of the extended query protocol into one buffer, so that a flight leaves in one write. */
import type { ParameterValue } from '../database/database.ts';
import { arrayLiteral } from '../values/array-literal.ts';

const PARSE = 0x50;
const BIND = 0x42;
const DESCRIBE = 0x44;
const EXECUTE = 0x45;
const CLOSE = 0x43;
const FLUSH = 0x48;
const SYNC = 0x53;
const STATEMENT = 0x53;
const PORTAL = 0x50;

const INITIAL_CAPACITY = 16 * 1024;
/** A larger buffer, left by a flight of many keys, is not kept. */
const KEPT_CAPACITY = 1024 * 1024;
const MAX_BYTES_PER_CODE_UNIT = 3;

export class MessageWriter {
  #buffer = Buffer.allocUnsafe(INITIAL_CAPACITY);
  #length = 0;

  parse(name: string, sql: string): void {
    const start = this.#begin(PARSE);
    this.#cString(name);
    this.#cString(sql);
    this.#int16(0); // Types of parameters: the text casts each.
    this.#end(start);
  }

  /** Parameters and results are all in text form. */
  bind(name: string, values: readonly ParameterValue[]): void {
    const start = this.#begin(BIND);
    this.#cString(''); // the unnamed portal
    this.#cString(name);
    this.#int16(0);
    this.#int16(values.length);
    for (const value of values) this.#parameter(value);
    this.#int16(0);
    this.#end(start);
  }

  /** Runs the unnamed portal to its end. */
  execute(): void {
    const start = this.#begin(EXECUTE);
    this.#cString('');
    this.#int32(0);
    this.#end(start);
  }

  /** Asks for the names and types of the unnamed portal's columns. */
  describe(): void {
    const start = this.#begin(DESCRIBE);
    this.#byte(PORTAL);
    this.#cString('');
    this.#end(start);
  }

  closeStatement(name: string): void {
    const start = this.#begin(CLOSE);
    this.#byte(STATEMENT);
    this.#cString(name);
    this.#end(start);
  }

  /** Asks for the results so far, without ending the implicit transaction. */
  flush(): void {
    this.#end(this.#begin(FLUSH));
  }

  sync(): void {
    this.#end(this.#begin(SYNC));
  }

  /** All messages since the last call. The socket may hold on to them, so they are a copy. */
  take(): Buffer {
    const bytes = Buffer.from(this.#buffer.subarray(0, this.#length));
    this.#length = 0;
    if (this.#buffer.length > KEPT_CAPACITY) this.#buffer = Buffer.allocUnsafe(INITIAL_CAPACITY);
    return bytes;
  }

  /** Drops the messages of a flight that cannot be completed. */
  discard(): void {
    this.#length = 0;
  }

  #parameter(value: ParameterValue): void {
    if (value === null) return this.#int32(-1);
    const text = typeof value === 'string' ? value : arrayLiteral(value);
    this.#reserve(4 + text.length * MAX_BYTES_PER_CODE_UNIT);
    const written = this.#buffer.write(text, this.#length + 4);
    this.#buffer.writeInt32BE(written, this.#length);
    this.#length += 4 + written;
  }

  #begin(type: number): number {
    this.#byte(type);
    this.#int32(0);
    return this.#length - 4;
  }

  #end(start: number): void {
    this.#buffer.writeInt32BE(this.#length - start, start);
  }

  #byte(value: number): void {
    this.#reserve(1);
    this.#length = this.#buffer.writeUInt8(value, this.#length);
  }

  #int16(value: number): void {
    this.#reserve(2);
    this.#length = this.#buffer.writeUInt16BE(value, this.#length);
  }

  #int32(value: number): void {
    this.#reserve(4);
    this.#length = this.#buffer.writeInt32BE(value, this.#length);
  }

  #cString(value: string): void {
    this.#reserve(value.length * MAX_BYTES_PER_CODE_UNIT);
    this.#length += this.#buffer.write(value, this.#length);
    this.#byte(0);
  }

  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#buffer.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.#length + bytes, this.#buffer.length * 2));
    this.#buffer.copy(grown, 0, 0, this.#length);
    this.#buffer = grown;
  }
}
