/** Relations that lead to one of several entities, by a column that says to which. */
import { columnPair } from '../relations/column-pair.ts';
import type { EntityDraft } from '../tables/build-entity.ts';
import { fieldsOf, objectsOf } from '../../model/subtypes.ts';
import type { UnionRelation, ColumnPair, Entity, Relation } from '../../model/model.ts';
import { PLAIN_RELATION } from '../../model/plain-relation.ts';
import { suggest } from '../../util/suggest.ts';
import type { UniqueNames } from '../../naming/unique-names.ts';
import { discriminatorColumn, findColumn, findDraft, valueProblem } from '../tables/find.ts';
import { nameProblem } from '../../naming/naming.ts';
import type { EntityMapping, UnionMapping, UnionTypeMapping } from '../../config/mapping/entity-settings.ts';

type Report = (mistake: string) => void;

/** What unions may lead to: tables, and types over the rows of one of them. */
interface Targets {
  readonly drafts: readonly EntityDraft[];
  /** With those that are hidden. */
  readonly all: readonly EntityDraft[];
  readonly overRows: readonly Entity[];
}

/** A type that a union may lead to, and where the configuration says so. */
interface Member {
  readonly at: string;
  readonly field: string;
  readonly type: string;
  readonly settings: UnionTypeMapping;
}

/** `names`: those of types. */
export function addUnions(
  targets: Targets,
  mapping: ReadonlyMap<string, EntityMapping>,
  names: UniqueNames,
  mistakes: string[],
): void {
  const unions = new Map<string, { readonly at: string; readonly objects: string }>();
  for (const [name, { unions: fields }] of mapping) {
    const draft = findDraft(targets.drafts, name);
    for (const [field, union] of draft ? fields : []) {
      const at = `entities.${name}.unions.${field}`;
      const before = mistakes.length;
      const report: Report = (mistake) => void mistakes.push(`${at}${mistake}`);
      const choice = draft && unionRelationOf(targets, draft, { at, field, ...union }, report);
      const objects = choice ? objectNames(choice).toSorted().join(', ') : '';
      const cached = unions.get(union.name);
      if (!cached) checkName(union.name, names, report);
      else if (cached.objects !== objects && mistakes.length === before)
        report(`.name: ${union.name} is the union of ${cached.at} already, of ${cached.objects}.`);
      unions.set(union.name, cached ?? { at, objects });
      names.claim([union.name]);
      if (choice && mistakes.length === before) draft.choices.push(choice);
    }
  }
}

function checkName(name: string, names: UniqueNames, report: Report): void {
  const problem = nameProblem(name) ?? (names.has(name) ? `${name} is the name of another type.` : null);
  if (problem) report(`.name: ${problem}`);
}

function objectNames({ types }: UnionRelation): readonly string[] {
  return types.flatMap(({ relation }) => objectsOf(relation.target)).map(({ name }) => name);
}

/** Null: there is no column that could say where it leads. */
function unionRelationOf(
  targets: Targets,
  { entity }: EntityDraft,
  union: UnionMapping & Pick<Member, 'at' | 'field'>,
  report: Report,
): UnionRelation | null {
  const { at, field, name, description } = union;
  const discriminator = discriminatorColumn(entity, union.by, (mistake) => report(`.by ${mistake}`));
  const types = [...union.types].flatMap(([type, settings]) => {
    const below: Report = (mistake) => report(`.types.${type}${mistake}`);
    const problem = discriminator && valueProblem(discriminator, settings.value);
    if (problem) below(`.value: ${problem}`);
    const relation = relationTo(targets, entity, { at: `${at}.types.${type}`, field, type, settings }, below);
    return relation ? [{ value: settings.value, relation }] : [];
  });
  if (union.types.size === 0) report('.types names no type.');
  checkTypes(types, report);
  const problem =
    nameProblem(field) ??
    (fieldsOf(entity).includes(field) ? `${entity.name}.${field} is another field already.` : null);
  if (problem) report(`: ${problem}`);
  return discriminator && { field, source: entity, union: name, discriminator, types, description };
}

/** Each value leads to one of them, and each object type is one's. */
function checkTypes(types: UnionRelation['types'], report: Report): void {
  for (const [index, { value, relation }] of types.entries()) {
    const { name } = relation.target;
    const before = types.slice(0, index);
    const same = before.find((each) => each.value === value);
    if (same) report(`.types.${name}.value: ${same.relation.target.name} has the same.`);
    for (const object of objectsOf(relation.target)) {
      const other = before.find((each) => objectsOf(each.relation.target).includes(object));
      if (other) report(`.types.${name}: ${object.name} is among the types of ${other.relation.target.name} already.`);
    }
  }
}

function relationTo(
  { drafts, all, overRows }: Targets,
  source: Entity,
  { at, field, type, settings }: Member,
  report: Report,
): Relation | null {
  const entities = [...drafts.map(({ entity }) => entity), ...overRows];
  const target =
    findDraft(drafts, type)?.entity ??
    entities.find(({ name, subtypes }) => name === type || subtypes?.interface === type);
  if (!target) {
    const names = entities.map(({ name }) => name);
    if (findDraft(all, type)) report(`: ${type} is hidden, and nothing leads to what is hidden.`);
    else report(` is no entity.${suggest(type, names)}`);
    return null;
  }
  const pairs = settings.on.flatMap(([here, there]): ColumnPair[] => {
    const local = findColumn(source, here, (mistake) => report(`.on ${mistake}`));
    const remote = findColumn(target, there, (mistake) => report(`.on ${mistake}`));
    return local && remote ? [columnPair(local, remote)] : [];
  });
  if (settings.on.length === 0) report(".on must be pairs of columns, here and there, such as [['subject_id', 'id']].");
  else if (pairs.length === settings.on.length && !findsOne(target, pairs)) {
    const keys = target.uniqueKeys.map(({ columns }) => columns.map((column) => column.name).join(', ')).join(' or ');
    report(`.on must lead to a key of ${target.name}, or several rows would fit: ${keys || 'it has none'}.`);
  }
  return {
    ...PLAIN_RELATION,
    field: `${field} as ${target.name}`,
    source,
    target,
    kind: 'one',
    direction: 'forward',
    configured: at,
    pairs,
    nullable: true,
  };
}

function findsOne(target: Entity, pairs: readonly ColumnPair[]): boolean {
  return target.uniqueKeys.some(({ columns }) =>
    columns.every((column) => pairs.some(({ remote }) => remote === column)),
  );
}
