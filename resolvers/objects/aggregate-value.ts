/** A value of many rows together, whoever asks: graphql-js for one field after the other, programs for all at once. */
import type { ValueShape } from '../../loaders/plan/read/select-plan.ts';
import type { Column } from '../../schema/model/model.ts';

/** Values that stand together, as the minima of several columns. */
type MakePart = (fields: readonly ValueShape[], value: (field: ValueShape) => unknown) => unknown;

/** `read` null: a parent without a key has no row; it counts 0, and knows nothing else. */
export function valueOf(read: ((column: Column) => unknown) | null, field: ValueShape, part: MakePart): unknown {
  switch (field.kind) {
    case 'typename':
      return field.typeName;
    case 'failed':
      throw field.error;
    case 'part':
      return part(field.fields, (inner) => valueOf(read, inner, part));
    case 'column':
      if (read) return read(field.column);
      return field.column.nullable ? null : 0;
  }
}
