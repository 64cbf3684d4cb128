/** Subtypes by a column with few values, and union relations to one of two tables. */
import type { EntityOptions } from '../../schema/config/mapping/entity-settings.ts';
import type { Column, Entity, Relation } from '../../schema/model/model.ts';
import type { Dice } from './dice.ts';
import { ownName } from './own-name.ts';

/** Returns the texts of a column, with nulls among them. */
export type TextsOf = (entity: Entity, column: Column) => Promise<readonly (string | null)[]>;

const EXACT = new Set(['text', 'varchar', 'int2', 'int4', 'int8']);

/** Makes one subtype per value. Sometimes a value has no subtype, and its rows are errors. */
export async function randomVariants(
  dice: Dice,
  entity: Entity,
  textsOf: TextsOf,
): Promise<NonNullable<EntityOptions['variants']> | null> {
  const kind = entity.columns.find(({ name }) => name === 'kind');
  const discriminator = kind ?? dice.pick(entity.columns.filter((column) => isDiscriminator(entity, column)));
  if (!discriminator) return null;
  const texts = [...(await textsOf(entity, discriminator))].reverse();
  const values = texts.filter((text) => text !== null);
  if (values.length === 0 || values.length > 4 || values.length < texts.length) return null;
  const named = values.length > 1 && dice.oneIn(5) ? values.slice(1) : values;
  const others = entity.columns.filter((column) => column !== discriminator && !entity.key?.columns.includes(column));
  const sub = entity.relations.find((relation) => isSub(relation))?.target;
  const types = named.map((value, index) => {
    if (sub && index === 0) return [sub.name, { value }] as const;
    const own = others.filter(() => dice.oneIn(3)).map(({ name }) => name);
    return [`${entity.name}Kind${index}`, { value, columns: own }] as const;
  });
  return { interface: `Any${entity.name}`, by: discriminator.name, types: Object.fromEntries(types) };
}

/** True if the relation leads to a table that shares the key and extends the rows. */
function isSub(relation: Relation): boolean {
  return relation.direction === 'backward' && sharesKey(relation);
}

function isBase(relation: Relation): boolean {
  return relation.direction === 'forward' && sharesKey(relation);
}

function sharesKey({ kind, pairs, source, target }: Relation): boolean {
  const isKey = pairs.every(
    ({ local, remote }) => source.key?.columns.includes(local) && target.key?.columns.includes(remote),
  );
  return kind === 'one' && source !== target && isKey;
}

/** Makes a union relation by keys of one column that a column here may hold. */
export async function randomUnion(
  dice: Dice,
  entity: Entity,
  targets: readonly Entity[],
  textsOf: TextsOf,
): Promise<NonNullable<EntityOptions['unions']> | null> {
  const discriminator = dice.pick(entity.columns.filter((column) => isDiscriminator(entity, column)));
  if (!discriminator) return null;
  const values = (await textsOf(entity, discriminator)).filter((text) => text !== null);
  // A table that extends the rows of another one may already be among its subtypes.
  const ways = targets
    .filter((target) => !target.relations.some(isBase))
    .flatMap((target) => {
      const [remote, ...more] = target.key?.columns ?? [];
      const local = dice.pick(entity.columns.filter(({ type }) => type.oid === remote?.type.oid));
      return remote && local && more.length === 0 ? [{ target, on: [[local.name, remote.name]] as const }] : [];
    });
  const chosen = ways.filter(() => dice.oneIn(2)).slice(0, 3);
  const types = chosen.flatMap(({ target, on }, index) => {
    const value = values[index];
    return value === undefined ? [] : [[target.name, { value, on }] as const];
  });
  if (types.length === 0) return null;
  return {
    [ownName(entity, 'Subject')]: {
      name: `${entity.name}Subject`,
      by: discriminator.name,
      types: Object.fromEntries(types),
    },
  };
}

/** A key has too many values for a discriminator. */
function isDiscriminator({ key }: Entity, column: Column): boolean {
  const { type } = column;
  if (key?.columns.includes(column)) return false;
  return type.kind === 'enum' || (type.kind === 'scalar' && EXACT.has(type.name));
}
