/** Relations that lead to one of several entities, by a column that says to which. */
import type { EntityDraft } from '../build-entity.ts';
import type { Choice, ColumnPair, Entity, Relation } from '../model.ts';
import { PLAIN_RELATION } from '../plain-relation.ts';
import { suggest } from '../suggest.ts';
import { discriminatorColumn, findColumn, findDraft } from './find.ts';
import type { EntityMapping, UnionMapping, UnionTypeMapping } from './settings.ts';

type Report = (mistake: string) => void;

export function addUnions(
  drafts: readonly EntityDraft[],
  mapping: ReadonlyMap<string, EntityMapping>,
  mistakes: string[],
): void {
  const unions = new Map<string, string>();
  for (const [name, { unions: fields }] of mapping) {
    const draft = findDraft(drafts, name);
    for (const [field, union] of draft ? fields : []) {
      const at = `entities.${name}.unions.${field}`;
      const before = mistakes.length;
      const report: Report = (mistake) => void mistakes.push(`${at}${mistake}`);
      const known = unions.get(union.name);
      if (known !== undefined) report(`.name: ${union.name} is the union of ${known} already.`);
      else unions.set(union.name, at);
      const choice = draft && choiceOf(drafts, draft, { field, ...union }, report);
      if (choice && mistakes.length === before) draft.choices.push(choice);
    }
  }
}

/** Null: there is no column that could say where it leads. */
function choiceOf(
  drafts: readonly EntityDraft[],
  { entity }: EntityDraft,
  union: UnionMapping & { readonly field: string },
  report: Report,
): Choice | null {
  const { field, name, description } = union;
  const by = discriminatorColumn(entity, union.by, (mistake) => report(`.by ${mistake}`));
  const types = [...union.types].flatMap(([type, settings]) => {
    const below: Report = (mistake) => report(`.types.${type}${mistake}`);
    const relation = relationTo(drafts, entity, { field, type, settings }, below);
    return relation ? [{ value: settings.value, relation }] : [];
  });
  if (union.types.size === 0) report('.types names no type.');
  for (const [index, { value, relation }] of types.entries()) {
    const other = types.findIndex((each) => each.value === value);
    if (other < index)
      report(`.types.${relation.target.name}.value: ${types[other]?.relation.target.name} has the same.`);
  }
  if ([...entity.columns, ...entity.computed, ...entity.relations].some((each) => each.field === field)) {
    report(`: ${entity.name}.${field} is another field already.`);
  }
  if (drafts.some((draft) => draft.entity.name === name)) report(`.name: ${name} is the name of an object type.`);
  return by && { field, source: entity, union: name, by, types, description };
}

function relationTo(
  drafts: readonly EntityDraft[],
  source: Entity,
  { field, type, settings }: { field: string; type: string; settings: UnionTypeMapping },
  report: Report,
): Relation | null {
  const target = findDraft(drafts, type)?.entity;
  if (!target) {
    const names = drafts.map(({ entity }) => entity.name);
    report(` is no entity.${suggest(type, names)}`);
    return null;
  }
  if (target.variants) report(`: a union has no room for an interface; ${target.name} has variants.`);
  const pairs = settings.on.flatMap(([here, there]): ColumnPair[] => {
    const local = findColumn(source, here, (mistake) => report(`.on ${mistake}`));
    const remote = findColumn(target, there, (mistake) => report(`.on ${mistake}`));
    return local && remote ? [{ local, remote }] : [];
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
    pairs,
    nullable: true,
  };
}

function findsOne(target: Entity, pairs: readonly ColumnPair[]): boolean {
  return target.uniqueKeys.some(({ columns }) =>
    columns.every((column) => pairs.some(({ remote }) => remote === column)),
  );
}
