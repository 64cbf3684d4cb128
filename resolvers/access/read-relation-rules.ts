/** Reads the criteria of relations, and the orders that choose one of many rows. It runs at boot and reports every issue. */
import { isInputObjectType } from 'graphql';
import type { OrderTerm } from '../../loaders/plan/shared/filter.ts';
import { isFirst } from '../../loaders/plan/shared/first-of-many.ts';
import { relationsOfFilter, relationsOfOrder } from '../../loaders/plan/shared/relations-of.ts';
import type { RelationRule } from '../../loaders/sql/shared/policies.ts';
import type { ApiSchema } from '../../schema/graphql/field-sources.ts';
import type { ConfigIssues } from '../../schema/config/reader/config-issues.ts';
import type { Relation } from '../../schema/model/model.ts';
import { ArgumentError } from '../arguments/argument-reader.ts';
import { OrderReader } from '../arguments/order-reader.ts';
import { total } from '../arguments/total-order.ts';
import { readCondition } from './read-condition.ts';
import type { ConfiguredSlots } from './configured-slots.ts';

export function readRelationRules(
  api: ApiSchema,
  slots: ConfiguredSlots,
  issues: ConfigIssues,
): ReadonlyMap<Relation, RelationRule> {
  const rules = new Map<Relation, RelationRule>();
  for (const relation of api.model.entities.flatMap(({ relations }) => relations)) {
    const { criteria, target } = relation;
    const filter = criteria && readCondition(api, slots, issues, { entity: target, ...criteria });
    const order = isFirst(relation) ? orderOf(api, relation) : null;
    if (filter || order) rules.set(relation, { filter, order });
  }
  for (const relation of rules.keys()) checkCircle(relation, rules, issues);
  return rules;
}

/** An order that cannot be read gives null: the schema has checked and reported it. */
function orderOf(api: ApiSchema, { target, orderBy }: Relation): readonly OrderTerm[] | null {
  const type = api.schema.getType(`${target.name}OrderBy`);
  const reader = new OrderReader(api, () => {});
  try {
    return total(target, reader.terms(isInputObjectType(type) ? type : null, orderBy?.by, orderBy?.path ?? ''));
  } catch (error) {
    if (error instanceof ArgumentError) return null;
    throw error;
  }
}

/** The meaning of a relation must not depend on itself. */
function checkCircle(relation: Relation, rules: ReadonlyMap<Relation, RelationRule>, issues: ConfigIssues): void {
  const seen = new Set<Relation>();
  const pending = [relation];
  for (let next = pending.pop(); next; next = pending.pop()) {
    for (const used of relationsOf(rules.get(next))) {
      if (used === relation) {
        const { criteria, orderBy, source, field } = relation;
        issues.at(criteria?.path ?? orderBy?.path ?? '').wrong(`leads back to ${source.name}.${field} itself.`);
        return;
      }
      if (!seen.has(used)) pending.push(used);
      seen.add(used);
    }
  }
}

function relationsOf(rule: RelationRule | undefined): readonly Relation[] {
  const sorted = (rule?.order ?? []).flatMap(relationsOfOrder);
  return [...sorted, ...(rule?.filter ? relationsOfFilter(rule.filter) : [])];
}
