/**
 * Fields that functions of the program answer: graphql-js asks them, of each row as the root of an operation over its type. So
 * arguments, values and what is selected below them are what they are for clients.
 */
import {
  type DocumentNode,
  execute,
  type ExecutionResult,
  getOperationAST,
  GraphQLError,
  GraphQLSchema,
  isObjectType,
} from 'graphql';
import type { ObjectShape } from '../../loaders/plan/read/select-plan.ts';
import type { CompiledPlan } from '../../loaders/sql/read/compiled-plan.ts';
import type { LoadResult } from '../../loaders/session/load-result.ts';
import { SessionError } from '../../loaders/session/session-error.ts';
import { messageOf } from '../../schema/util/message-of.ts';
import type { Call } from '../objects/call.ts';
import { readView, typeOfView } from '../objects/read-view.ts';
import type { HostParts } from '../on-demand/host-parts.ts';
import { RequestHost } from '../on-demand/request-host.ts';
import { type Reading, StartView, type View } from '../objects/view.ts';
import { bareVariables } from '../operation/variables.ts';
import { rowView } from '../objects/views.ts';
import { rowKey } from './selection/operation.ts';

type Values = Readonly<Record<string, unknown>>;

/** The fields of functions of one shape of rows. */
interface ResolverQuery {
  readonly path: string;
  readonly document: DocumentNode;
  readonly schema: GraphQLSchema;
  readonly variables: Values;
}

export interface ResolverContextParts extends HostParts {
  readonly plan: CompiledPlan;
  readonly variables: Values;
  /** Of rows by `rowKey`. */
  readonly documentOf: (row: string) => DocumentNode;
  readonly schemas: RowSchemas;
}

export class Functions {
  readonly #parts: ResolverContextParts;
  readonly #loaded: LoadResult;
  readonly #reading: Reading;
  readonly #queries = new Map<ObjectShape, ResolverQuery>();

  constructor(parts: ResolverContextParts, loaded: LoadResult) {
    this.#parts = parts;
    this.#loaded = loaded;
    const { api, transaction, plan } = parts;
    const host = new RequestHost(parts, () => this.#reading);
    this.#reading = { api, transaction, plan, references: [], host };
    parts.onDemand.add(loaded);
  }

  /** What the functions of a shape make of a row, by property. */
  ask(shape: ObjectShape, index: number): Values | Promise<Values> {
    const { path, document, schema, variables } = this.#questionOf(shape);
    const row = rowView(this.#reading, this.#loaded, shape, index);
    if (row instanceof Error) throw row;
    const result = execute({
      schema,
      document,
      rootValue: new RowStart(this.#reading, path, row),
      contextValue: this.#parts.own,
      variableValues: variables,
      fieldResolver: readView,
      typeResolver: typeOfView,
    });
    const { typeName } = shape;
    return result instanceof Promise ? result.then((answer) => valuesOf(answer, typeName)) : valuesOf(result, typeName);
  }

  #questionOf(shape: ObjectShape): ResolverQuery {
    const cached = this.#queries.get(shape);
    if (cached) return cached;
    const added = shape.fields.find(({ kind }) => kind === 'custom');
    if (added?.kind !== 'custom') throw new Error('no function has anything to say');
    const path = added.path.slice(0, added.path.lastIndexOf('.'));
    const document = this.#parts.documentOf(rowKey(shape.typeName, path));
    const schema = this.#parts.schemas.of(shape.typeName);
    const operation = getOperationAST(document);
    const given = this.#parts.variables;
    const variables = operation ? bareVariables(schema, operation, given) : given;
    const question = { path, document, schema, variables };
    this.#queries.set(shape, question);
    return question;
  }
}

/** A row where graphql-js starts. */
class RowStart extends StartView {
  readonly #row: View;

  constructor(reading: Reading, path: string, row: View) {
    super(reading, path);
    this.#row = row;
  }

  read(key: string, call: Call): unknown {
    return this.#row.read(key, call);
  }
}

/** The schema as it is seen from rows of one type. */
export class RowSchemas {
  readonly #schema: GraphQLSchema;
  readonly #ofTypes = new Map<string, GraphQLSchema>();

  constructor(schema: GraphQLSchema) {
    this.#schema = schema;
  }

  of(typeName: string): GraphQLSchema {
    const cached = this.#ofTypes.get(typeName);
    if (cached) return cached;
    const query = this.#schema.getType(typeName);
    if (!isObjectType(query)) throw new Error(`${typeName} has no rows`);
    const types = Object.values(this.#schema.getTypeMap());
    const schema = new GraphQLSchema({ query, types, directives: this.#schema.getDirectives(), assumeValid: true });
    this.#ofTypes.set(typeName, schema);
    return schema;
  }
}

/** A program has no place for an error beside the others: the first is that of the load. */
function valuesOf({ data, errors }: ExecutionResult, typeName: string): Values {
  const [error] = errors ?? [];
  if (error) {
    const cause = causeOf(error);
    const field = error.path?.filter((key) => typeof key === 'string').join('.');
    throw new SessionError('RESOLVER', `${typeName}.${field ?? ''}: ${messageOf(cause)}`, cause);
  }
  return data ?? {};
}

/** What the function has thrown. */
function causeOf(error: unknown): unknown {
  return error instanceof GraphQLError && error.originalError ? causeOf(error.originalError) : error;
}
