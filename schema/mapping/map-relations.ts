/** What the configuration says of the relations that the database's own keys give. */
import type { EntityDraft } from '../build-entity.ts';
import type { LoadSetting, Relation } from '../model.ts';
import { listCompanions } from '../root-names.ts';
import { suggest } from '../suggest.ts';
import { findLinks } from '../links.ts';
import { nameProblem } from './map-names.ts';
import { ALL, type TableMapping, type TableMappings } from './match-tables.ts';
import { configuredCriteria, configuredOrder, isOwn, ownRelation, type Tables } from './own-relations.ts';
import type { EntityMapping, RelationMapping } from './settings.ts';

type Entities = ReadonlyMap<string, EntityMapping>;

export function mapRelations(
  drafts: readonly EntityDraft[],
  mappings: TableMappings,
  entities: Entities,
  mistakes: string[],
): void {
  const everywhere = entities.get(ALL)?.relations.get(ALL)?.load ?? null;
  const tables = { drafts, links: findLinks(drafts) };
  for (const draft of drafts) {
    const mapping = mappings.get(draft.table.oid);
    const load = mapping?.settings.relations.get(ALL)?.load ?? everywhere;
    if (mapping) new RelationMapper(draft, mapping, mistakes).map(tables);
    if (load) setLoad(draft, load, mapping);
  }
}

/** Of those that say nothing themselves. A tree has one way to be loaded. */
function setLoad({ relations }: EntityDraft, load: LoadSetting, mapping: TableMapping | undefined): void {
  const own = mapping?.settings.relations;
  for (const [index, relation] of relations.entries()) {
    const names = [...(own ?? [])]
      .filter(([name, { load: said }]) => said !== null && name !== ALL)
      .map(([name, said]) => said.name ?? name);
    if (relation.tree === null && !names.includes(relation.field)) relations[index] = { ...relation, load };
  }
}

class RelationMapper {
  readonly #draft: EntityDraft;
  readonly #mapping: TableMapping;
  readonly #mistakes: string[];

  constructor(draft: EntityDraft, mapping: TableMapping, mistakes: string[]) {
    this.#draft = draft;
    this.#mapping = mapping;
    this.#mistakes = mistakes;
  }

  map(tables: Tables): void {
    const { relations } = this.#draft;
    const natural = [...relations];
    const own = this.#own(tables);
    const wanted = natural.map((relation) => this.#wanted(relation));
    for (const [name, settings] of this.#mapping.settings.relations) {
      if (name !== ALL && !isOwn(settings)) this.#check(name, settings, natural);
    }
    relations.splice(0, relations.length, ...wanted.filter((relation) => relation !== null), ...own);
    this.#checkClashes();
  }

  #own(tables: Tables): Relation[] {
    const all = [...this.#mapping.settings.relations].filter(([, settings]) => isOwn(settings) && !settings.hide);
    return all.flatMap(([name, settings]) => {
      const setting = { field: settings.name ?? name, path: `${this.#mapping.path}.relations.${name}`, settings };
      const problem = nameProblem(setting.field);
      if (problem) this.#wrong(`${name}:`, problem);
      return ownRelation(this.#draft, setting, tables, this.#mistakes) ?? [];
    });
  }

  #wanted(relation: Relation): Relation | null {
    const settings = this.#mapping.settings.relations.get(relation.field);
    if (!settings || isOwn(settings)) return relation;
    if (settings.hide) return null;
    const field = settings.name ?? relation.field;
    const path = `${this.#mapping.path}.relations.${relation.field}`;
    const criteria = configuredCriteria(path, settings);
    const [connection = '', aggregate = ''] = listCompanions(field);
    return {
      ...relation,
      field,
      siblings: relation.siblings && { connection, aggregate },
      description: settings.description ?? relation.description,
      load: settings.load ?? relation.load,
      criteria,
      orderBy: configuredOrder(path, settings),
      // Which rows fulfil the criteria, no foreign key knows.
      proven: relation.proven && !criteria,
      nullable: settings.nullable ?? (relation.nullable || (criteria !== null && relation.kind === 'one')),
    };
  }

  #check(name: string, settings: RelationMapping, natural: readonly Relation[]): void {
    const relation = natural.find(({ field }) => field === name);
    const names = natural.map(({ field }) => field);
    if (!relation) {
      const hint = suggest(name, names) || ' A relation of its own needs `target` and `on`.';
      this.#wrong(name, `is no relation of ${this.#draft.entity.name}.${hint}`);
      return;
    }
    if (settings.nullable !== null && relation.kind === 'many') {
      this.#wrong(`${name}.nullable`, 'is said of a list, which is never null.');
    }
    if (settings.orderBy.length > 0 && relation.kind === 'one') {
      this.#wrong(`${name}.orderBy`, 'is said of a single row.');
    }
    if (settings.where !== null && relation.tree)
      this.#wrong(`${name}.where`, 'is said of a tree, whose ways lead over all rows.');
    const problem = settings.name === null ? null : nameProblem(settings.name);
    if (problem) this.#wrong(`${name}.name`, problem);
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
        const at = settings.name === null ? name : `${name}.name`;
        this.#wrong(at, `"${own}" is the name of another field of ${entity.name} already.`);
      }
    }
  }

  #wrong(at: string, problem: string): void {
    this.#mistakes.push(`${this.#mapping.path}.relations.${at} ${problem}`);
  }
}
