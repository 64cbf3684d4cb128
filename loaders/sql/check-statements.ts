/** Statements that show whether PostgreSQL takes what the configuration says. None of them reads a row. */
import type { Column, Entity, Model, Relation } from '../../schema/model.ts';
import { columnsOfRelation } from '../plan/columns-of.ts';
import { tableSql } from './identifiers.ts';
import { relatedRows } from './relation-sql.ts';
import { Scope, tableRef } from './scope.ts';

export interface CheckStatement {
  readonly sql: string;
  /** Where the configuration says it: `entities.Order.relations.buyer.on`. */
  readonly path: string;
}

/** `isUnclear`: of a column whose type is not what it is to be. */
export function checkStatements(
  { entities }: Model,
  isUnclear: (column: Column) => boolean,
): readonly CheckStatement[] {
  return entities.flatMap((entity) => [
    ...castChecks(entity),
    ...entity.relations.flatMap((relation) => {
      return columnsOfRelation(relation).some(isUnclear) ? [] : relationCheck(relation);
    }),
  ]);
}

function castChecks(entity: Entity): CheckStatement[] {
  const row = tableRef(new Scope(null), 't0');
  return [...entity.columns, ...entity.hiddenColumns].flatMap((column) => {
    if (!column.stored) return [];
    const sql = `select ${row.column(column)} from ${tableSql(entity.table)} t0 limit 0`;
    return [{ sql, path: `entities.${entity.name}.columns.${column.name}.type` }];
  });
}

function relationCheck(relation: Relation): CheckStatement[] {
  // A foreign key compares what fits, but for columns that are read as something else.
  const isCast = columnsOfRelation(relation).some(({ stored }) => stored !== null);
  if ((relation.configured === null && !isCast) || relation.target.stub) return [];
  const sql = relatedSql(new Scope(null), { ...relation, criteria: null });
  return [{ sql, path: `${relation.configured ?? `entities.${relation.source.name}.relations.${relation.field}`}.on` }];
}

export function relatedSql(scope: Scope, relation: Relation): string {
  const alias = scope.alias();
  const { table, on, rest } = relatedRows(scope, tableRef(scope, alias), relation);
  return `select 1 from ${tableSql(relation.source.table)} ${alias} join ${table} on ${on}${rest} limit 0`;
}
