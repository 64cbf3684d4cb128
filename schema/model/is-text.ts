import type { PgType } from './model.ts';

const TEXTS = new Set(['text', 'varchar', 'bpchar', 'citext', 'name', 'char']);

/** Of the types that patterns match, in whatever schema citext lives. */
export function isText(type: PgType): boolean {
  return type.kind === 'scalar' && TEXTS.has(type.name);
}
