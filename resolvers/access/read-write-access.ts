/** Compiles the rules of writing of the configuration. It runs at boot and reports every issue. */
import type { Filter } from '../../loaders/plan/shared/filter.ts';
import type { RowPolicies } from '../../loaders/sql/shared/scope.ts';
import type { Preset, Presets } from '../../loaders/sql/write/preset.ts';
import type { WriteAccess } from '../../loaders/work/write-access.ts';
import type { ConfigIssues } from '../../schema/config/reader/config-issues.ts';
import { readSqlText } from '../../schema/config/reader/sql-text.ts';
import type { ApiSchema } from '../../schema/graphql/field-sources.ts';
import type { Column, Entity } from '../../schema/model/model.ts';
import type { ColumnPreset, KindRules, WriteRules } from '../../schema/model/write-rules.ts';
import { isRecord } from '../../schema/util/records.ts';
import { suggest } from '../../schema/util/suggest.ts';
import type { ConfiguredSlots } from './configured-slots.ts';
import { readCondition } from './read-condition.ts';

type Filters = Map<Entity, Filter>;

/** `policies` are the conditions of reading; `compile` makes SQL of conditions. */
export function readWriteAccess(
  api: ApiSchema,
  { slots, issues }: { readonly slots: ConfiguredSlots; readonly issues: ConfigIssues },
  policies: ReadonlyMap<Entity, Filter>,
  compile: (filters: ReadonlyMap<Entity, Filter>) => RowPolicies,
): WriteAccess {
  const update: Filters = new Map(policies);
  const deletes: Filters = new Map(policies);
  const created: Filters = new Map(policies);
  const updated: Filters = new Map(policies);
  const presets = {
    insert: new Map<Entity, Presets>(),
    update: new Map<Entity, Presets>(),
    delete: new Map<Entity, Presets>(),
  };
  const reader = new RuleReader(api, slots, issues);
  for (const entity of api.model.entities) {
    const rules = entity.write?.configured;
    if (!rules) continue;
    addWhere(update, entity, reader.condition(entity, rules.update, 'where'));
    addWhere(deletes, entity, reader.condition(entity, rules.delete, 'where'));
    addCheck(created, entity, reader.condition(entity, rules.create, 'check'));
    addCheck(updated, entity, reader.condition(entity, rules.update, 'check'));
    reader.checkNames(entity, rules.create);
    reader.checkNames(entity, rules.update);
    presets.insert.set(entity, reader.presets(rules.create?.presets ?? []));
    presets.update.set(entity, new Map([...reader.presets(rules.update?.presets ?? []), ...nextVersion(rules)]));
    if (rules.softDelete)
      presets.delete.set(entity, new Map([...reader.presets([rules.softDelete]), ...nextVersion(rules)]));
  }
  return {
    update: compile(update),
    delete: compile(deletes),
    created: compile(created),
    updated: compile(updated),
    presets,
  };
}

/** Both the policy and the rule hold. */
function addWhere(filters: Filters, entity: Entity, filter: Filter | null): void {
  const policy = filters.get(entity);
  if (filter) filters.set(entity, policy ? { kind: 'and', filters: [policy, filter] } : filter);
}

/** A check stands in the place of the policy. */
function addCheck(filters: Filters, entity: Entity, filter: Filter | null): void {
  if (filter) filters.set(entity, filter);
}

function nextVersion({ version }: WriteRules<Column>): Presets {
  return new Map(version ? [[version, { kind: 'next' }]] : []);
}

class RuleReader {
  readonly #api: ApiSchema;
  readonly #slots: ConfiguredSlots;
  readonly #issues: ConfigIssues;

  constructor(api: ApiSchema, slots: ConfiguredSlots, issues: ConfigIssues) {
    this.#api = api;
    this.#slots = slots;
    this.#issues = issues;
  }

  condition(entity: Entity, rules: KindRules<Column> | null, name: 'where' | 'check'): Filter | null {
    const where = rules?.[name] ?? null;
    if (!rules || where === null) return null;
    return readCondition(this.#api, this.#slots, this.#issues, { entity, where, path: `${rules.path}.${name}` });
  }

  /** Reports names that neither a column nor a relation has. */
  checkNames({ columns, relations }: Entity, rules: KindRules<Column> | null): void {
    const names = [...columns.flatMap(({ field, name }) => [field, name]), ...relations.map(({ field }) => field)];
    for (const [index, name] of (rules?.only ?? []).entries()) {
      if (names.includes(name)) continue;
      const issues = this.#issues.at(`${rules?.path}.columns[${index}]`, { needs: [name] });
      issues.wrong(`is ${JSON.stringify(name)}, which is neither a column nor a relation.${suggest(name, names)}`);
    }
  }

  presets(all: readonly ColumnPreset<Column>[]): Presets {
    return new Map(all.map((preset) => [preset.column, this.#preset(preset)] as const));
  }

  #preset({ column, value, path }: ColumnPreset<Column>): Preset {
    if (value === null) return { kind: 'sql', sql: 'null' };
    const sql = isRecord(value) && Object.keys(value).length === 1 ? value['sql'] : undefined;
    if (typeof sql === 'string') {
      const pieces = readSqlText(sql, this.#issues.at(`${path}.sql`));
      return { kind: 'sql', sql: pieces.map(({ text }) => text).join('') };
    }
    this.#checkColumn(column, value, path);
    return { kind: 'slot', slot: this.#slots.value(column.stored?.type ?? column.type, value, path) };
  }

  /** The claims of a request bring one value each. */
  #checkColumn({ type, field }: Column, value: unknown, path: string): void {
    const isClaim = isRecord(value) && typeof value['claim'] === 'string';
    if (isClaim && type.kind !== 'scalar' && type.kind !== 'enum') {
      this.#issues.at(path).wrong(`is a claim, and ${field} is not a column of single values`);
    }
  }
}
