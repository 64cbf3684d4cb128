/** Returns the pages that PostgreSQL read for all statements of an explained operation. */
export function readPages(plan: unknown): number {
  const statements: unknown = isRecord(plan) ? plan['statements'] : [];
  return Array.isArray(statements) ? statements.reduce((sum: number, each: unknown) => sum + pagesOf(each), 0) : 0;
}

function pagesOf(statement: unknown): number {
  const [analyzed]: readonly unknown[] =
    isRecord(statement) && Array.isArray(statement['analyze']) ? statement['analyze'] : [];
  const top = isRecord(analyzed) ? analyzed['Plan'] : null;
  if (!isRecord(top)) throw new Error('the statement has no plan of PostgreSQL');
  return Number(top['Shared Hit Blocks']) + Number(top['Shared Read Blocks']);
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
