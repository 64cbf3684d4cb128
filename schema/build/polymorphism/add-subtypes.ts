/** Adds the subtypes that the configuration names: the model gets an interface, and the entity of each type. */
import { type EntityDraft, entityRoots, type OpenEntity } from '../tables/build-entity.ts';
import type { Column, Entity, EntityPolicy, Relation, Subtype } from '../../model/model.ts';
import { nameProblem } from '../../naming/naming.ts';
import type { ConfigIssues, IssueScope } from '../../config/reader/config-issues.ts';
import { namesOfVariants } from '../../config/mapping/given-names.ts';
import { suggest } from '../../util/suggest.ts';
import { typeCompanions } from '../../naming/type-companions.ts';
import type { UniqueNames } from '../../naming/unique-names.ts';
import { discriminatorColumn, findColumn, findDraft, valueProblem } from '../tables/find.ts';
import { clash, entityName } from '../tables/map-names.ts';
import type { EntityMapping, VariantMapping, VariantsMapping } from '../../config/mapping/entity-settings.ts';

/** Names that are free for types, and for root fields. */
interface FreeNames {
  readonly types: UniqueNames;
  readonly roots: UniqueNames;
}

/** Gives the new entities, which are over the same rows as another. */
export function addSubtypes(
  drafts: readonly EntityDraft[],
  mapping: ReadonlyMap<string, EntityMapping>,
  names: FreeNames,
  issues: ConfigIssues,
): readonly Entity[] {
  const added: Entity[] = [];
  for (const [name, { variants }] of mapping) {
    const draft = findDraft(drafts, name);
    if (!variants || !draft) continue;
    const scope = issues.at(`entities.${name}.variants`, { leavesOut: namesOfVariants(variants) });
    const builder = new SubtypesBuilder(drafts, draft.entity, names, scope);
    added.push(...builder.add(variants));
  }
  return added;
}

class SubtypesBuilder {
  readonly #drafts: readonly EntityDraft[];
  readonly #entity: OpenEntity;
  readonly #names: FreeNames;
  readonly #issues: IssueScope;

  constructor(drafts: readonly EntityDraft[], entity: OpenEntity, names: FreeNames, issues: IssueScope) {
    this.#drafts = drafts;
    this.#entity = entity;
    this.#names = names;
    this.#issues = issues;
  }

