/** Applies the configuration to the relations of the database's own keys, and adds those that it defines. */
import type { EntityDraft } from '../tables/build-entity.ts';
import type { Entity, LoadSetting, Relation } from '../../model/model.ts';
import { siblingsOf } from '../../naming/root-names.ts';
import type { ConfigIssues, IssueScope } from '../../config/reader/config-issues.ts';
import { suggest } from '../../util/suggest.ts';
import { findForeignKeys } from './foreign-keys.ts';
import { whyNeverJoined } from '../../model/never-joined.ts';
import type { NaturalNames } from './natural-names.ts';
import { nameProblem } from '../../naming/naming.ts';
import type { TableMapping, TableMappings } from '../tables/match-tables.ts';
import { isOwn, namesOfColumn, namesOfRelation } from '../../config/mapping/given-names.ts';
import { configuredCriteria, configuredOrder, ownRelation, type Tables } from './configured-relations.ts';
import { ALL, type EntityMapping, type RelationMapping } from '../../config/mapping/entity-settings.ts';

type Entities = ReadonlyMap<string, EntityMapping>;

export interface RelationContext {
  readonly mappings: TableMappings;
  readonly entities: Entities;
  readonly nameOf: NaturalNames;
  readonly issues: ConfigIssues;
}

export function mapRelations(drafts: readonly EntityDraft[], context: RelationContext): void {
  const { mappings, entities } = context;
  const everywhere = entities.get(ALL)?.relations.get(ALL)?.load ?? null;
  const tables = { drafts, links: findForeignKeys(drafts) };
  for (const draft of drafts) {
    const mapping = mappings.get(draft.table.oid);
    const load = mapping?.settings.relations.get(ALL)?.load ?? everywhere;
    const said = mapping ? new RelationMapper(draft, mapping, context).map(tables) : new Set<Relation>();
    if (load) setLoad(draft, load, said);
  }
}

/** Sets `load` of relations that do not set it themselves. A tree has one way to be loaded, and not every list can be joined. */
function setLoad({ relations }: EntityDraft, load: LoadSetting, said: ReadonlySet<Relation>): void {
  for (const [index, relation] of relations.entries()) {
    const isPossible = relation.tree === null && (load !== 'joined' || whyNeverJoined(relation) === null);
    if (isPossible && !said.has(relation)) relations[index] = { ...relation, load };
  }
}

class RelationMapper {
  readonly #draft: EntityDraft;
  readonly #mapping: TableMapping;
  readonly #mappings: TableMappings;
  readonly #nameOf: NaturalNames;
  readonly #issues: IssueScope;
  readonly #said = new Set<Relation>();

  constructor(draft: EntityDraft, mapping: TableMapping, { mappings, nameOf, issues }: RelationContext) {
    this.#draft = draft;
    this.#mapping = mapping;
    this.#mappings = mappings;
    this.#nameOf = nameOf;
    this.#issues = issues.at(mapping.path);
  }

