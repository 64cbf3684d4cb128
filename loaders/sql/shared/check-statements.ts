/** Statements that show whether PostgreSQL takes the SQL of the configuration. None of them reads a row. */
import type { UnionRelation, Column, Entity, Model, Relation } from '../../../schema/model/model.ts';
import { columnsOfRelation } from '../../plan/shared/columns-of.ts';
import { ConfigIssues } from '../../../schema/config/reader/config-issues.ts';
import { readSqlText } from '../../../schema/config/reader/sql-text.ts';
import { isRecord } from '../../../schema/util/records.ts';
import { tableSql, typeSql } from './identifiers.ts';
import { Operators } from './operators.ts';
import { relatedRows } from './relation-sql.ts';
import { Scope, tableRef } from './scope.ts';

export interface CheckStatement {
  readonly sql: string;
  /** Where the configuration says it: `entities.Order.relations.buyer.on`. */
  readonly path: string;
  /** Says what does not work where the path does not tell; else ''. */
  readonly about: string;
}

/** `isUnclear`: the column has another type than it is to have. */
export function checkStatements(
  { entities, operators: found }: Model,
  isUnclear: (column: Column) => boolean,
): readonly CheckStatement[] {
  const operators = new Operators(found);
  return entities.flatMap((entity) => [
    ...castChecks(entity),
    ...presetChecks(entity),
    ...[...entity.relations, ...entity.unions.flatMap(relationsOfUnion)].flatMap((relation) => {
      return columnsOfRelation(relation).some(isUnclear) ? [] : relationCheck(relation, operators);
    }),
  ]);
}

function relationsOfUnion({ types }: UnionRelation): readonly Relation[] {
  return types.map(({ relation }) => relation);
}

function castChecks(entity: Entity): CheckStatement[] {
  const row = tableRef(new Scope(null), 't0');
  return [...entity.columns, ...entity.hiddenColumns].flatMap((column) => {
    if (!column.stored) return [];
    const sql = `select ${row.column(column)} from ${tableSql(entity.table)} t0 limit 0`;
    return [{ sql, path: column.stored.path, about: '' }];
  });
}

/** A preset is one value by itself, of which neither rows nor columns are in sight. */
function presetChecks({ write }: Entity): CheckStatement[] {
  const { create, update, softDelete } = write?.configured ?? {};
  const presets = [...(create?.presets ?? []), ...(update?.presets ?? []), ...(softDelete ? [softDelete] : [])];
  return presets.flatMap(({ column, value, path }) => {
    const sql = presetText(value);
    if (sql === null) return [];
    // Neither aggregates nor functions that give rows may stand in WHERE.
    const check = `select 1 where ((${sql})::${typeSql(column.stored?.type ?? column.type)}) is null limit 0`;
    return [{ sql: check, path: `${path}.sql`, about: '' }];
  });
}

/** Null for a preset that is not SQL, and for SQL whose form is refused already. */
function presetText(value: unknown): string | null {
  const sql = isRecord(value) && Object.keys(value).length === 1 ? value['sql'] : null;
  if (typeof sql !== 'string') return null;
  const issues = new ConfigIssues();
  const text = readSqlText(sql, issues.at(''))
    .map((piece) => piece.text)
    .join('');
  return issues.areThere ? null : text;
}

function relationCheck(relation: Relation, operators: Operators): CheckStatement[] {
  const { source, target, configured, field } = relation;
  if (target.stub) return [];
  const plain = { ...relation, criteria: null };
  if (configured !== null)
    return [{ sql: relatedSql(new Scope(null, operators), plain, true), path: `${configured}.on`, about: '' }];
  // A foreign key compares columns that fit, unless one is read as another type.
  const cast = columnsOfRelation(relation).find(({ stored }) => stored !== null)?.stored;
  const about = `${source.name}.${field} compares it with another column. `;
  return cast ? [{ sql: relatedSql(new Scope(null, operators), plain), path: cast.path, about }] : [];
}

/**
 * `isStrict` adds further rows of both tables, so that a column without {source} or {target} is ambiguous, as it would be in a statement
 * with more tables.
 */
export function relatedSql(scope: Scope, relation: Relation, isStrict = false): string {
  const { source, target } = relation;
  const alias = scope.alias();
  const { table, on, rest } = relatedRows(scope, tableRef(scope, alias), relation);
  const beside = isStrict
    ? `${tableSql(source.table)} "another source" cross join ${tableSql(target.table)} "another target" cross join `
    : '';
  return `select 1 from ${beside}${tableSql(source.table)} ${alias} join ${table} on ${on}${rest} limit 0`;
}
