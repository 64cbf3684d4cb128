/** Entities whose rows are of several types: the configuration says which, the model gets an interface and what each adds. */
import type { EntityDraft, OpenEntity } from '../build-entity.ts';
import type { Column, Entity, Relation, Variant } from '../model.ts';
import { suggest } from '../suggest.ts';
import { discriminatorColumn, findColumn, findDraft } from './find.ts';
import type { EntityMapping, VariantMapping, VariantsMapping } from './settings.ts';

type Report = (mistake: string) => void;

export function addVariants(
  drafts: readonly EntityDraft[],
  mapping: ReadonlyMap<string, EntityMapping>,
  mistakes: string[],
): void {
  for (const [name, { variants }] of mapping) {
    const draft = findDraft(drafts, name);
    if (!variants || !draft) continue;
    const at = `entities.${name}.variants`;
    new VariantsBuilder(drafts, draft.entity, (mistake) => mistakes.push(`${at}${mistake}`)).add(variants);
  }
}

class VariantsBuilder {
  readonly #drafts: readonly EntityDraft[];
  readonly #entity: OpenEntity;
  readonly #report: Report;

  constructor(drafts: readonly EntityDraft[], entity: OpenEntity, report: Report) {
    this.#drafts = drafts;
    this.#entity = entity;
    this.#report = report;
  }

  add(settings: VariantsMapping): void {
    const entity = this.#entity;
    const by = discriminatorColumn(entity, settings.by, (mistake) => this.#report(`.by ${mistake}`));
    const own = [...settings.types].flatMap(([, { columns }]) => columns ?? []);
    const types = [...settings.types].flatMap(([name, type]) => this.#variant(name, type, own) ?? []);
    const name = settings.interface ?? entity.name;
    if (settings.types.size === 0) this.#report('.types names no type.');
    this.#checkName(name, settings.interface !== null, types);
    this.#checkValues(types);
    if (by) entity.variants = { interface: name, by, types };
  }

  #variant(name: string, { value, columns }: VariantMapping, own: readonly string[]): Variant | null {
    if (name === this.#entity.name) return { value, entity: this.#entity, relation: null };
    if (columns) return { value, entity: this.#overRows(name, columns, own), relation: null };
    const draft = this.#drafts.find(({ entity }) => entity.name === name);
    if (draft) return this.#ofTable(value, draft.entity);
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
    if (this.#drafts.some(({ entity }) => entity.name === name)) {
      this.#report(
        `.types.${name}: there is an entity of this name, which has a table of its own; leave \`columns\` out.`,
      );
    }
    const entity = this.#entity;
    const shown = entity.columns.filter((column) => !others.includes(column));
    return { ...entity, name, columns: shown, variants: null, base: { entity, relation: null } };
  }

  #columns(name: string, columns: readonly string[]): Column[] {
    const report = (mistake: string): void => this.#report(`.types.${name}.columns ${mistake}`);
    return columns.flatMap((column) => findColumn(this.#entity, column, report) ?? []);
  }

  /** A row of the table exists for every row of this type, found by its key. */
  #ofTable(value: string, sub: OpenEntity): Variant | null {
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
    sub.base = { entity: this.#entity, relation: { ...up, nullable: false } };
    this.#checkFields(sub);
    return { value, entity: sub, relation: down };
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

  #checkName(name: string, given: boolean, types: readonly Variant[]): void {
    const taken = this.#drafts.some(({ entity }) => entity.name === name && (given || entity !== this.#entity));
    const own = types.some(({ entity }) => entity === this.#entity) && name === this.#entity.name;
    if (taken || own) {
      this.#report(`.interface must be a name of its own, ${name} is the name of an object type.`);
    }
  }

  #checkValues(types: readonly Variant[]): void {
    for (const [index, { value, entity }] of types.entries()) {
      const other = types.findIndex((each) => each.value === value);
      if (other < index) this.#report(`.types.${entity.name}.value: ${types[other]?.entity.name} has the same.`);
    }
  }
}

function leadsToKey(relation: Relation, target: Entity): boolean {
  if (relation.target !== target || relation.junction) return false;
  const key = target.key?.columns ?? [];
  return key.length === relation.pairs.length && relation.pairs.every(({ remote }) => key.includes(remote));
}