  /** Gives the relations that set their own `load`. */
  map(tables: Tables): ReadonlySet<Relation> {
    const { relations } = this.#draft;
    const natural = new Map(relations.map((relation) => [this.#nameOf(relation), relation]));
    // The name that the configuration gives to a relation finds it too, if no natural name is the same.
    const declared = new Map([...relations.map((relation) => [relation.field, relation] as const), ...natural]);
    const own = this.#own(tables);
    const changed = new Map<Relation, Relation | null>();
    for (const [name, settings] of this.#mapping.settings.relations) {
      if (name === ALL || isOwn(settings)) continue;
      const relation = declared.get(name);
      const issues = this.#at(name, settings);
      if (relation) checkRelation(settings, relation, issues);
      else this.#unknown(name, declared.keys(), issues);
      if (relation) changed.set(relation, this.#wanted(name, settings, relation));
    }
    const all = relations.map((relation) => (changed.has(relation) ? changed.get(relation) : relation));
    relations.splice(0, relations.length, ...all.flatMap((relation) => relation ?? []), ...own);
    this.#checkClashes();
    return this.#said;
  }

  #own(tables: Tables): Relation[] {
    const all = [...this.#mapping.settings.relations].filter(([, settings]) => isOwn(settings) && !settings.hide);
    return all.flatMap(([name, settings]) => {
      const issues = this.#at(name, settings);
      const field = settings.name ?? name;
      const problem = nameProblem(field);
      if (problem) issues.because(problem);
      const relation = ownRelation(this.#draft, { field, settings }, tables, issues);
      if (relation && this.#isHidden(relation.target, tables)) {
        issues.at('target').because(`${settings.target} is hidden, and nothing leads to what is hidden.`);
      }
      if (relation) checkJoined(settings, relation, issues);
      if (relation && settings.load) this.#said.add(relation);
      return relation && !problem ? [relation] : [];
    });
  }

  #isHidden(target: Entity, { drafts }: Tables): boolean {
    const draft = drafts.find(({ entity }) => entity === target);
    return (draft && this.#mappings.get(draft.table.oid)?.settings.hide) ?? false;
  }

  /** Gives the relation with its settings, without those that it cannot have; null for a hidden one. */
  #wanted(name: string, settings: RelationMapping, relation: Relation): Relation | null {
    if (settings.hide) return null;
    const field = settings.name && !nameProblem(settings.name) ? settings.name : relation.field;
    const path = `${this.#mapping.path}.relations.${name}`;
    const criteria = relation.tree ? null : configuredCriteria(path, settings);
    const wanted: Relation = {
      ...relation,
      field,
      siblings: relation.siblings && siblingsOf(field),
      description: settings.description ?? relation.description,
      load: settings.load ?? relation.load,
      criteria,
      orderBy: relation.kind === 'one' ? null : configuredOrder(path, settings),
      // No foreign key knows which rows fulfil the criteria.
      nullable: settings.nullable ?? (relation.nullable || (criteria !== null && relation.kind === 'one')),
    };
    if (settings.load) this.#said.add(wanted);
    return wanted;
  }

  #unknown(name: string, existing: Iterable<string>, issues: IssueScope): void {
    const hint = suggest(name, existing) || ' A relation of its own needs `target` and `on`.';
    issues.wrong(`is not a relation of ${this.#draft.entity.name}.${hint}`);
  }

  #checkClashes(): void {
    const { entity, relations } = this.#draft;
    const fields = [...entity.columns, ...relations].map(({ field }) => field);
    const all = [
      ...fields,
      ...relations.flatMap(({ siblings }) => (siblings ? [siblings.connection, siblings.aggregate] : [])),
    ];
    for (const [name, settings] of this.#mapping.settings.relations) {
      const own = settings.name ?? (isOwn(settings) ? name : null);
      if (settings.hide || own === null) continue;
      if (all.filter((field) => field === own).length > 1) {
        const issues = this.#at(name, settings);
        const at = settings.name === null ? issues : issues.at('name');
        at.wrong(`"${own}" is the name of another field of ${entity.name} already.`);
      }
    }
    const ofRelations = all.slice(entity.columns.length);
    for (const [column, settings] of this.#mapping.settings.columns) {
      const { name, hide } = settings;
      if (name === null || hide || !ofRelations.includes(name)) continue;
      const problem = `"${name}" is the name of a relation of ${entity.name} already; rename that too.`;
      this.#issues.at(`columns.${column}.name`, { leavesOut: namesOfColumn(settings) }).wrong(problem);
    }
  }

  #at(name: string, settings: RelationMapping): IssueScope {
    return this.#issues.at(`relations.${name}`, { leavesOut: namesOfRelation(name, settings) });
  }
}

function checkRelation(settings: RelationMapping, relation: Relation, issues: IssueScope): void {
  const { name, nullable, orderBy, where, load } = settings;
  if (nullable !== null && relation.kind === 'many') {
    issues.at('nullable').wrong('is said of a list, which is never null.');
  }
  if (orderBy.length > 0 && relation.kind === 'one') issues.at('orderBy').wrong('is said of a single row.');
  if (where !== null && relation.tree) issues.at('where').wrong('is said of a tree, whose ways lead over all rows.');
  if (load !== null && load !== 'auto' && relation.tree) {
    issues.at('load').wrong('is said of a tree, which has one way to be loaded.');
  }
  checkJoined(settings, relation, issues);
  const problem = name === null ? null : nameProblem(name);
  if (problem) issues.at('name').wrong(problem);
}

function checkJoined({ load }: RelationMapping, relation: Relation, issues: IssueScope): void {
  const reason = load === 'joined' ? whyNeverJoined(relation) : null;
  if (reason) issues.at('load').wrong(`is joined, and ${reason}. Add a unique key, or leave it to the gateway.`);
}
