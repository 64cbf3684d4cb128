/**
 * Columns that instances lack, read by key: one statement for all instances of an entity.
 *
 *     select k.ord::int4, t0."id", t0."phone" from unnest($1::int8[]) with ordinality as k(k0, ord) join users t0 on t0."id" = k.k0
 */
import type { Column, Entity } from '../../schema/model/model.ts';
import { NO_ARGUMENTS } from '../plan/shared/filter.ts';
import { keyRelation } from '../plan/shared/key-relation.ts';
import type { SelectNode } from '../plan/read/select-plan.ts';
import { Selects } from '../plan/read/draft-plan.ts';
import type { RowPolicies } from '../sql/shared/scope.ts';
import { selectStatement } from '../sql/read/select-statement.ts';
import type { Statement } from '../sql/shared/statement.ts';
import { NodeRows } from '../rows/node-rows.ts';
import type { ParameterValue, StatementCall, StatementResult } from '../database/database.ts';
import type { Instance } from './instance.ts';

export interface MissingColumns {
  readonly statement: Statement;
  readonly call: StatementCall;
  /** Hands the rows to the instances. */
  apply(result: StatementResult): void;
}

export interface MissingColumnsSettings {
  readonly maxRows: number;
  readonly prepare: boolean;
  readonly policies: RowPolicies;
  readonly configured: readonly ParameterValue[];
}

/** Null when nothing is missing. All instances are of one entity with a key. */
export function loadMissingColumns(
  instances: readonly Instance[],
  columns: readonly Column[],
  { maxRows, prepare, policies, configured }: MissingColumnsSettings,
): MissingColumns | null {
  const lacking = instances.filter((instance) => columns.some((column) => !instance.has(column)));
  const [first] = lacking;
  const key = first?.entity.key;
  if (!first || !key) return null;
  const node = keySelect(first.entity, key.columns, columns);
  const statement = selectStatement(node, [], policies);
  const arrays = key.columns.map((_, position) => lacking.map((instance) => instance.key[position] ?? ''));
  const values = statement.parameters.map((parameter) => {
    if (parameter.kind === 'key') return arrays[parameter.position] ?? [];
    return parameter.kind === 'configured' ? (configured[parameter.index] ?? null) : null;
  });
  const apply = ({ rows }: StatementResult): void => {
    const shape = statement.layout.nodes.get(node);
    if (!shape) return;
    const found = new NodeRows(node, rows, shape);
    for (let index = 0; index < found.count; index++) lacking[rows.integer(index, 0) - 1]?.add(found, index);
  };
  return { statement, call: { sql: statement.sql, values, maxRows, prepare, path: node.path }, apply };
}

export function keySelect(entity: Entity, key: readonly Column[], columns: readonly Column[]): SelectNode {
  const relation = keyRelation(entity, key);
  const rows = { path: entity.name, entity, parent: null, relation, args: NO_ARGUMENTS, load: null };
  const node = new Selects().select('rows', rows, 'one');
  node.columns.push(...new Set([...key, ...columns]));
  node.decision = { strategy: 'selectin', because: 'selectin: columns that instances lack', rejected: [] };
  return node;
}
