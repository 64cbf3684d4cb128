/** Entities without rows: all references of an operation to one type go to the type's own resolver in one call. */
import type { ResolverContext } from '../../schema/config/added/resolver-context.ts';
import { isRecord } from '../../schema/util/records.ts';
import type { ResolvedEntity } from '../../schema/graphql/entity-references.ts';

type Representation = Readonly<Record<string, unknown>>;

export class ReferenceBatch {
  readonly #entity: ResolvedEntity;
  readonly #representations: Representation[] = [];
  readonly #cached = new Map<string, number>();
  #results: Promise<readonly unknown[]> | null = null;

  constructor(entity: ResolvedEntity) {
    this.#entity = entity;
  }

  /** Equal representations are added once. */
  add(representation: Representation): number {
    const identity = JSON.stringify(representation);
    const cached = this.#cached.get(identity);
    if (cached !== undefined) return cached;
    const index = this.#representations.push(representation) - 1;
    this.#cached.set(identity, index);
    return index;
  }

  async load(index: number, context: ResolverContext): Promise<unknown> {
    const results = await (this.#results ??= this.#resolve(context));
    const result = results[index] ?? null;
    if (result instanceof Error) throw result;
    return isRecord(result) ? { ...result, __typename: this.#entity.name } : null;
  }

  async #resolve(context: ResolverContext): Promise<readonly unknown[]> {
    const { name, resolve } = this.#entity;
    const results = await resolve(this.#representations, context);
    const count = this.#representations.length;
    if (Array.isArray(results) && results.length === count) return results;
    throw new Error(
      `federation.types.${name}.resolveReferences must answer ${count} representations with a list of ${count}.`,
    );
  }
}
