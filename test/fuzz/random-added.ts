/** Random custom fields over their requirements: columns of the row, and of rows along relations. */
import type { CustomFieldOptions, Row } from '../../schema/config/added/extension-settings.ts';
import type { Column, Entity } from '../../schema/model/model.ts';
import type { Dice } from './dice.ts';
import { ownName } from './own-name.ts';

type Path = readonly string[];

export function randomAdded(dice: Dice, entity: Entity): Readonly<Record<string, CustomFieldOptions>> {
  const fields = Array.from({ length: dice.next(3) }, (_, index) => {
    const paths = [pathFrom(dice, entity, 2), ...(dice.oneIn(2) ? [pathFrom(dice, entity, 2)] : [])];
    const known = paths.filter((path) => path !== null);
    return known.length === 0 ? [] : [[ownName(entity, `Made${index}`), madeOf(known, dice.oneIn(3))] as const];
  });
  return Object.fromEntries(fields.flat());
}

export function pathFrom(dice: Dice, entity: Entity, depth: number): Path | null {
  const { columns, relations } = entity;
  const relation = dice.pick(relations.filter(({ tree, target }) => tree === null && !target.stub && !target.subtypes));
  const rest = relation && depth > 0 && dice.oneIn(2) ? pathFrom(dice, relation.target, depth - 1) : null;
  if (relation && rest) return [relation.field, ...rest];
  const column = dice.pick(columns.filter((each) => isOfAll(entity, each)));
  return column ? [column.field] : null;
}

/** The rows may be of several subtypes, and not all of them may have the column. */
function isOfAll({ subtypes }: Entity, column: Column): boolean {
  return (subtypes?.types ?? []).every(({ entity, relation }) => relation !== null || entity.columns.includes(column));
}

/** Makes a text of everything that it requires. */
function madeOf(paths: readonly Path[], isCalled: boolean): CustomFieldOptions {
  return {
    type: 'String!',
    requires: paths.map((path) => path.join('.')),
    ...(isCalled && { args: { times: 'Int' } }),
    resolve: (row: Row, args) => requiredText(row, paths, args['times'] ?? 0),
  };
}

export function requiredText(row: Row, paths: readonly Path[], ...more: readonly unknown[]): string {
  return JSON.stringify([...paths.map((path) => valueAt(row, path)), ...more]);
}

function valueAt(value: unknown, [name, ...path]: Path): unknown {
  if (name === undefined || value === null) return value;
  if (Array.isArray(value)) return value.map((each: unknown) => valueAt(each, [name, ...path]));
  const read: unknown = Reflect.get(Object(value), name);
  return valueAt(read, path);
}