  add(settings: VariantsMapping): readonly Entity[] {
    const entity = this.#entity;
    const discriminator = discriminatorColumn(entity, settings.by, this.#issues.at('by'));
    const own = [...settings.types].flatMap(([, { columns }]) => columns ?? []);
    const types = discriminator
      ? [...settings.types].flatMap(([name, type]) => this.#variant(name, type, discriminator, own) ?? [])
      : [];
    const name = settings.interface ?? entity.name;
    if (settings.types.size === 0) this.#issues.at('types').wrong('names no type.');
    const isFree = this.#checkName(name, settings.interface !== null, types);
    this.#checkValues(types);
    if (discriminator && isFree) entity.subtypes = { interface: name, discriminator, types };
    return types.map((type) => type.entity).filter(({ base }) => base?.entity === entity && !base.relation);
  }

  #variant(
    name: string,
    { value, columns }: VariantMapping,
    discriminator: Column,
    own: readonly string[],
  ): Subtype | null {
    const issues = this.#type(name);
    const problem = valueProblem(discriminator, value);
    if (problem) return issues.at('value').because(problem);
    const isNew = columns !== null && name !== this.#entity.name;
    const existing = isNew ? undefined : findDraft(this.#drafts, name);
    if (existing?.entity === this.#entity) return { value, entity: this.#entity, relation: null };
    if (columns) {
      const whole = this.#overRows(name, columns, own);
      return { value, entity: { ...whole, policy: this.#rowsOf(discriminator, value) }, relation: null };
    }
    if (existing) return this.#ofTable(value, existing.entity);
    const names = this.#drafts.map(({ entity }) => entity.name);
    return issues.wrong(
      `is neither an entity nor has it \`columns\` of its own.${suggest(name, names)}` +
        ' A type over the same rows says `columns: [...]`.',
    );
  }

  /** Makes an object type over the same rows, with all fields but those that only others have. */
  #overRows(name: string, columns: readonly string[], own: readonly string[]): Entity {
    const mine = this.#columns(name, columns);
    const others = this.#columns(name, own).filter((column) => !mine.includes(column));
    const problem = nameProblem(name) ?? clash(name, this.#names.types);
    if (problem) this.#type(name).because(problem);
    else this.#names.types.claim([name], typeCompanions);
    const entity = this.#entity;
    const shown = entity.columns.filter((column) => !others.includes(column));
    // The rows have these columns all the same, and policies may name them.
    const hiddenColumns = [...entity.hiddenColumns, ...others];
    const uniqueKeys = entity.roots.one.map(({ key }) => key);
    const roots = entityRoots(entityName(name), entity.key, uniqueKeys, this.#names.roots);
    return { ...entity, name, columns: shown, hiddenColumns, roots, subtypes: null, base: { entity, relation: null } };
  }

  /** Makes a policy that shows the rows of one type, among those that may be seen at all. */
  #rowsOf(discriminator: Column, value: string): Entity['policy'] {
    const { policy, name } = this.#entity;
    const ofType = { [discriminator.field]: { eq: operand(discriminator, value) } };
    const path = policy?.path ?? `entities.${name}.variants`;
    return { where: ofType, ofBase: policy && whole(policy), path };
  }

  #columns(name: string, columns: readonly string[]): Column[] {
    const issues = this.#type(name).at('columns');
    return columns.flatMap((column) => findColumn(this.#entity, column, issues) ?? []);
  }

  /** The table has a row for every base row of this type, found by its key. */
  #ofTable(value: string, sub: OpenEntity): Subtype | null {
    const issues = this.#type(sub.name);
    const down = this.#entity.relations.find((relation) => relation.kind === 'one' && findsByKey(relation, sub));
    const up = sub.relations.find((relation) => relation.kind === 'one' && findsByKey(relation, this.#entity));
    if (!down || !up) {
      const key = sub.key?.columns.map((column) => column.name).join(', ') ?? 'its key';
      return issues.because(
        `no foreign key leads from ${sub.table.name} (${key}) to the key of ${this.#entity.table.name}; ` +
          'a type with a table of its own shares its key.',
      );
    }
    if (sub.base) issues.wrong(`is a type of ${sub.base.entity.name} already.`);
    sub.base = { entity: this.#entity, relation: { ...byKey(up), nullable: false } };
    sub.policy = this.#inherited(sub, up);
    this.#checkFields(sub);
    return { value, entity: sub, relation: byKey(down) };
  }

  /** A row of a subtype is visible only where its base row is. */
  #inherited({ policy: own }: Entity, { field }: Relation): Entity['policy'] {
    const { policy } = this.#entity;
    if (!policy) return own;
    return { where: own?.where ?? null, ofBase: { [field]: whole(policy) }, path: own?.path ?? policy.path };
  }

  /** GraphQL demands that an object has the fields of its interface, of the same types. */
  #checkFields(sub: Entity): void {
    for (const column of this.#entity.columns) {
      const own = sub.columns.find(({ field }) => field === column.field);
      if (own && own.type.oid !== column.type.oid) this.#clash(sub, column.field);
    }
    for (const { field, target } of this.#entity.relations) {
      const own = sub.relations.find((relation) => relation.field === field);
      if (own && own.target !== target) this.#clash(sub, field);
    }
  }

  #clash(sub: Entity, field: string): void {
    const fields = `${sub.name}.${field} and ${this.#entity.name}.${field}`;
    this.#type(sub.name).because(`${fields} are of different types; rename one.`);
  }

  #checkName(name: string, given: boolean, types: readonly Subtype[]): boolean {
    const taken = this.#drafts.some(({ entity }) => entity.name === name && (given || entity !== this.#entity));
    const own = types.some(({ entity }) => entity === this.#entity) && name === this.#entity.name;
    const problem =
      taken || own
        ? `must be a name of its own, ${name} is the name of an object type.`
        : given && this.#nameProblem(name);
    if (problem) this.#issues.at('interface').wrong(problem);
    else if (given) this.#names.types.claim([name]);
    return !problem;
  }

  #nameProblem(name: string): string | null {
    return nameProblem(name) ?? (this.#names.types.has(name) ? `is ${name}, the name of another type.` : null);
  }

  #checkValues(types: readonly Subtype[]): void {
    for (const [index, { value, entity }] of types.entries()) {
      const other = types.findIndex((each) => each.value === value);
      if (other < index) this.#type(entity.name).at('value').because(`${types[other]?.entity.name} has the same.`);
    }
  }

  #type(name: string): IssueScope {
    return this.#issues.at(`types.${name}`);
  }
}

function whole({ where, ofBase }: EntityPolicy): unknown {
  const parts = [ofBase, where].filter((part) => part !== null);
  return parts.length === 1 ? parts[0] : { and: parts };
}

/** Gives the discriminator's text in the form of a client's value. */
function operand({ type }: Column, text: string): unknown {
  if (type.kind === 'enum') return type.enum.values.find(({ label }) => label === text)?.name ?? text;
  return type.name === 'int2' || type.name === 'int4' ? Number(text) : text;
}

/** The two rows are one, so the settings of the relations between their tables do not apply. */
function byKey(relation: Relation): Relation {
  if (relation.criteria === null && relation.load === 'auto') return relation;
  // Under another name it does not share the select of the relation.
  return { ...relation, field: `${relation.field} by key`, criteria: null, load: 'auto' };
}

function findsByKey(relation: Relation, target: Entity): boolean {
  if (relation.target !== target || relation.junction) return false;
  const key = target.key?.columns ?? [];
  return key.length === relation.pairs.length && relation.pairs.every(({ remote }) => key.includes(remote));
}
