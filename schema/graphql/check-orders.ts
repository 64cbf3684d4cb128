/** Checks orders of the configuration against the input types that clients use. */
import {
  getNamedType,
  type GraphQLEnumType,
  type GraphQLInputObjectType,
  isEnumType,
  isInputObjectType,
} from 'graphql';
import { isRecord } from '../util/records.ts';
import type { ConfigIssues, IssueScope } from '../config/reader/config-issues.ts';
import type { ConfiguredOrder, Entity, Model } from '../model/model.ts';
import type { OrderTypes } from './order-types.ts';
import { suggest } from '../util/suggest.ts';

export function checkOrders({ entities }: Model, orders: OrderTypes, issues: ConfigIssues): void {
  const check = (order: ConfiguredOrder | null, entity: Entity): void => {
    const type = order && orders.of(entity);
    if (order && !type) issues.at(order.path).because(`nothing of ${entity.name} can be ordered by.`);
    for (const [index, item] of order?.by.entries() ?? []) {
      if (type) checkItem(type, item, `${order?.path}[${index}]`, issues);
    }
  };
  for (const entity of entities) {
    // A type over the same rows as its base has the order of the base.
    if (!entity.base || entity.base.relation) check(entity.orderBy, entity);
    for (const { orderBy, target } of entity.relations) check(orderBy, target);
  }
}

function checkItem(type: GraphQLInputObjectType, item: unknown, at: string, issues: ConfigIssues): void {
  const [entry, ...more] = isRecord(item) ? Object.entries(item) : [];
  if (!entry || more.length > 0) {
    issues.at(at).wrong("must be an object of exactly one field, such as { id: 'ASC' }");
    return;
  }
  const [name, value] = entry;
  const fields = type.getFields();
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
  const inner = field && getNamedType(field.type);
  const below = issues.at(`${at}.${name}`, { needs: [name] });
  if (isInputObjectType(inner)) checkItem(inner, value, below.path, issues);
  else if (isEnumType(inner)) checkDirection(inner, value, below);
  else {
    const names = Object.keys(fields);
    below.wrong(`cannot be ordered by.${suggest(name, names) || ` There are ${names.join(', ')}.`}`);
  }
}

function checkDirection(type: GraphQLEnumType, value: unknown, issues: IssueScope): void {
  const directions = type.getValues().map(({ name }) => name);
  if (typeof value === 'string' && directions.includes(value)) return;
  issues.wrong(`must be a direction: ${directions.join(', ')}.${suggest(String(value), directions)}`);
}
