/**
 * Cuts the byte stream of the PostgreSQL protocol into its frames (one type byte, a length of four bytes, a body) and keeps
 * rows as bytes. Frames that a flight understands go to its sink; all others go on, untouched, to pg's own parser.
 */
const HEADER_LENGTH = 5;

const PARSE_COMPLETE = 0x31;
const BIND_COMPLETE = 0x32;
const CLOSE_COMPLETE = 0x33;
const COMMAND_COMPLETE = 0x43;
const DATA_ROW = 0x44;
const EMPTY_QUERY = 0x49;

/** Where the frames of a flight go. */
export interface RowSink {
  /** Bytes of DataRow frames, headers included. A frame may come in several pieces; `completed` frames end in this one. */
  rows(chunk: Buffer, start: number, end: number, completed: number): void;
  parseComplete(): void;
  commandComplete(): void;
}

export class FrameSplitter {
  readonly #currentSink: () => RowSink | null;
  readonly #forward: (bytes: Buffer) => void;
  readonly #header = Buffer.alloc(HEADER_LENGTH);
  #headerLength = 0;
  /** Type and missing bytes of a frame that the last chunk did not finish. */
  #type = 0;
  #missing = 0;

  constructor(currentSink: () => RowSink | null, forward: (bytes: Buffer) => void) {
    this.#currentSink = currentSink;
    this.#forward = forward;
  }

  push(chunk: Buffer): void {
    let offset = 0;
    while (offset < chunk.length) {
      if (this.#missing > 0) offset = this.#continueFrame(chunk, offset);
      else if (this.#headerLength > 0 || chunk.length - offset < HEADER_LENGTH)
        offset = this.#gatherHeader(chunk, offset);
      else offset = this.#startFrames(chunk, offset);
    }
  }

  /** Takes a run of whole DataRow frames at once, any other frame alone. */
  #startFrames(chunk: Buffer, start: number): number {
    const sink = this.#currentSink();
    const type = chunk.readUInt8(start);
    let end = start;
    let rows = 0;
    if (type === DATA_ROW && sink) {
      while (chunk.length - end >= HEADER_LENGTH && chunk[end] === DATA_ROW) {
        const next = end + 1 + chunk.readUInt32BE(end + 1);
        if (next > chunk.length) break;
        end = next;
        rows++;
      }
      if (rows > 0) {
        sink.rows(chunk, start, end, rows);
        return end;
      }
    }
    end = start + 1 + chunk.readUInt32BE(start + 1);
    this.#type = type;
    this.#missing = Math.max(0, end - chunk.length);
    return this.#deliver(chunk, start, Math.min(end, chunk.length));
  }

  #gatherHeader(chunk: Buffer, offset: number): number {
    const taken = chunk.copy(this.#header, this.#headerLength, offset);
    this.#headerLength += taken;
    if (this.#headerLength === HEADER_LENGTH) {
      this.#headerLength = 0;
      this.#type = this.#header.readUInt8(0);
      this.#missing = this.#header.readUInt32BE(1) + 1 - HEADER_LENGTH;
      // The parser keeps the buffer of an unfinished frame, so it gets one of its own.
      this.#deliver(Buffer.from(this.#header), 0, HEADER_LENGTH);
    }
    return offset + taken;
  }

  #continueFrame(chunk: Buffer, offset: number): number {
    const end = Math.min(chunk.length, offset + this.#missing);
    this.#missing -= end - offset;
    return this.#deliver(chunk, offset, end);
  }

  /** Hands on a piece of the current frame; it is the last piece when no byte is missing. */
  #deliver(chunk: Buffer, start: number, end: number): number {
    const sink = this.#currentSink();
    const last = this.#missing === 0;
    if (sink && this.#type === DATA_ROW) sink.rows(chunk, start, end, last ? 1 : 0);
    else if (sink && SPARED.has(this.#type)) {
      if (last) notify(sink, this.#type);
    } else this.#forward(chunk.subarray(start, end));
    return end;
  }
}

/** Frames whose arrival is all they say. pg's parser would make an event of each. */
const SPARED = new Set([PARSE_COMPLETE, BIND_COMPLETE, CLOSE_COMPLETE, COMMAND_COMPLETE, EMPTY_QUERY]);

function notify(sink: RowSink, type: number): void {
  if (type === PARSE_COMPLETE) sink.parseComplete();
  else if (type === COMMAND_COMPLETE || type === EMPTY_QUERY) sink.commandComplete();
}
