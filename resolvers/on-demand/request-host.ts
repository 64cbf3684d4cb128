/** What functions of the program find while one operation is answered, and what becomes of the rows that they give. */
import { getNamedType } from 'graphql';
import { keyIdentity } from '../../loaders/rows/keys.ts';
import { batchLoader } from '../../loaders/session/batch-loader.ts';
import { loaderName } from '../../schema/extensions/loader-names.ts';
import type { KeyLoader, Loaders, ResolverContext } from '../../schema/config/added/resolver-context.ts';
import { messageOf } from '../../schema/util/message-of.ts';
import type { Entity } from '../../schema/model/model.ts';
import type { Call } from '../objects/call.ts';
import type { Host, ResolverPlace } from '../objects/host.ts';
import { responsePath } from '../objects/response-path.ts';
import type { Reading, View } from '../objects/view.ts';
import { type LoaderParts, relationLoader, RowLoader } from './entity-loaders.ts';
import type { HostParts } from './host-parts.ts';
import { outsideLoader } from './outside-loaders.ts';
import { type Returned, returnedRow, ReturnedRows } from './returned-rows.ts';

type LoadView = (row: Returned) => Promise<View | null>;

export class RequestHost implements Host {
  readonly #parts: HostParts;
  readonly #reading: () => Reading;
  readonly #contexts = new Map<string, ResolverContext>();
  readonly #returned = new Map<string, LoadView>();
  #outside: ReadonlyMap<string, KeyLoader> | null = null;

  constructor(parts: HostParts, reading: () => Reading) {
    this.#parts = parts;
    this.#reading = reading;
  }

  context(place: ResolverPlace): ResolverContext {
    const key = `${place.raise} ${place.path}`;
    const cached = this.#contexts.get(key);
    if (cached) return cached;
    const { own, transaction } = this.#parts;
    const make = (): Loaders => this.#loaders(place);
    let loaders: Loaders | null = null;
    const context = {
      ...own,
      // Most resolvers ask for neither.
      get signal() {
        return transaction.lifetime.signal;
      },
      get loaders() {
        return (loaders ??= make());
      },
    };
    this.#contexts.set(key, context);
    return context;
  }

  complete(value: unknown, call: Call): unknown {
    const { name } = getNamedType(call.info.returnType);
    const entity = this.#parts.api.model.entities.find((each) => each.name === name);
    return entity ? this.#completeRows(entity, value, call) : value;
  }

  #completeRows(entity: Entity, value: unknown, call: Call): unknown {
    if (value instanceof Promise) return value.then((given: unknown) => this.#completeRows(entity, given, call));
    if (isList(value)) return Array.from(value, (item) => orError(() => this.#completeRows(entity, item, call)));
    if (value === null || value === undefined || value instanceof Error) return value;
    const { parentType, fieldName } = call.info;
    const key = entity.key?.columns;
    if (!key) throw new Error(`${parentType.name}.${fieldName}: ${entity.name} has no key to find its rows by.`);
    return this.#returnedRows(entity, call)(returnedRow(entity, key, value, `${parentType.name}.${fieldName}`));
  }

  /** One loader per field of a type and place, where it is selected one way: all that it gives in one moment is one statement. */
  #returnedRows(entity: Entity, call: Call): LoadView {
    const field = `${call.info.parentType.name} ${responsePath(call.info)}`;
    const cached = this.#returned.get(field);
    if (cached) return cached;
    const rows = new ReturnedRows(this.#parts, this.#reading, entity, call);
    const load = batchLoader<Returned, View | null>(
      (all) => rows.views(all),
      ({ key }) => keyIdentity(key),
    );
    this.#returned.set(field, load);
    return load;
  }

  #loaders(place: ResolverPlace): Loaders {
    const { api, config, onDemand, transaction } = this.#parts;
    const parts: LoaderParts = { api, limits: config.limits, onDemand, place };
    this.#outside ??= new Map(
      [...config.loaders].map(([name, settings]) => [name, outsideLoader(name, settings, transaction.lifetime)]),
    );
    const rows = api.model.entities.map((entity) => [loaderName(entity), new RowLoader(parts, entity)] as const);
    return Object.assign({ relation: relationLoader(parts) }, Object.fromEntries([...rows, ...this.#outside]));
  }
}

function isList(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}

/** What is wrong with one element of a list is an error at its index. */
function orError(complete: () => unknown): unknown {
  try {
    return complete();
  } catch (error) {
    return error instanceof Error ? error : new Error(messageOf(error));
  }
}
