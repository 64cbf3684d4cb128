/** Adds union relations, which lead to one of several entities, as a discriminator says. */
import { columnPair } from '../relations/column-pair.ts';
import type { EntityDraft } from '../tables/build-entity.ts';
import { holdsKey } from '../../model/holds-key.ts';
import { fieldsOf, objectsOf } from '../../model/subtypes.ts';
import type { UnionRelation, ColumnPair, Entity, Relation } from '../../model/model.ts';
import { PLAIN_RELATION } from '../../model/plain-relation.ts';
import type { ConfigIssues, IssueScope } from '../../config/reader/config-issues.ts';
import { namesOfUnion } from '../../config/mapping/given-names.ts';
import { suggest } from '../../util/suggest.ts';
import type { UniqueNames } from '../../naming/unique-names.ts';
import { discriminatorColumn, findColumn, findDraft, valueProblem } from '../tables/find.ts';
import { nameProblem } from '../../naming/naming.ts';
import type { EntityMapping, UnionMapping, UnionTypeMapping } from '../../config/mapping/entity-settings.ts';

/** The possible targets of unions: tables, and types over the rows of one of them. */
interface Targets {
  readonly drafts: readonly EntityDraft[];
  /** All drafts, the hidden ones included. */
  readonly all: readonly EntityDraft[];
  readonly overRows: readonly Entity[];
}

/** A type that a union may lead to. */
interface Member {
  readonly field: string;
  readonly type: string;
  readonly settings: UnionTypeMapping;
}

/** `names` holds the names of types. */
export function addUnions(
  targets: Targets,
  mapping: ReadonlyMap<string, EntityMapping>,
  names: UniqueNames,
  issues: ConfigIssues,
): void {
  const unions = new Map<string, { readonly at: string; readonly objects: string }>();
  for (const [name, { unions: fields }] of mapping) {
    const draft = findDraft(targets.drafts, name);
    for (const [field, union] of draft ? fields : []) {
      const scope = issues.at(`entities.${name}.unions.${field}`, { leavesOut: namesOfUnion(field, union) });
      const choice = draft && unionRelationOf(targets, draft, { field, ...union }, scope);
      const objects = choice ? objectNames(choice).toSorted().join(', ') : '';
      const cached = unions.get(union.name);
      if (!cached) checkName(union.name, names, scope);
      else if (cached.objects !== objects && !scope.hasIssues)
        scope.at('name').because(`${union.name} is the union of ${cached.at} already, of ${cached.objects}.`);
      unions.set(union.name, cached ?? { at: scope.path, objects });
      names.claim([union.name]);
      if (choice && !scope.hasIssues) draft.choices.push(choice);
    }
  }
}

function checkName(name: string, names: UniqueNames, issues: IssueScope): void {
  const problem = nameProblem(name) ?? (names.has(name) ? `${name} is the name of another type.` : null);
  if (problem) issues.at('name').because(problem);
}

function objectNames({ types }: UnionRelation): readonly string[] {
  return types.flatMap(({ relation }) => objectsOf(relation.target)).map(({ name }) => name);
}

/** Gives null without a column that could say where the relation leads. */
function unionRelationOf(
  targets: Targets,
  { entity }: EntityDraft,
  union: UnionMapping & Pick<Member, 'field'>,
  issues: IssueScope,
): UnionRelation | null {
  const { field, name, description } = union;
  const discriminator = discriminatorColumn(entity, union.by, issues.at('by'));
  const types = [...union.types].flatMap(([type, settings]) => {
    const below = issues.at(`types.${type}`);
    const problem = discriminator && valueProblem(discriminator, settings.value);
    if (problem) below.at('value').because(problem);
    const relation = relationTo(targets, entity, { field, type, settings }, below);
    return relation ? [{ value: settings.value, relation }] : [];
  });
  if (union.types.size === 0) issues.at('types').wrong('names no type.');
  checkTypes(types, issues);
  const problem =
    nameProblem(field) ??
    (fieldsOf(entity).includes(field) ? `${entity.name}.${field} is another field already.` : null);
  if (problem) issues.because(problem);
  return discriminator && { field, source: entity, union: name, discriminator, types, description };
}

/** Checks that each value leads to one type, and that each object type belongs to one. */
function checkTypes(types: UnionRelation['types'], issues: IssueScope): void {
  for (const [index, { value, relation }] of types.entries()) {
    const { name } = relation.target;
    const type = issues.at(`types.${name}`);
    const before = types.slice(0, index);
    const same = before.find((each) => each.value === value);
    if (same) type.at('value').because(`${same.relation.target.name} has the same.`);
    for (const object of objectsOf(relation.target)) {
      const other = before.find((each) => objectsOf(each.relation.target).includes(object));
      if (other) type.because(`${object.name} is among the types of ${other.relation.target.name} already.`);
    }
  }
}

function relationTo(
  { drafts, all, overRows }: Targets,
  source: Entity,
  { field, type, settings }: Member,
  issues: IssueScope,
): Relation | null {
  const entities = [...drafts.map(({ entity }) => entity), ...overRows];
  const target =
    findDraft(drafts, type)?.entity ??
    entities.find(({ name, subtypes }) => name === type || subtypes?.interface === type);
  if (!target) {
    const names = entities.map(({ name }) => name);
    if (findDraft(all, type)) return issues.because(`${type} is hidden, and nothing leads to what is hidden.`);
    return issues.wrong(`is not an entity.${suggest(type, names)}`);
  }
  const on = issues.at('on');
  const pairs = settings.on.flatMap(([here, there]): ColumnPair[] => {
    const local = findColumn(source, here, on);
    const remote = findColumn(target, there, on);
    return local && remote ? [columnPair(local, remote)] : [];
  });
  const remotes = pairs.map(({ remote }) => remote);
  if (settings.on.length === 0) on.wrong("must be pairs of columns, here and there, such as [['subject_id', 'id']].");
  else if (pairs.length === settings.on.length && !holdsKey(target, remotes)) {
    const keys = target.uniqueKeys.map(({ columns }) => columns.map((column) => column.name).join(', ')).join(' or ');
    on.wrong(`must lead to a key of ${target.name}, or several rows would fit: ${keys || 'it has none'}.`);
  }
  return {
    ...PLAIN_RELATION,
    field: `${field} as ${target.name}`,
    source,
    target,
    kind: 'one',
    direction: 'forward',
    configured: issues.path,
    pairs,
    nullable: true,
  };
}
