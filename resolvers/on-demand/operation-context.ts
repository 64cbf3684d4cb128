/** Everything that answering one operation needs: its schema, transaction and loaders, and the caller's own context. */
import { getNamedType } from 'graphql';
import type { Missing } from '../../loaders/plan/shared/missing.ts';
import { keyIdentity } from '../../loaders/rows/keys.ts';
import type { ReadTransaction } from '../../loaders/session/read-transaction.ts';
import { batchLoader } from '../../loaders/session/batch-loader.ts';
import type { Row } from '../../schema/config/added/extension-settings.ts';
import type { KeyLoader, Loaders, ResolverContext } from '../../schema/config/added/resolver-context.ts';
import type { Config } from '../../schema/config/config.ts';
import { loaderName } from '../../schema/extensions/loader-names.ts';
import type { CustomField } from '../../schema/graphql/added-field.ts';
import type { ApiSchema } from '../../schema/graphql/field-sources.ts';
import type { Entity } from '../../schema/model/model.ts';
import { messageOf } from '../../schema/util/message-of.ts';
import type { Call } from '../objects/call.ts';
import { responsePath } from '../objects/response-path.ts';
import type { View } from '../objects/view.ts';
import type { ResolverPlace } from '../objects/view-context.ts';
import type { RequestContext } from '../operation/executor-type.ts';
import type { Planner } from '../plan/planner.ts';
import type { Runtime } from '../plan/runtime.ts';
import { type LoaderParts, relationLoader, RowLoader } from './entity-loaders.ts';
import { OnDemandLoads } from './on-demand.ts';
import { outsideLoader } from './outside-loaders.ts';
import { type Returned, returnedRow, ReturnedRows, type ReturnedRowsContext } from './returned-rows.ts';

type LoadView = (row: Returned) => Promise<View | null>;

/** The caller's part of the context, and the parts of the schema that the database no longer has: null or empty as a rule. */
export interface OperationStart extends Pick<RequestContext, 'load'> {
  /** The program's own context of the request. */
  readonly own: object | undefined;
  readonly missing: Missing | null;
}

export class OperationContext implements ReturnedRowsContext {
  readonly api: ApiSchema;
  readonly config: Config;
  readonly planner: Planner;
  readonly transaction: ReadTransaction;
  readonly onDemand: OnDemandLoads;
  readonly load: RequestContext['load'];
  readonly own: object | undefined;
  readonly missing: Missing | null;
  readonly #resolverContexts = new Map<string, ResolverContext>();
  readonly #returned = new Map<string, LoadView>();
  #outside: ReadonlyMap<string, KeyLoader> | null = null;

  constructor(
    { schema, config }: Pick<Runtime, 'schema' | 'config'>,
    planner: Planner,
    transaction: ReadTransaction,
    { load, own, missing }: OperationStart,
  ) {
    this.api = schema;
    this.config = config;
    this.planner = planner;
    this.transaction = transaction;
    this.load = load;
    this.own = own;
    this.missing = missing;
    this.onDemand = new OnDemandLoads(planner, transaction, missing);
  }

  resolverContext(place: ResolverPlace): ResolverContext {
    const key = `${place.raise} ${place.path}`;
    const cached = this.#resolverContexts.get(key);
    if (cached) return cached;
    const { lifetime } = this.transaction;
    const make = (): Loaders => this.#loaders(place);
    let loaders: Loaders | null = null;
    const context = {
      ...this.own,
      // Most resolvers ask for neither.
      get signal() {
        return lifetime.signal;
      },
      get loaders() {
        return (loaders ??= make());
      },
    };
    this.#resolverContexts.set(key, context);
    return context;
  }

  callResolver({ resolve }: CustomField, row: Row, place: ResolverPlace, call: Call): unknown {
    return this.complete(resolve(row, call.args, this.resolverContext(place)), call);
  }

  complete(value: unknown, call: Call): unknown {
    const { name } = getNamedType(call.info.returnType);
    const entity = this.api.model.entities.find((each) => each.name === name);
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

  /** One loader per field of a type and place, where it is selected one way: the rows that it gives in one moment are one statement. */
  #returnedRows(entity: Entity, call: Call): LoadView {
    const field = `${call.info.parentType.name} ${responsePath(call.info)}`;
    const cached = this.#returned.get(field);
    if (cached) return cached;
    const rows = new ReturnedRows(this, entity, call);
    const load = batchLoader<Returned, View | null>(
      (all) => rows.views(all),
      ({ key }) => keyIdentity(key),
    );
    this.#returned.set(field, load);
    return load;
  }

  #loaders(place: ResolverPlace): Loaders {
    const { api, config, onDemand, transaction } = this;
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

/** A mistake in one element of a list is an error at its index. */
function orError(complete: () => unknown): unknown {
  try {
    return complete();
  } catch (error) {
    return error instanceof Error ? error : new Error(messageOf(error));
  }
}
