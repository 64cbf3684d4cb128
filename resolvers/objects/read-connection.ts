/** The parts of a page: edges, nodes, what lies beyond it, and counts and values of all rows. */
import type {
  ConnectionFieldShape,
  ConnectionShape,
  EdgeFieldShape,
  SelectNode,
} from '../../loaders/plan/read/select-plan.ts';
import { type FieldReader, isDeferred, rowsIn } from './field-reader.ts';
import { type Page, pageOf } from './page.ts';
import { readAggregate } from './read-aggregate.ts';
import { cursorOf, pageInfoOf, readCount } from './row-values.ts';

/** A page that shows nothing of its rows has no select of rows. */
export function readConnection<Call>(reader: FieldReader<Call>, shape: ConnectionShape, parent: number): unknown {
  return shape.node && isDeferred(reader.loaded, shape.node)
    ? reader.loadLater(shape.node, parent).then((held) => readPage(held, shape, parent))
    : readPage(reader, shape, parent);
}

function readPage<Call>(reader: FieldReader<Call>, shape: ConnectionShape, parent: number): unknown {
  const page = pageOf(shape, reader.loaded, parent);
  return reader.object(shape.fields, (part) => readPart(reader, part, page, parent));
}

function readPart<Call>(reader: FieldReader<Call>, part: ConnectionFieldShape, page: Page, parent: number): unknown {
  switch (part.kind) {
    case 'typename':
      return part.typeName;
    case 'failed':
      throw part.error;
    case 'nodes':
      return reader.list(rowsIn(reader, part.object, page));
    case 'edges':
      return reader.list(
        Array.from({ length: page.end - page.start }, (_, index) => {
          return reader.object(part.fields, (field) => readEdge(reader, field, part.node, page.start + index));
        }),
      );
    case 'pageInfo':
      return reader.object(part.fields, (field) => pageInfoOf(reader.loaded, part.node, page, field));
    case 'totalCount':
      return isDeferred(reader.loaded, part.node)
        ? reader.loadLater(part.node, parent).then(({ loaded }) => readCount(loaded, part.node, parent))
        : readCount(reader.loaded, part.node, parent);
    case 'aggregate':
      return readAggregate(reader, part, parent);
  }
}

function readEdge<Call>(reader: FieldReader<Call>, field: EdgeFieldShape, node: SelectNode, index: number): unknown {
  switch (field.kind) {
    case 'typename':
      return field.typeName;
    case 'cursor':
      return cursorOf(reader.loaded, node, index);
    case 'node':
      return reader.row(field.object, index);
  }
}
