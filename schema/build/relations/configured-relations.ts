/** Makes the relations that the configuration defines: over columns, through a table, or by an SQL condition. */
import type { EntityDraft } from '../tables/build-entity.ts';
import { columnPair, keepsApart, reversed } from './column-pair.ts';
import type { ForeignKey } from './foreign-keys.ts';
import type {
  Column,
  ColumnPair,
  ConfiguredOrder,
  Entity,
  Junction,
  OnCondition,
  Relation,
} from '../../model/model.ts';
import { holdsKey } from '../../model/holds-key.ts';
import { siblingsOf } from '../../naming/root-names.ts';
import type { IssueScope } from '../../config/reader/config-issues.ts';
import { suggest } from '../../util/suggest.ts';
import { findColumn, findDraft } from '../tables/find.ts';
import { readCondition } from '../../config/reader/on-condition.ts';
import type { ColumnPairSetting, RelationMapping } from '../../config/mapping/entity-settings.ts';

/** All tables of the model, and the foreign keys between them. */
export interface Tables {
  readonly drafts: readonly EntityDraft[];
  readonly links: readonly ForeignKey[];
}

export interface RelationSetting {
  readonly field: string;
  readonly settings: RelationMapping;
}

export function configuredCriteria(path: string, { where }: RelationMapping): Relation['criteria'] {
  return where === null ? null : { where, path: `${path}.where` };
}

export function configuredOrder(path: string, { orderBy }: RelationMapping): ConfiguredOrder | null {
  return orderBy.length === 0 ? null : { by: orderBy, path: `${path}.orderBy` };
}

/** Gives null where something is wrong, and reports it. */
export function ownRelation(
  { entity }: EntityDraft,
  setting: RelationSetting,
  tables: Tables,
  issues: IssueScope,
): Relation | null {
  const { drafts } = tables;
  const { settings } = setting;
  const target = settings.target === null ? undefined : findDraft(drafts, settings.target)?.entity;
  if (settings.target === null) issues.at('target').wrong('is missing: the entity that the relation leads to.');
  else if (!target) {
    const names = drafts.map((draft) => draft.entity.name);
    issues.at('target').because(`there is no entity "${settings.target}".${suggest(settings.target, names)}`);
  }
  return target ? new RelationBuilder(entity, target, setting, tables, issues).build() : null;
}

interface Way {
  readonly pairs: readonly ColumnPair[];
  readonly junction: Junction | null;
  readonly on: OnCondition | null;
}

class RelationBuilder {
  readonly #source: Entity;
  readonly #target: Entity;
  readonly #setting: RelationSetting;
  readonly #tables: Tables;
  readonly #issues: IssueScope;

  constructor(source: Entity, target: Entity, setting: RelationSetting, tables: Tables, issues: IssueScope) {
    this.#source = source;
    this.#target = target;
    this.#setting = setting;
    this.#tables = tables;
    this.#issues = issues;
  }

  build(): Relation | null {
    const { field, settings } = this.#setting;
    const { path } = this.#issues;
    const way = this.#way();
    if (!way) return null;
    const single = findsOne(way, this.#target);
    const kind = settings.kind ?? (single ? 'one' : 'many');
    if (kind === 'many' && settings.nullable !== null) {
      this.#issues.at('nullable').wrong('is said of a list, which is never null.');
    }
    const first = kind === 'one' && settings.orderBy.length > 0;
    if (kind === 'one' && !single && !first) this.#notUnique(way);
    if (first && !this.#target.key) {
      this.#issues
        .at('orderBy')
        .because(`the first of many is found again by its key, and ${this.#target.name} has none. Give it a \`key\`.`);
    }
    if (first && this.#target.hasChildTables) {
      const { name } = this.#target;
      this.#issues
        .at('orderBy')
        .because(
          `the first of many is found again by its key, and rows of tables that inherit from ${name} may have the same. Say \`key\` of ${name} where they never do.`,
        );
    }
    return {
      ...way,
      field,
      source: this.#source,
      target: this.#target,
      kind,
      direction: single && !way.junction ? 'forward' : 'backward',
      constraint: null,
      configured: path,
      nullable: kind === 'one' && (settings.nullable ?? true),
      tree: null,
      siblings: kind === 'many' ? siblingsOf(field) : null,
      load: settings.load ?? 'auto',
      criteria: configuredCriteria(path, settings),
      orderBy: configuredOrder(path, settings),
      description: settings.description,
    };
  }

  #way(): Way | null {
    const { on, through } = this.#setting.settings;
    if (typeof on === 'string')
      return through
        ? this.#issues.at('through').wrong('goes with pairs of columns, not with an SQL condition.')
        : this.#byCondition(on);
    if (through) return this.#baseField(on, through);
    const pairs = on ? this.#pairs('on', on, [this.#source, this.#target]) : this.#foreignKey();
    return pairs && { pairs, junction: null, on: null };
  }

