/** Criteria of relations, and which of many rows is the one, at boot: every mistake of all of them is found at once. */
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

/** The schema has checked it, and reported what cannot be read. */
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

/** What a relation means cannot hang on what it means. */
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
