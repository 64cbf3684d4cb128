import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FrameSplitter } from '../../loaders/postgres/frame-splitter.ts';
import type { RowSink } from '../../loaders/postgres/frame-splitter.ts';
import { RowBlockBuilder } from '../../loaders/postgres/wire-row-block.ts';
import { table } from './support.ts';

function frame(type: string, body: Buffer): Buffer {
  const header = Buffer.alloc(5);
  header.write(type);
  header.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([header, body]);
}

function dataRow(values: readonly (string | null)[]): Buffer {
  const parts = values.map((value) => {
    const bytes = Buffer.from(value ?? '');
    const length = Buffer.alloc(4);
    length.writeInt32BE(value === null ? -1 : bytes.length);
    return Buffer.concat([length, bytes]);
  });
  const count = Buffer.alloc(2);
  count.writeInt16BE(values.length);
  return frame('D', Buffer.concat([count, ...parts]));
}

/** Records the output of a splitter in a form that does not depend on how the input was cut. */
class Recorder implements RowSink {
  readonly results: (string | null)[][][] = [];
  parses = 0;
  #rows = new RowBlockBuilder();
  rows(chunk: Buffer, start: number, end: number, completed: number): void {
    this.#rows.append(chunk, start, end, completed);
  }
  parseComplete(): void {
    this.parses++;
  }
  commandComplete(): void {
    this.results.push(table(this.#rows.finish()));
    this.#rows = new RowBlockBuilder();
  }
}

const FIRST = [
  ['1', null, 'é€𝄞'],
  ['2', '', 'x'.repeat(300)],
  [null, null, null],
];
const SECOND = [['only']];
const NOTICE = frame('N', Buffer.from('SNOTICE\0Mcareful\0\0'));
const READY = frame('Z', Buffer.from('I'));
const ANSWER = Buffer.concat([
  frame('1', Buffer.alloc(0)),
  frame('2', Buffer.alloc(0)),
  ...FIRST.map(dataRow),
  NOTICE,
  frame('C', Buffer.from('SELECT 3\0')),
  frame('3', Buffer.alloc(0)),
  frame('1', Buffer.alloc(0)),
  frame('2', Buffer.alloc(0)),
  ...SECOND.map(dataRow),
  frame('C', Buffer.from('SELECT 1\0')),
  frame('2', Buffer.alloc(0)),
  frame('C', Buffer.from('SELECT 0\0')),
  READY,
]);

function split(chunks: readonly Buffer[], sink: RowSink | null): Buffer {
  const forwarded: Buffer[] = [];
  const splitter = new FrameSplitter(
    () => sink,
    (bytes) => forwarded.push(bytes),
  );
  for (const chunk of chunks) splitter.push(chunk);
  return Buffer.concat(forwarded);
}

function cut(bytes: Buffer, at: readonly number[]): Buffer[] {
  const cuts = [...new Set([0, ...at.map((cut) => cut % bytes.length), bytes.length])].sort((a, b) => a - b);
  return cuts.slice(1).map((end, index) => Buffer.from(bytes.subarray(cuts[index], end)));
}

function expectWhole(chunks: readonly Buffer[]): void {
  const sink = new Recorder();
  expect(split(chunks, sink)).toEqual(Buffer.concat([NOTICE, READY]));
  expect(sink.results).toEqual([FIRST, SECOND, []]);
  expect(sink.parses).toBe(2);
}

test('an answer is the same when it is cut in two at any byte', () => {
  for (let at = 1; at < ANSWER.length; at++) expectWhole(cut(ANSWER, [at]));
});

test('an answer is the same in chunks of one length', () => {
  for (let length = 1; length < 40; length++) {
    expectWhole(
      cut(
        ANSWER,
        Array.from({ length: Math.ceil(ANSWER.length / length) }, (_, index) => index * length),
      ),
    );
  }
});

test('an answer is the same however it is cut', () => {
  fc.assert(fc.property(fc.array(fc.nat(ANSWER.length)), (at) => expectWhole(cut(ANSWER, at))));
});

test('every byte passes through without a sink, however it is cut', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(ANSWER.length)), (at) => {
      expect(split(cut(ANSWER, at), null).equals(ANSWER)).toBe(true);
    }),
  );
});

test('rows of any content come back as they were sent', () => {
  const value = fc.option(fc.string({ unit: 'grapheme' }));
  const rows = fc.nat(5).chain((columns) => fc.array(fc.array(value, { minLength: columns, maxLength: columns })));
  fc.assert(
    fc.property(rows, fc.array(fc.nat()), (sent, at) => {
      const sink = new Recorder();
      const bytes = Buffer.concat([...sent.map(dataRow), frame('C', Buffer.from('SELECT\0'))]);
      split(cut(bytes, at), sink);
      expect(sink.results).toEqual([sent]);
    }),
  );
});

test('a value keeps its text to the last digit', () => {
  const texts = ['0', '7', '-7', '007', '00', '999999999', '1000000000', '12a', '1.5', '+1', ' 1', '1e3', '٣', ''];
  const rows = new RowBlockBuilder();
  const row = dataRow(texts);
  rows.append(row, 0, row.length, 1);
  expect(table(rows.finish())).toEqual([texts]);
});
