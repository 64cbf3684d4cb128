/** Types whose equal values are written alike: not `numeric` (2.5 and 2.50), `citext`, `char(n)`, floats (0 and -0), or what is made of such. */
import { pgScalar } from '../catalog/pg-scalars.ts';
import type { Column } from './model.ts';

/** Rows with equal values in the column show the same. */
export function hasOneText({ type, nondeterministic }: Column): boolean {
  if (type.kind === 'enum') return true;
  const texts = pgScalar(type)?.texts ?? 'many';
  return texts !== 'many' && !nondeterministic;
}
