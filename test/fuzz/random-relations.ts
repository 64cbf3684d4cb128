/** Random relations without foreign keys: between columns of one type, by a condition, through a table. */
import type { RelationOptions } from '../../schema/config/mapping/entity-settings.ts';
import type { Column, Entity } from '../../schema/model/model.ts';
import { sortable } from '../../schema/model/sortable.ts';
import { columnName } from '../reference/naive-names.ts';
import type { Dice } from './dice.ts';

interface Way {
  readonly target: Entity;
  readonly file: RelationOptions;
}

/** Makes a list. Other settings are added elsewhere. */
export function randomRelation(dice: Dice, entity: Entity, entities: readonly Entity[]): Way | null {
  const target = dice.pick(entities.filter(({ key }) => key !== null));
  if (!target) return null;
  const file = dice.oneIn(3) ? through(dice, entity, entities, target) : direct(dice, entity, target);
  return file && { target, file: { ...file, target: target.name, kind: 'many' } };
}

function direct(dice: Dice, entity: Entity, target: Entity): RelationOptions | null {
  const pair = pairOf(dice, entity, target);
  if (!pair) return null;
  if (entity.key === null || dice.oneIn(2)) {
    const second = dice.oneIn(3) ? pairOf(dice, entity, target) : null;
    return { on: [pair, ...(second ? [second] : [])].map(([local, remote]) => [local.name, remote.name]) };
  }
  const [local, remote] = pair.map((column, side) => columnName(side === 0 ? '{source}' : '{target}', column));
  const sign = dice.pick(['=', '=', '<', 'is not distinct from']);
  return { on: `${local} ${sign} ${remote}` };
}

function through(dice: Dice, entity: Entity, entities: readonly Entity[], target: Entity): RelationOptions | null {
  const junction = dice.pick(entities);
  const near = junction && pairOf(dice, entity, junction);
  const far = junction && pairOf(dice, junction, target);
  if (!near || !far) return null;
  const names = ([local, remote]: readonly [Column, Column]) => [local.name, remote.name] as const;
  const { schema, name } = junction.table;
  return { through: { table: `${schema}.${name}`, on: [names(near)], then: [names(far)] } };
}

function pairOf(dice: Dice, near: Entity, far: Entity): readonly [Column, Column] | null {
  const local = dice.pick(near.columns);
  const remote = dice.pick(far.columns.filter(({ type }) => type.oid === local?.type.oid && sortable(type)));
  return local && remote ? [local, remote] : null;
}
