/** The generations of a gateway, one after the other: each is built beside the one that serves, and then takes its place. */
import type { GraphQLSchema } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { ExecutorArguments } from '../resolvers/operation/executor-type.ts';
import { yogaPlugins } from '../resolvers/http/yoga.ts';
import { ConfigError } from '../schema/config/reader/config-issues.ts';
import { messageOf } from '../schema/util/message-of.ts';
import { createGeneration, type Generation, type GenerationParts } from './generation.ts';
import { schemaChanges, type ShownSchema } from './schema-changes.ts';

export class Generations {
  readonly #parts: GenerationParts;
  #current: Generation;
  /** The reload that waits for the running one; all that ask meanwhile share it. */
  #next: Promise<string[]> | null = null;
  #running: Promise<unknown> = Promise.resolve();
  /** Tells the Yogas of programs of a new schema. */
  readonly #told = new Set<(schema: GraphQLSchema) => void>();

  private constructor(parts: GenerationParts, first: Generation) {
    this.#parts = parts;
    this.#current = first;
  }

  static async open(parts: GenerationParts): Promise<Generations> {
    return new Generations(parts, await createGeneration(parts));
  }

  get current(): Generation {
    return this.#current;
  }

  /** Resolves with what has changed for clients. Rejects where the database cannot be served as it is; the old generation stays. */
  reload(): Promise<string[]> {
    if (this.#next) return this.#next;
    this.#next = this.#after(this.#running);
    this.#running = this.#next.catch(() => undefined);
    return this.#next;
  }

  async #after(running: Promise<unknown>): Promise<string[]> {
    await running;
    this.#next = null;
    return this.#replace();
  }

  async #replace(): Promise<string[]> {
    const { log, database } = this.#parts;
    const old = this.#current;
    let made: Generation;
    try {
      made = await createGeneration(this.#parts);
    } catch (error) {
      const reason = error instanceof ConfigError ? error.mistakes.join(' ') : messageOf(error);
      log.error(`The schema was not reloaded, and the old one stays: ${reason}`);
      throw error;
    }
    database.renew();
    this.#current = made;
    old.retire();
    for (const tell of this.#told) tell(made.yoga.schema);
    const changes = schemaChanges(shownBy(old), shownBy(made));
    this.#parts.reloaded?.(changes);
    log.info({ changes }, changes.length > 0 ? 'schema reloaded' : 'schema reloaded; clients see no change');
    return changes;
  }

  /** The gateway for a Yoga of the program's own, which gets each new schema. */
  yogaPlugins(): Plugin[] {
    const respond = (given: ExecutorArguments) => this.#current.yoga.respond(given);
    const tell: Plugin = {
      onPluginInit: ({ setSchema }) => {
        setSchema(this.#current.yoga.schema);
        this.#told.add(setSchema);
      },
    };
    return [tell, ...yogaPlugins({ ...this.#current.yoga, respond })];
  }
}

function shownBy({ model, yoga: { schema } }: Generation): ShownSchema {
  return { model, schema };
}
