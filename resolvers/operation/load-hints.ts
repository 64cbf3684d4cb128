/** The load hints of an operation: `@load` on a field, else the request's hint for all. */
import { type FieldNode, getDirectiveValues } from 'graphql';
import { PlanError } from '../../loaders/plan/shared/plan-error.ts';
import type { LoadHint, LoadStrategy } from '../../loaders/plan/shared/load-strategy.ts';
import { LOAD_DIRECTIVE } from '../../schema/graphql/load-directive.ts';
import type { RequestContext } from './executor-type.ts';
import type { CollectedField } from './collect-fields.ts';
import type { VariableValues } from './variables.ts';

export interface HintContext {
  readonly variables: VariableValues;
  readonly load: RequestContext['load'];
}

/** Returns the field's own `@load`, else the hint of the request. */
export function hintOf({ variables, load }: HintContext, field: CollectedField): LoadHint | null {
  if (field.requiredBy !== null) {
    return { strategy: 'auto', source: `requires of ${field.requiredBy}`, binding: true, required: true };
  }
  const hints = field.nodes.flatMap((node) => strategyOf(node, variables) ?? []);
  const [hint] = hints;
  if (hint === undefined) return wishOf(load);
  const other = hints.find((each) => each !== hint);
  return { strategy: strategyName(hint), source: `@load on ${field.path}`, binding: true, ...conflict(other) };
}

/** Returns the strategy that `@load` on this very field names. */
export function strategyOf(node: FieldNode, variables: VariableValues): unknown {
  return getDirectiveValues(LOAD_DIRECTIVE, node, variables)?.['strategy'];
}

/** Returns the request's hint for every relation. */
export function wishOf(load: RequestContext['load']): LoadHint | null {
  return load === 'auto' ? null : { strategy: load, source: 'header x-espalier-load', binding: false };
}

/** Refuses a hint where there is no choice, because it would be ignored without its author knowing. */
export function refuseHint(context: HintContext, field: CollectedField, what: string): void {
  if (field.requiredBy !== null || !hintOf(context, field)?.binding) return;
  throw new PlanError(`${field.path}: @load says how to load a relation, and this is ${what}. Leave it out.`);
}

/** Merged fields of one response key may carry different directives. */
function conflict(other: unknown): Pick<LoadHint, 'contradicts'> {
  return other === undefined ? {} : { contradicts: strategyName(other) };
}

function strategyName(value: unknown): LoadStrategy | 'auto' {
  switch (value) {
    case 'JOINED':
      return 'joined';
    case 'SELECTIN':
      return 'selectin';
    case 'LAZY':
      return 'lazy';
    case 'RAISE':
      return 'raise';
    default:
      return 'auto';
  }
}
