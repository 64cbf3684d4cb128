import type { Column, Entity } from './model.ts';

/** Whether some unique key lies within these columns: then at most one row has given values in them. */
export function holdsKey({ uniqueKeys }: Pick<Entity, 'uniqueKeys'>, columns: readonly Column[]): boolean {
  return uniqueKeys.some((key) => key.columns.every((column) => columns.includes(column)));
}
