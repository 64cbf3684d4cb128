/** Writes connections: edges, nodes, page info and total count, in the order of the selection. */
import type {
  ConnectionFieldShape,
  ConnectionShape,
  EdgeFieldShape,
  PageInfoFieldShape,
  SelectNode,
} from '../../loaders/plan/read/select-plan.ts';
import { type Page, pageOf } from '../objects/page.ts';
import { cursorOf, readCount } from '../objects/row-values.ts';
import { aggregateWriter } from './aggregate-writer.ts';
import type { ByteBuffer } from './byte-buffer.ts';
import type { Frame } from './frame.ts';
import {
  type CompileObject,
  constant,
  type ObjectWriter,
  type FieldWriter,
  GIVE_UP,
  objectFrame,
} from './object-writer.ts';

/** The greatest GraphQL Int. */
const MOST = 2 ** 31 - 1;

/** Writes a part of a connection for a parent whose page is known. */
type PartWriter = (out: ByteBuffer, frame: Frame, page: Page, parent: number) => void;

export function connectionWriter(shape: ConnectionShape, compile: CompileObject): FieldWriter | null {
  const parts: PartWriter[] = [];
  for (const field of shape.fields) {
    const part = connectionPart(field, compile);
    if (!part) return null;
    parts.push(part);
  }
  const write = objectFrame(shape.fields, parts);
  return (out, frame, parent) => write(out, frame, pageOf(shape, frame.loaded, parent), parent);
}

function connectionPart(field: ConnectionFieldShape, compile: CompileObject): PartWriter | null {
  switch (field.kind) {
    case 'typename':
      return constant(field.typeName);
    case 'nodes': {
      const write = compile(field.object);
      return write && ((out, frame, page) => writeRange(out, frame, page, write));
    }
    case 'edges': {
      const write = edgeWriter(field.fields, field.node, compile);
      return write && ((out, frame, page) => writeRange(out, frame, page, write));
    }
    case 'pageInfo': {
      const parts = field.fields.map((part) => pageInfoPart(part, field.node));
      return objectFrame(field.fields, parts);
    }
    case 'totalCount':
      return (out, frame, _page, parent) => writeCount(out, frame, field.node, parent);
    case 'aggregate': {
      const write = aggregateWriter(field);
      return write && ((out, frame, _page, parent) => write(out, frame, parent, 0));
    }
    case 'failed':
      return null;
  }
}

function writeCount(out: ByteBuffer, frame: Frame, count: SelectNode, parent: number): void {
  const total = readCount(frame.loaded, count, parent);
  if (total > MOST) throw GIVE_UP;
  out.text(String(total));
}

function writeRange(out: ByteBuffer, frame: Frame, { start, end }: Page, write: ObjectWriter): void {
  out.byte(0x5b);
  for (let index = start; index < end; index++) {
    if (index > start) out.byte(0x2c);
    write(out, frame, index);
  }
  out.byte(0x5d);
}

function edgeWriter(fields: readonly EdgeFieldShape[], node: SelectNode, compile: CompileObject): ObjectWriter | null {
  const parts: ObjectWriter[] = [];
  for (const field of fields) {
    const part = edgePart(field, node, compile);
    if (!part) return null;
    parts.push(part);
  }
  const write = objectFrame<number, null>(fields, parts);
  return (out, frame, index) => write(out, frame, index, null);
}

function edgePart(field: EdgeFieldShape, node: SelectNode, compile: CompileObject): ObjectWriter | null {
  switch (field.kind) {
    case 'typename':
      return constant(field.typeName);
    case 'cursor':
      return (out, frame, index) => writeCursor(out, frame, node, index);
    case 'node':
      return compile(field.object);
  }
}

function pageInfoPart(field: PageInfoFieldShape, node: SelectNode): PartWriter {
  switch (field.kind) {
    case 'typename':
      return constant(field.typeName);
    case 'hasNextPage':
      return (out, _frame, page) => out.text(String(page.hasNextPage));
    case 'hasPreviousPage':
      return (out, _frame, page) => out.text(String(page.hasPreviousPage));
    case 'startCursor':
      return (out, frame, { start, end }) => (end > start ? writeCursor(out, frame, node, start) : out.text('null'));
    case 'endCursor':
      return (out, frame, { start, end }) => (end > start ? writeCursor(out, frame, node, end - 1) : out.text('null'));
  }
}

function writeCursor(out: ByteBuffer, frame: Frame, node: SelectNode, index: number): void {
  out.text(`"${cursorOf(frame.loaded, node, index)}"`);
}
