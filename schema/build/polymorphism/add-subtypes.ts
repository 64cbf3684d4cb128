/** Entities whose rows are of several types: the configuration says which, the model gets an interface and what each adds. */
import { type EntityDraft, entityRoots, type OpenEntity } from '../tables/build-entity.ts';
import type { Column, Entity, EntityPolicy, Relation, Subtype } from '../../model/model.ts';
import { nameProblem } from '../../naming/naming.ts';
import { suggest } from '../../util/suggest.ts';
import { typeCompanions } from '../../naming/type-companions.ts';
import type { UniqueNames } from '../../naming/unique-names.ts';
import { discriminatorColumn, findColumn, findDraft, valueProblem } from '../tables/find.ts';
import { clash, entityName } from '../tables/map-names.ts';
import type { EntityMapping, VariantMapping, VariantsMapping } from '../../config/mapping/entity-settings.ts';

type Report = (mistake: string) => void;

/** Names that are free for types, and for root fields. */
interface FreeNames {
  readonly types: UniqueNames;
  readonly roots: UniqueNames;
}

/** Gives the entities that are new: those over the same rows as another. */
export function addSubtypes(
  drafts: readonly EntityDraft[],
  mapping: ReadonlyMap<string, EntityMapping>,
  names: FreeNames,
  mistakes: string[],
): readonly Entity[] {
  const added: Entity[] = [];
  for (const [name, { variants }] of mapping) {
    const draft = findDraft(drafts, name);
    if (!variants || !draft) continue;
    const at = `entities.${name}.variants`;
    const builder = new SubtypesBuilder(drafts, draft.entity, names, (mistake) => mistakes.push(`${at}${mistake}`));
    added.push(...builder.add(variants));
  }
  return added;
}

class SubtypesBuilder {
  readonly #drafts: readonly EntityDraft[];
  readonly #entity: OpenEntity;
  readonly #names: FreeNames;
  readonly #report: Report;

  constructor(drafts: readonly EntityDraft[], entity: OpenEntity, names: FreeNames, report: Report) {
    this.#drafts = drafts;
    this.#entity = entity;
    this.#names = names;
    this.#report = report;
  }

