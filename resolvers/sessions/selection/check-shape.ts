/** What a program cannot be given is an error before any SQL: it has no response to put errors into. */
import type {
  AggregateShape,
  ConnectionShape,
  FieldShape,
  ObjectShape,
  SelectNode,
} from '../../../loaders/plan/read/select-plan.ts';
import { arrivalOf } from '../../../loaders/plan/shared/load-strategy.ts';
import { SessionError } from '../../../loaders/session/session-error.ts';
import { notLoaded } from '../../../loaders/strategies/raise.ts';
import { saidOfLoad } from './wording.ts';

/** The same shape, which has everything. */
export function checked<Shape extends FieldShape>(shape: Shape): Exclude<Shape, { kind: 'failed' }>;
export function checked(shape: FieldShape): FieldShape {
  checkField(shape);
  return shape;
}

function checkObject({ fields, subtypes }: ObjectShape): void {
  for (const field of fields) checkField(field);
  for (const shape of subtypes?.shapes.values() ?? []) checkObject(shape);
}

function checkField(field: FieldShape | ConnectionShape['fields'][number]): void {
  switch (field.kind) {
    case 'failed':
      throw field.error;
    case 'one':
    case 'many':
      checkLoaded(field.node);
      return checkObject(field.object);
    case 'baseField':
      checkLoaded(field.node);
      return checkField(field.field);
    case 'union':
      return field.rows.forEach(checkField);
    case 'aggregate':
      return checkAggregate(field);
    case 'connection':
      if (field.node) checkLoaded(field.node);
      return field.fields.forEach(checkField);
    case 'nodes':
      return checkObject(field.object);
    case 'edges':
      return field.fields.forEach((part) => part.kind === 'node' && checkObject(part.object));
    case 'totalCount':
      checkLoaded(field.node);
  }
}

function checkAggregate({ node, fields }: AggregateShape): void {
  if (node) checkLoaded(node);
  for (const field of fields) {
    if (field.kind === 'failed') throw field.error;
    if (field.kind === 'groups') checkLoaded(field.node);
  }
}

/** What is not loaded with the rest is not loaded at all. */
function checkLoaded(node: SelectNode): void {
  const arrival = arrivalOf(node);
  if (arrival === 'never' || arrival === 'onDemand') throw new SessionError('NOT_LOADED', saidOfLoad(notLoaded(node)));
}
