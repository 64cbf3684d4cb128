/** Finds the parts of the model that names in the configuration mean. */
import { hasUse, pgScalar } from '../../catalog/pg-scalars.ts';
import type { EntityDraft } from './build-entity.ts';
import type { Column, Entity, TableName } from '../../model/model.ts';
import type { IssueScope } from '../../config/reader/config-issues.ts';
import { suggest } from '../../util/suggest.ts';

/**
 * Finds a draft by its table (`sales.orders`), by the name that its type has without any configuration, by the name that it was given, or
 * by the table's bare name where only one has it.
 */
export function findDraft(drafts: readonly EntityDraft[], name: string): EntityDraft | undefined {
  return (
    drafts.find(({ table }) => isTable(table, name)) ??
    drafts.find((draft) => draft.name.plain === name) ??
    drafts.find(({ entity }) => entity.name === name) ??
    onlyOf(drafts, name)
  );
}

/** Finds an entity of a finished model in the same way. Its types have one name each. */
export function findEntity(entities: readonly Entity[], name: string): Entity | undefined {
  const ofTables = entities.filter(({ base }) => !base || base.relation);
  return (
    ofTables.find(({ table }) => isTable(table, name)) ??
    entities.find((entity) => entity.name === name) ??
    onlyOf(ofTables, name)
  );
}

function isTable({ schema, name: table }: TableName, name: string): boolean {
  return `${schema}.${table}` === name;
}

function onlyOf<Each extends { readonly table: TableName }>(all: readonly Each[], name: string): Each | undefined {
  const [only, ...others] = all.filter(({ table }) => table.name === name);
  return others.length === 0 ? only : undefined;
}

/** Finds a column by its name or its field. */
export function findColumn(entity: Entity, name: string, issues: IssueScope): Column | null {
  const all = [...entity.columns, ...entity.hiddenColumns];
  const column = all.find((each) => each.name === name) ?? all.find((each) => each.field === name);
  if (column) return column;
  const names = entity.columns.map((each) => each.name);
  return issues.wrong(`names ${JSON.stringify(name)}, which is not a column of ${entity.name}.${suggest(name, names)}`);
}

/** Gives null for a text that the column may hold, written as PostgreSQL writes it. */
export function valueProblem({ name, type }: Column, value: string): string | null {
  if (type.kind === 'enum') {
    const labels = type.enum.values.map(({ label }) => label);
    return labels.includes(value) ? null : `"${value}" is not a label of ${type.name}.${suggest(value, labels)}`;
  }
  const isNumber = /^(0|-?[1-9]\d*)$/.test(value);
  return pgScalar(type)?.family === 'integer' && !isNumber
    ? `"${value}" is not a whole number, and ${name} holds such.`
    : null;
}

/** Finds a column whose text tells types apart. */
export function discriminatorColumn(entity: Entity, name: string, issues: IssueScope): Column | null {
  const column = findColumn(entity, name, issues);
  if (!column) return null;
  const { type } = column;
  if (type.kind === 'enum' || hasUse(type, 'discriminator')) return column;
  return issues.wrong(`must be a text, a whole number or an enum; ${column.name} is of type ${type.name}.`);
}