  add(settings: VariantsMapping): readonly Entity[] {
    const entity = this.#entity;
    const discriminator = discriminatorColumn(entity, settings.by, (mistake) => this.#report(`.by ${mistake}`));
    const own = [...settings.types].flatMap(([, { columns }]) => columns ?? []);
    const types = discriminator
      ? [...settings.types].flatMap(([name, type]) => this.#variant(name, type, discriminator, own) ?? [])
      : [];
    const name = settings.interface ?? entity.name;
    if (settings.types.size === 0) this.#report('.types names no type.');
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
    const problem = valueProblem(discriminator, value);
    if (problem) {
      this.#report(`.types.${name}.value: ${problem}`);
      return null;
    }
    const isNew = columns !== null && name !== this.#entity.name;
    const existing = isNew ? undefined : findDraft(this.#drafts, name);
    if (existing?.entity === this.#entity) return { value, entity: this.#entity, relation: null };
    if (columns) {
      const whole = this.#overRows(name, columns, own);
      return { value, entity: { ...whole, policy: this.#rowsOf(discriminator, value) }, relation: null };
    }
    if (existing) return this.#ofTable(value, existing.entity);
    const names = this.#drafts.map(({ entity }) => entity.name);
    this.#report(
      `.types.${name} is neither an entity nor has it \`columns\` of its own.${suggest(name, names)}` +
        ' A type over the same rows says `columns: [...]`.',
    );
    return null;
  }

  /** An object type over the same rows: all fields but those that only others have. */
  #overRows(name: string, columns: readonly string[], own: readonly string[]): Entity {
    const mine = this.#columns(name, columns);
    const others = this.#columns(name, own).filter((column) => !mine.includes(column));
    const problem = nameProblem(name) ?? clash(name, this.#names.types);
    if (problem) this.#report(`.types.${name}: ${problem}`);
    else this.#names.types.claim([name], typeCompanions);
    const entity = this.#entity;
    const shown = entity.columns.filter((column) => !others.includes(column));
    // The rows have them all the same: policies may name them.
    const hiddenColumns = [...entity.hiddenColumns, ...others];
    const uniqueKeys = entity.roots.one.map(({ key }) => key);
    const roots = entityRoots(entityName(name), entity.key, uniqueKeys, this.#names.roots);
    return { ...entity, name, columns: shown, hiddenColumns, roots, subtypes: null, base: { entity, relation: null } };
  }

  /** Only rows of one type, of those that may be seen at all. */
  #rowsOf(discriminator: Column, value: string): Entity['policy'] {
    const { policy, name } = this.#entity;
    const ofType = { [discriminator.field]: { eq: operand(discriminator, value) } };
    const path = policy?.path ?? `entities.${name}.variants`;
    return { where: ofType, ofBase: policy && whole(policy), path };
  }

  #columns(name: string, columns: readonly string[]): Column[] {
    const report = (mistake: string): void => this.#report(`.types.${name}.columns ${mistake}`);
    return columns.flatMap((column) => findColumn(this.#entity, column, report) ?? []);
  }

  /** A row of the table exists for every row of this type, found by its key. */
  #ofTable(value: string, sub: OpenEntity): Subtype | null {
    const down = this.#entity.relations.find((relation) => relation.kind === 'one' && leadsToKey(relation, sub));
    const up = sub.relations.find((relation) => relation.kind === 'one' && leadsToKey(relation, this.#entity));
    if (!down || !up) {
      const key = sub.key?.columns.map((column) => column.name).join(', ') ?? 'its key';
      this.#report(
        `.types.${sub.name}: no foreign key leads from ${sub.table.name} (${key}) to the key of ${this.#entity.table.name}; ` +
          'a type with a table of its own shares its key.',
      );
      return null;
    }
    if (sub.base) this.#report(`.types.${sub.name} is a type of ${sub.base.entity.name} already.`);
    sub.base = { entity: this.#entity, relation: { ...byKey(up), nullable: false } };
    sub.policy = this.#inherited(sub, up);
    this.#checkFields(sub);
    return { value, entity: sub, relation: byKey(down) };
  }

  /** Whoever may not see a row of the base sees none of the rows that go on with it. */
  #inherited({ policy: own }: Entity, { field }: Relation): Entity['policy'] {
    const { policy } = this.#entity;
    if (!policy) return own;
    return { where: own?.where ?? null, ofBase: { [field]: whole(policy) }, path: own?.path ?? policy.path };
  }

  /** GraphQL: an object has the fields of its interface, of the same types. */
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
    this.#report(
      `.types.${sub.name}: ${sub.name}.${field} and ${this.#entity.name}.${field} are of different types; rename one.`,
    );
  }

  #checkName(name: string, given: boolean, types: readonly Subtype[]): boolean {
    const taken = this.#drafts.some(({ entity }) => entity.name === name && (given || entity !== this.#entity));
    const own = types.some(({ entity }) => entity === this.#entity) && name === this.#entity.name;
    const problem =
      taken || own
        ? `must be a name of its own, ${name} is the name of an object type.`
        : given && this.#nameProblem(name);
    if (problem) this.#report(`.interface ${problem}`);
    else if (given) this.#names.types.claim([name]);
    return !problem;
  }

  #nameProblem(name: string): string | null {
    return nameProblem(name) ?? (this.#names.types.has(name) ? `is ${name}, the name of another type.` : null);
  }

  #checkValues(types: readonly Subtype[]): void {
    for (const [index, { value, entity }] of types.entries()) {
      const other = types.findIndex((each) => each.value === value);
      if (other < index) this.#report(`.types.${entity.name}.value: ${types[other]?.entity.name} has the same.`);
    }
  }
}

function whole({ where, ofBase }: EntityPolicy): unknown {
  const parts = [ofBase, where].filter((part) => part !== null);
  return parts.length === 1 ? parts[0] : { and: parts };
}

/** The discriminator's text as a client writes the value. */
function operand({ type }: Column, text: string): unknown {
  if (type.kind === 'enum') return type.enum.values.find(({ label }) => label === text)?.name ?? text;
  return type.name === 'int2' || type.name === 'int4' ? Number(text) : text;
}

/** The two rows are one, whatever the configuration says of the relations between their tables. */
function byKey(relation: Relation): Relation {
  if (relation.criteria === null && relation.load === 'auto') return relation;
  // Another name: what is asked of the relation is another select.
  return { ...relation, field: `${relation.field} by key`, criteria: null, load: 'auto' };
}

function leadsToKey(relation: Relation, target: Entity): boolean {
  if (relation.target !== target || relation.junction) return false;
  const key = target.key?.columns ?? [];
  return key.length === relation.pairs.length && relation.pairs.every(({ remote }) => key.includes(remote));
}
