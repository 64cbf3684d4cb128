/**
 * Makes the relations of foreign keys: forward, backward, through junctions, and trees. All names of one kind are given before those of the
 * next, so that a name that a table gives itself never changes because of another table.
 */
import type { EntityDraft } from '../tables/build-entity.ts';
import { keepsApart, reversed } from './column-pair.ts';
import { findJunctions, type JunctionSide } from './junctions.ts';
import { findForeignKeys, type ForeignKey } from './foreign-keys.ts';
import { holdsKey } from '../../model/holds-key.ts';
import type { Column, ColumnPair, Relation } from '../../model/model.ts';
import { PLAIN_RELATION } from '../../model/plain-relation.ts';
import { backwardNames, type Candidates, forwardNames, throughNames, treeNames } from './relation-names.ts';
import { listCompanions, siblingsOf } from '../../naming/root-names.ts';
import { UniqueNames } from '../../naming/unique-names.ts';

/** The names in use on each table's type. */
type Fields = ReadonlyMap<EntityDraft, UniqueNames>;

export function addRelations(drafts: readonly EntityDraft[]): void {
  const foreignKeys = findForeignKeys(drafts);
  const fields: Fields = new Map(drafts.map((draft) => [draft, new UniqueNames(draft.taken)]));
  for (const foreignKey of foreignKeys) foreignKey.source.relations.push(forward(foreignKey, fields));
  for (const link of foreignKeys) link.target.relations.push(backward(link, fields));
  for (const side of findJunctions(foreignKeys)) side.near.target.relations.push(through(side, fields));
  for (const link of foreignKeys) {
    if (link.source === link.target)
      link.source.relations.push(tree(link, 'ancestors', fields), tree(link, 'descendants', fields));
  }
}

function forward(foreignKey: ForeignKey, fields: Fields): Relation {
  const sure = foreignKey.key.validated && !foreignKey.target.entity.rowSecurity && isNeverNull(foreignKey);
  return {
    ...base(foreignKey),
    field: claimOne(foreignKey.source, forwardNames(foreignKey), fields),
    kind: 'one',
    direction: 'forward',
    nullable: !sure,
  };
}

/** Whether the table itself enforces it, and the relation compares its columns as the foreign key does. */
function isNeverNull({ key, pairs, source: { table } }: ForeignKey): boolean {
  const filled = new Set(table.columns.filter(({ notNull }) => notNull).map(({ attnum }) => attnum));
  const isCast = pairs.some(({ local, remote }) => local.stored !== null || remote.stored !== null);
  return !isCast && key.columns.every((attnum) => filled.has(attnum));
}

function backward(foreignKey: ForeignKey, fields: Fields): Relation {
  const one = holdsKey(foreignKey.source.entity, localsOf(foreignKey.pairs)) && areApart(foreignKey);
  const names = backwardNames(foreignKey, one);
  return {
    ...base(foreignKey),
    ...(one ? { field: claimOne(foreignKey.target, names, fields) } : claimMany(foreignKey.target, names, fields)),
    source: foreignKey.target.entity,
    target: foreignKey.source.entity,
    kind: one ? 'one' : 'many',
    direction: 'backward',
    pairs: foreignKey.pairs.map(reversed),
    nullable: one,
  };
}

function through(side: JunctionSide, fields: Fields): Relation {
  const { near, far } = side;
  return {
    ...base(near),
    ...claimMany(near.target, throughNames(side), fields),
    source: near.target.entity,
    target: far.target.entity,
    kind: 'many',
    direction: 'backward',
    pairs: near.pairs.map(reversed),
    junction: {
      entity: near.source.entity,
      constraints: [near.key.name, far.key.name],
      pairs: far.pairs,
      unique:
        !near.source.table.inherited &&
        holdsKey(near.source.entity, localsOf([...near.pairs, ...far.pairs])) &&
        areApart(near) &&
        areApart(far),
    },
    nullable: false,
  };
}

function tree(foreignKey: ForeignKey, name: 'ancestors' | 'descendants', fields: Fields): Relation {
  const up = name === 'ancestors';
  return {
    ...base(foreignKey),
    field: claimOne(foreignKey.source, treeNames(foreignKey, name), fields),
    kind: 'many',
    direction: up ? 'forward' : 'backward',
    pairs: up ? foreignKey.pairs : foreignKey.pairs.map(reversed),
    nullable: false,
    tree: name,
  };
}

function base(foreignKey: ForeignKey) {
  return {
    ...PLAIN_RELATION,
    source: foreignKey.source.entity,
    target: foreignKey.target.entity,
    constraint: foreignKey.key.name,
    pairs: foreignKey.pairs,
  } as const;
}

/** Whether the comparison of the foreign key never takes two rows for one that their unique key tells apart. */
function areApart({ pairs }: ForeignKey): boolean {
  return pairs.every((pair) => keepsApart(pair.local, pair));
}

function localsOf(pairs: readonly ColumnPair[]): readonly Column[] {
  return pairs.map(({ local }) => local);
}

function claimOne(draft: EntityDraft, candidates: Candidates, fields: Fields): string {
  return fields.get(draft)?.claim(candidates) ?? candidates[0];
}

function claimMany(draft: EntityDraft, candidates: Candidates, fields: Fields): Pick<Relation, 'field' | 'siblings'> {
  const field = fields.get(draft)?.claim(candidates, listCompanions) ?? candidates[0];
  return { field, siblings: siblingsOf(field) };
}
