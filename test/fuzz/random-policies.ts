/**
 * Random policies. Each hides some rows of an entity, by their own values or by related ones, and from some callers.
 */
import { getNamedType, isInputObjectType } from 'graphql';
import type { ApiSchema } from '../../schema/graphql/field-sources.ts';
import type { Column, Entity } from '../../schema/model/model.ts';
import type { Dice } from './dice.ts';
import type { Samples } from './samples.ts';

const CLAIM_TYPES = new Set(['bool', 'int4', 'int8', 'numeric', 'text', 'uuid', 'date', 'timestamptz']);

export class PolicyGenerator {
  readonly types: Record<string, string> = {};
  readonly claims: Record<string, unknown> = {};
  readonly #api: ApiSchema;
  readonly #samples: Samples;
  readonly #dice: Dice;

  constructor(api: ApiSchema, samples: Samples, dice: Dice) {
    this.#api = api;
    this.#samples = samples;
    this.#dice = dice;
  }

  policyOf(entity: Entity): object | null {
    return this.#forSome(this.#policy(entity, 2));
  }

  #next(below: number): number {
    return this.#dice.next(below);
  }

  /** Makes a policy depend on the caller as well. */
  #forSome(policy: object | null): object | null {
    if (!policy || this.#next(3) !== 0) return policy;
    const test = this.#claimTest();
    return this.#next(3) === 0 ? { and: [policy, { not: test }] } : { or: [test, policy] };
  }

  /** Makes a test of a claim that matches, differs, or is absent. */
  #claimTest(): object {
    const claim = `role${Object.keys(this.types).length}`;
    this.types[claim] = 'text';
    const role = ['clerk', 'clerk', 'admin', undefined][this.#next(4)];
    if (role !== undefined) this.claims[claim] = role;
    const tests = [
      { eq: 'admin' },
      { in: ['admin', 'owner'] },
      { ne: 'clerk' },
      { notIn: ['clerk'] },
      { isNull: true },
    ];
    return { claim, ...tests[this.#next(tests.length)] };
  }

  #policy(entity: Entity, depth: number): object | null {
    const relations = entity.relations.filter(({ tree, target }) => tree === null && !target.stub);
    const relation = relations[this.#next(Math.max(1, relations.length))];
    const far = depth > 0 && relation && this.#next(3) === 0 ? this.#policy(relation.target, depth - 1) : null;
    if (!relation || !far) return this.#condition(entity);
    if (relation.kind === 'many')
      return { [relation.field]: { [['some', 'every', 'none'][this.#next(3)] ?? '']: far } };
    // Rows without the related one stay visible, because otherwise few would be left.
    return { or: [{ [relation.field]: far }, { not: { [relation.field]: {} } }] };
  }

  #condition(entity: Entity): object | null {
    const columns = entity.columns.filter((column) => this.#comparable(entity, column));
    const column = columns[this.#next(Math.max(1, columns.length))];
    if (!column) return null;
    const samples = this.#samples.get(column) ?? [];
    const operand = this.#operand(column, samples[this.#next(samples.length)]);
    const differs = { [column.field]: { ne: operand } };
    switch (this.#next(3)) {
      case 0:
        return differs;
      case 1:
        return { or: [differs, { [column.field]: { isNull: true } }] };
      default:
        return { not: { [column.field]: { eq: operand } } };
    }
  }

  #operand({ type }: Column, sample: unknown): unknown {
    if (type.kind !== 'scalar' || !CLAIM_TYPES.has(type.name) || this.#next(2) === 0) return sample;
    const claim = `c${Object.keys(this.types).length}`;
    this.types[claim] = type.name;
    this.claims[claim] = sample;
    return { claim };
  }

  /** True if the type of the values has `ne`. */
  #comparable(entity: Entity, column: Column): boolean {
    const [sample] = this.#samples.get(column) ?? [];
    const operators = getNamedType(this.#api.configured.whereOf(entity).getFields()[column.field]?.type);
    const isPlain = typeof sample === 'string' || typeof sample === 'number' || typeof sample === 'boolean';
    return isPlain && isInputObjectType(operators) && 'ne' in operators.getFields();
  }
}
