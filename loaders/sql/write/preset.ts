/** Values that the gateway sets, whatever a request gives. */
import type { Column, Entity } from '../../../schema/model/model.ts';
import type { Slot } from '../../plan/shared/filter.ts';
import { quote, tableSql, typeSql } from '../shared/identifiers.ts';
import type { Scope } from '../shared/scope.ts';
import { valueType } from './write-statement.ts';

export type Preset =
  /** SQL text of the configuration, or of a default. */
  | { readonly kind: 'sql'; readonly sql: string }
  /** A claim or constant of the configuration. */
  | { readonly kind: 'slot'; readonly slot: Slot }
  /** The version after that of the row: a number that is one higher, or the time of the clock. */
  | { readonly kind: 'next' };

export type Presets = ReadonlyMap<Column, Preset>;

/** `alias` is the row that changes. The cast is that of an assignment, for a source of rows has types of its own. */
export function presetSql(scope: Scope, column: Column, preset: Preset, alias: string): string {
  const type = typeSql(valueType(column));
  switch (preset.kind) {
    case 'sql':
      return `(${preset.sql})::${type}`;
    case 'slot':
      return `${scope.slot(preset.slot)}::${type}`;
    case 'next':
      return column.type.name.startsWith('timestamp')
        ? `pg_catalog.clock_timestamp()::${type}`
        : `coalesce(${alias}.${quote(column.name)}, '0') operator(pg_catalog.+) 1`;
  }
}

/** `"updated_at" = (now())::timestamptz`, … */
export function presetSets(scope: Scope, presets: Presets, alias: string): readonly string[] {
  return [...presets].map(([column, preset]) => `${quote(column.name)} = ${presetSql(scope, column, preset, alias)}`);
}

/** Rows of a source that go; where columns say that a row is gone, it stays with their values. */
export function removal(
  scope: Scope,
  { table }: Entity,
  soft: Presets,
  { alias, source, where }: Readonly<Record<'alias' | 'source' | 'where', string>>,
): string {
  if (soft.size === 0) return `delete from ${tableSql(table)} ${alias} using ${source} where ${where}`;
  return `update ${tableSql(table)} ${alias} set ${presetSets(scope, soft, alias).join(', ')} from ${source} where ${where}`;
}
