/** Orders that stand in the configuration, against the very input types that clients write theirs by. */
import { getNamedType, type GraphQLInputObjectType, isEnumType, isInputObjectType } from 'graphql';
import { isRecord } from '../util/records.ts';
import type { Mistakes } from '../config/reader/mistakes.ts';
import type { ConfiguredOrder, Entity, Model } from '../model/model.ts';
import type { OrderTypes } from './order-types.ts';
import { suggest } from '../util/suggest.ts';

export function checkOrders({ entities }: Model, orders: OrderTypes, mistakes: Mistakes): void {
  const check = (order: ConfiguredOrder | null, entity: Entity): void => {
    const type = order && orders.of(entity);
    if (order && !type) mistakes.all.push(`${order.path}: nothing of ${entity.name} can be ordered by.`);
    for (const [index, item] of order?.by.entries() ?? []) {
      if (type) checkItem(type, item, `${order?.path}[${index}]`, mistakes);
    }
  };
  for (const entity of entities) {
    // Of a type over the same rows as another, it is the other's.
    if (!entity.base || entity.base.relation) check(entity.orderBy, entity);
    for (const { orderBy, target } of entity.relations) check(orderBy, target);
  }
}

function checkItem(type: GraphQLInputObjectType, item: unknown, at: string, mistakes: Mistakes): void {
  const [entry, ...more] = isRecord(item) ? Object.entries(item) : [];
  if (!entry || more.length > 0) {
    mistakes.all.push(`${at} must be an object of exactly one field, such as { id: 'ASC' }.`);
    return;
  }
  const [name, value] = entry;
  const fields = type.getFields();
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
  const inner = field && getNamedType(field.type);
  if (isInputObjectType(inner)) checkItem(inner, value, `${at}.${name}`, mistakes);
  else if (isEnumType(inner))
    checkDirection(
      inner.getValues().map((each) => each.name),
      value,
      `${at}.${name}`,
      mistakes.all,
    );
  else if (!mistakes.isMissing(name))
    mistakes.all.push(
      `${at}.${name} cannot be ordered by.${suggest(name, Object.keys(fields)) || ` There are ${Object.keys(fields).join(', ')}.`}`,
    );
}

function checkDirection(directions: readonly string[], value: unknown, at: string, mistakes: string[]): void {
  if (typeof value === 'string' && directions.includes(value)) return;
  mistakes.push(`${at} must be a direction: ${directions.join(', ')}.${suggest(String(value), directions)}`);
}