  /** The key of the source travels, and the source is joined again by it. */
  #byCondition(text: string): Way | null {
    const { key, name, hasChildTables } = this.#source;
    const issues = this.#issues.at('on');
    const on = readCondition(text, issues);
    if (!key)
      return issues.because(
        `an SQL condition needs a key of ${name}, which has none. Give it a \`key\`, or pairs of columns here.`,
      );
    if (hasChildTables)
      return issues.because(
        `an SQL condition finds a row of ${name} again by its key, and rows of tables that inherit from it may have the same. Say \`key\` of ${name} where they never do, or give pairs of columns here.`,
      );
    return on && { pairs: key.columns.map((column) => ({ local: column, remote: column })), junction: null, on };
  }

  #baseField(on: readonly ColumnPairSetting[] | null, through: NonNullable<RelationMapping['through']>): Way | null {
    const draft = findDraft(this.#tables.drafts, through.table);
    if (!draft) {
      const names = this.#tables.drafts.flatMap(({ table: { schema, name } }) => [name, `${schema}.${name}`]);
      const problem = `there is no table "${through.table}".${suggest(through.table, names)}`;
      return this.#issues.at('through.table').because(problem);
    }
    const { entity } = draft;
    const first = through.on.length > 0 ? through.on : on;
    const near = first
      ? this.#pairs('through.on', first, [this.#source, entity])
      : this.#side(entity, this.#source, 'through.on');
    const far =
      through.then.length > 0
        ? this.#pairs('through.then', through.then, [entity, this.#target])
        : this.#side(entity, this.#target, 'through.then');
    if (!near || !far) return null;
    const pairs = first ? near : near.map(reversed);
    const used = [
      ...pairs.filter((pair) => keepsApart(pair.remote, pair)).map(({ remote }) => remote),
      ...far.filter((pair) => keepsApart(pair.local, pair)).map(({ local }) => local),
    ];
    const unique = !entity.hasChildTables && holdsKey(entity, used);
    return { pairs, junction: { entity, constraints: null, pairs: far, unique }, on: null };
  }

  /** Gives the pairs of the only foreign key from a junction to one side. */
  #side(junction: Entity, side: Entity, at: string): readonly ColumnPair[] | null {
    const foreignKeys = this.#foreignKeys(junction, side);
    const [only] = foreignKeys;
    if (only && foreignKeys.length === 1) return only.pairs;
    return this.#issues.at(at).wrong(`must be pairs of columns: ${candidates(foreignKeys, junction, side)}`);
  }

  /** Gives the pairs of the only foreign key between the two, in either direction. */
  #foreignKey(): readonly ColumnPair[] | null {
    const there = this.#foreignKeys(this.#source, this.#target);
    const back = this.#source === this.#target ? [] : this.#foreignKeys(this.#target, this.#source);
    const ways = [...there.map(({ pairs }) => pairs), ...back.map(({ pairs }) => pairs.map(reversed))];
    const [only] = ways;
    if (only && ways.length === 1) return only;
    const known = candidates([...there, ...back], this.#source, this.#target);
    return this.#issues.at('on').wrong(`is missing, the condition of the relation: ${known}`);
  }

  #foreignKeys(from: Entity, to: Entity): readonly ForeignKey[] {
    return this.#tables.links.filter(({ source, target }) => source.entity === from && target.entity === to);
  }

  #pairs(
    at: string,
    pairs: readonly ColumnPairSetting[],
    [here, there]: readonly [Entity, Entity],
  ): readonly ColumnPair[] | null {
    const issues = this.#issues.at(at);
    if (pairs.length === 0) return issues.wrong('holds no pair of columns, and there is no join without a condition.');
    const found = pairs.flatMap(([near, far]): ColumnPair[] => {
      const local = findColumn(here, near, issues);
      const remote = findColumn(there, far, issues);
      return local && remote ? [columnPair(local, remote)] : [];
    });
    return found.length === pairs.length ? found : null;
  }

  #notUnique({ pairs, junction, on }: Way): void {
    const { name, uniqueKeys } = this.#target;
    const keys = uniqueKeys.map(({ columns }) => `(${names(columns)})`).join(', ') || 'none';
    const what = on || junction ? 'this way' : `by (${names(pairs.map(({ remote }) => remote))})`;
    this.#issues
      .at('kind')
      .wrong(
        `is one, but ${what} several rows of ${name} may be found. Its unique keys: ${keys}. Make it many, or give an \`orderBy\` that says which is the first.`,
      );
  }
}

/** Whether each row of the source has at most one of the target. */
function findsOne({ pairs, junction, on }: Way, target: Entity): boolean {
  if (on) return false;
  if (junction?.entity.hasChildTables) return false;
  if (!junction) return findsKey(target, pairs);
  return findsKey(junction.entity, pairs) && findsKey(target, junction.pairs);
}

function findsKey(entity: Entity, pairs: readonly ColumnPair[]): boolean {
  const remotes = pairs.filter((pair) => keepsApart(pair.remote, pair)).map(({ remote }) => remote);
  return holdsKey(entity, remotes);
}

function candidates(foreignKeys: readonly ForeignKey[], from: Entity, to: Entity): string {
  if (foreignKeys.length === 0) {
    const columns = [from, to].map((entity) => `${entity.name} has ${names(entity.columns)}`);
    return `no foreign key leads from ${from.name} to ${to.name}. ${columns.join('; ')}.`;
  }
  const list = foreignKeys
    .map(({ key, pairs }) => `${key.name} (${names(pairs.map(({ local }) => local))})`)
    .join(', ');
  return `several foreign keys lead there, ${list}.`;
}

function names(columns: readonly Column[]): string {
  return columns.map(({ name }) => name).join(', ');
}
