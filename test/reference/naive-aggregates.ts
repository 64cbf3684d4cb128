/** Computes aggregates one value at a time: a statement for every sum of every group. */
import type { GraphQLInputObjectType, GraphQLResolveInfo } from 'graphql';
import { codecFor } from '../../loaders/values/codecs.ts';
import { aggregatesOf } from '../../schema/model/aggregates.ts';
import type { AggregateValue, GroupKey } from '../../schema/model/aggregate-model.ts';
import type { Column } from '../../schema/model/model.ts';
import { argumentType, type NaiveRows, type NaiveSource } from './naive-rows.ts';
import { columnName, isJson, type Json, tableName } from './naive-names.ts';
import { directionSql, naiveAggregate, type NaiveSql } from './naive-sql.ts';

/** The rows of a field, or of one of its groups, that are aggregated. */
export interface NaiveAggregate {
  readonly source: NaiveSource;
  readonly info: GraphQLResolveInfo;
  readonly args: Json;
  readonly keys: readonly NaiveKey[];
}

interface NaiveKey {
  readonly key: GroupKey;
  readonly unit: string | null;
  readonly zone: string | null;
  readonly text: string | null;
}

export async function naiveValue(naive: NaiveRows, rows: NaiveAggregate, column: Column): Promise<unknown> {
  const value = aggregatesOf(rows.source.entity).values[column.index]!;
  const sql = naive.statement();
  const conditions = [naive.condition(sql, rows.source, rows.info, rows.args)];
  for (const { key, unit, zone, text } of rows.keys) {
    const value = keySql(key, unit, zone);
    conditions.push(text === null ? `${value} is null` : sql.equal(key.of.type, value, sql.bind(key.of.type, text)));
  }
  const from = `${sql.rowsOf(rows.source, 't')} where ${conditions.join(' and ')}`;
  const [row] = await naive.query(`select ${valueSql(sql, value)} as v from ${from}`, sql);
  return decoded(column, row?.['v'] ?? null);
}

export function naiveKey({ keys }: NaiveAggregate, column: Column): unknown {
  const found = keys.find(({ key }) => key.column === column);
  return decoded(column, found?.text ?? null);
}

export async function naiveGroups(
  naive: NaiveRows,
  rows: NaiveAggregate,
  args: Json,
  info: GraphQLResolveInfo,
  limit: number | null,
): Promise<readonly NaiveAggregate[]> {
  const { entity } = rows.source;
  const by = groupKeys(naive, args, argumentType(info, 'by'));
  const sql = naive.statement();
  const condition = naive.condition(sql, rows.source, rows.info, rows.args);
  for (const value of aggregatesOf(entity).values) sql.spelled.set(value.column, valueSql(sql, value));
  for (const { key, unit, zone } of by) sql.spelled.set(key.column, keySql(key, unit, zone));
  const having = isJson(args['having']) ? sql.where('t', argumentType(info, 'having'), args['having']) : 'true';
  const keys = by.map(({ key, unit, zone }) => keySql(key, unit, zone));
  const order = [...orderTerms(sql, args, info), ...keys.map((key) => `${key} asc nulls last`)];
  const selected = keys.map((key, index) => `${key} as k${index}`);
  const found = await naive.query(
    `select ${selected.join(', ')} from ${sql.rowsOf(rows.source, 't')} where ${condition}
     group by ${keys.join(', ')} having ${having} order by ${order.join(', ')} limit ${limit}`,
    sql,
  );
  return found.map((row) => ({
    ...rows,
    keys: by.map((each, index) => ({ ...each, text: row[`k${index}`] ?? null })),
  }));
}

function groupKeys(naive: NaiveRows, args: Json, type: GraphQLInputObjectType): Omit<NaiveKey, 'text'>[] {
  const by = Array.isArray(args['by']) ? args['by'].filter(isJson) : [];
  return by.map((item) => {
    const [[name, value] = ['', null]] = Object.entries(item);
    const source = naive.gateway.inputs.get(type.name, name);
    if (source?.kind !== 'groupKey') throw new Error(`${type.name}.${name} is no key`);
    const zone = typeof args['timeZone'] === 'string' ? args['timeZone'] : 'UTC';
    const unit = typeof value === 'string' && value !== 'EXACT' ? value : null;
    return { key: source.key, unit, zone: source.key.isMoment ? zone : null };
  });
}

function orderTerms(sql: NaiveSql, args: Json, info: GraphQLResolveInfo): string[] {
  const terms = Array.isArray(args['orderBy']) ? args['orderBy'].filter(isJson) : [];
  const written = sql.order('t', argumentType(info, 'orderBy'), terms);
  return written.map(({ expression, direction }) => `${expression} ${directionSql(direction)}`);
}

function keySql({ of }: GroupKey, unit: string | null, zone: string | null): string {
  const column = columnName('t', of);
  const place = zone === null ? '' : `, '${zone}'`;
  return unit === null
    ? column
    : `pg_catalog.date_trunc('${unit.toLowerCase()}', ${column}${place})::${tableName(of.type)}`;
}

function valueSql({ catalog }: NaiveSql, value: AggregateValue): string {
  return naiveAggregate(catalog, value, (column) => columnName('t', column));
}

function decoded(column: Column, text: string | null): unknown {
  return text === null ? null : codecFor(column.type).decode(text);
}
