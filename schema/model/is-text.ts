import { pgScalar } from '../catalog/pg-scalars.ts';
import type { PgType } from './model.ts';

/** Patterns match its values. */
export function isText(type: PgType): boolean {
  const family = pgScalar(type)?.family;
  return family === 'text' || family === 'char';
}
