/** `EXPLAIN (ANALYZE)` of a statement. An estimated count is an EXPLAIN already. */
export function analyzeSql(sql: string): string {
  return sql.startsWith('explain') ? sql : `explain (analyze, buffers, format json) ${sql}`;
}

/** EXPLAIN of a statement, which plans it and touches no row. */
export function estimateSql(sql: string): string {
  return `explain (format json) ${sql}`;
}
