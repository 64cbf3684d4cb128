/** Operators of the catalog: what a type is compared with, and what else has the name of one of PostgreSQL's own. */
import type {
  CatalogOperators,
  CatalogType,
  Comparison,
  OperandType,
  QualifiedName,
  RivalOperator,
} from '../../../schema/catalog/catalog.ts';
import type { RunStatement } from '../run-statement.ts';
import { implicitCastsSql, rivalOperatorsSql } from './catalog-sql.ts';
import { booleanOf, type CatalogRow, integerOf, objectsOf, textOf } from '../catalog-values.ts';

/** On most databases there are no rivals, and then nobody needs to know of casts. */
export async function readOperators(run: RunStatement): Promise<CatalogOperators> {
  const rivals = (await run(rivalOperatorsSql)).map(readRival);
  const rows = rivals.length === 0 ? [] : await run(implicitCastsSql);
  const bySource = Map.groupBy(rows, (row) => integerOf(row, 'source'));
  const casts = Array.from(bySource, ([source, targets]) => {
    return [source, new Set(targets.map((row) => integerOf(row, 'target')))] as const;
  });
  return { rivals, casts: new Map(casts) };
}

function readRival(row: CatalogRow): RivalOperator {
  return { ...qualifiedName(row), left: operand(row, 'left'), right: operand(row, 'right') };
}

function operand(row: CatalogRow, side: 'left' | 'right'): OperandType {
  return {
    oid: integerOf(row, `${side}_oid`),
    element: integerOf(row, `${side}_element`),
    isPseudo: booleanOf(row, `${side}_pseudo`),
  };
}

const COMPARISONS: readonly Comparison[] = ['=', '<>', '<', '<=', '>', '>='];

/** The operators of a type, and whether this role may name it and them. */
export function comparisonsOf(row: CatalogRow): Pick<CatalogType, 'operators' | 'usable'> {
  const found = objectsOf(row, 'operators');
  const operators = found.flatMap((each) => {
    const comparison = COMPARISONS.find((name) => name === textOf(each, 'comparison'));
    return comparison ? [[comparison, qualifiedName(each)] as const] : [];
  });
  const usable = booleanOf(row, 'usable') && found.every((each) => booleanOf(each, 'usable'));
  return { operators: new Map(operators), usable };
}

export function qualifiedName(row: CatalogRow): QualifiedName {
  return { schema: textOf(row, 'schema'), name: textOf(row, 'name') };
}
