/** `EXPLAIN (ANALYZE)` of a statement. An estimated count is an EXPLAIN already. */
export function analyzeSql(sql: string): string {
  return sql.startsWith('explain') ? sql : `explain (analyze, buffers, format json) ${sql}`;
}
