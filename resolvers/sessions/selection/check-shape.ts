/** A program has no response to put errors into, so a field that it cannot be given is an error before any SQL. */
import type { FieldShape, ObjectShape, SelectNode } from '../../../loaders/plan/read/select-plan.ts';
import { arrivalOf } from '../../../loaders/plan/shared/load-strategy.ts';
import { SessionError } from '../../../loaders/session/session-error.ts';
import { notLoaded } from '../../../loaders/strategies/raise.ts';
import { type AnyField, objectsOf, partsOf } from '../../objects/below-field.ts';
import { saidOfLoad } from './wording.ts';

/** The same shape, without fields that fail. */
export function checked<Shape extends FieldShape>(shape: Shape): Exclude<Shape, { kind: 'failed' }>;
export function checked(shape: FieldShape): FieldShape {
  checkField(shape);
  return shape;
}

function checkField(field: AnyField): void {
  if (field.kind === 'failed') throw field.error;
  if (field.kind === 'union') return field.rows.forEach(checkField);
  if ('node' in field && field.node) checkLoaded(field.node);
  if (field.kind === 'baseField') return checkField(field.field);
  objectsOf(field).forEach(checkObject);
  partsOf(field).forEach(checkField);
}

function checkObject({ fields, subtypes }: ObjectShape): void {
  fields.forEach(checkField);
  subtypes?.shapes.forEach(checkObject);
}

/** A session loads nothing later. */
function checkLoaded(node: SelectNode): void {
  const arrival = arrivalOf(node);
  if (arrival === 'never' || arrival === 'onDemand') throw new SessionError('NOT_LOADED', saidOfLoad(notLoaded(node)));
}
