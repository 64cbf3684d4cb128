/** The writer of each plan, made with the first answer. It goes when the plan cache forgets the plan, which counts the bytes of both. */
import type { CompiledPlan } from '../../loaders/sql/read/compiled-plan.ts';
import { compileWriter, type ResponseWriter } from '../response/writer.ts';

export class Writers {
  readonly #writers = new WeakMap<CompiledPlan, { readonly writer: ResponseWriter | null }>();

  /** Null: graphql-js must answer. */
  of(plan: CompiledPlan): ResponseWriter | null {
    const cached = this.#writers.get(plan);
    if (cached) return cached.writer;
    const writer = compileWriter(plan);
    this.#writers.set(plan, { writer });
    return writer;
  }
}
