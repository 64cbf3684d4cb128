/**
 * Trees are walked row by row with one statement each: up by the parent, down by the children, until a row was seen
 * before.
 */
import type { Relation } from '../../schema/model/model.ts';
import type { Found, NaiveRow, NaiveRows } from './naive-rows.ts';

export async function walkTree(
  naive: NaiveRows,
  relation: Relation,
  start: NaiveRow,
  maxDepth: number,
): Promise<readonly Found[]> {
  const seen = new Set([identity(start)]);
  const found: Found[] = [];
  let level = [start];
  for (let depth = 1; depth <= maxDepth && level.length > 0; depth++) {
    const next: NaiveRow[] = [];
    for (const row of level) {
      for (const far of await naive.next(relation, row)) {
        if (seen.has(identity(far))) continue;
        seen.add(identity(far));
        next.push(far);
        found.push({ row: far, depth });
      }
    }
    level = next;
  }
  return found;
}

function identity({ entity, texts }: NaiveRow): string {
  const columns = entity.key?.columns ?? entity.columns;
  return JSON.stringify(columns.map((column) => texts.get(column)));
}
