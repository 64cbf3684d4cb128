/**
 * Custom fields of rows of a session. graphql-js asks their resolvers, with each row as the root of an operation over its type, so
 * arguments, values and the fields below them mean what they mean for clients.
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
import type { OperationContext } from '../on-demand/operation-context.ts';
import { StartView, type View } from '../objects/view.ts';
import type { ViewContext } from '../objects/view-context.ts';
import { ViewReader } from '../objects/views.ts';
import { bareVariables } from '../operation/variables.ts';
import { rowKey } from './selection/operation.ts';

type Values = Readonly<Record<string, unknown>>;

/** Asks for the custom fields of rows of one shape. */
interface ResolverQuery {
  readonly path: string;
  readonly document: DocumentNode;
  readonly schema: GraphQLSchema;
  readonly variables: Values;
}

/** The operation of the session that has loaded the rows. */
export interface ResolverOperation {
  readonly variables: Values;
  /** The document of a resolver query, by `rowKey`. */
  readonly documentOf: (row: string) => DocumentNode;
  readonly schemas: RowSchemas;
}

export class Functions {
  readonly #context: OperationContext;
  readonly #operation: ResolverOperation;
  readonly #reader: ViewReader;
  readonly #queries = new Map<ObjectShape, ResolverQuery>();

  constructor(context: OperationContext, plan: CompiledPlan, loaded: LoadResult, operation: ResolverOperation) {
    this.#context = context;
    this.#operation = operation;
    this.#reader = new ViewReader(context, plan, loaded);
    context.onDemand.add(loaded);
  }

  /** The values of a row's custom fields, by property. */
  ask(shape: ObjectShape, index: number): Values | Promise<Values> {
    const { path, document, schema, variables } = this.#queryOf(shape);
    const row = this.#reader.row(shape, index);
    if (row instanceof Error) throw row;
    const result = execute({
      schema,
      document,
      rootValue: new RowStart(this.#context, path, row),
      contextValue: this.#context.own,
      variableValues: variables,
      fieldResolver: readView,
      typeResolver: typeOfView,
    });
    const { typeName } = shape;
    return result instanceof Promise ? result.then((answer) => valuesOf(answer, typeName)) : valuesOf(result, typeName);
  }

  #queryOf(shape: ObjectShape): ResolverQuery {
    const cached = this.#queries.get(shape);
    if (cached) return cached;
    const custom = shape.fields.find(({ kind }) => kind === 'custom');
    if (custom?.kind !== 'custom') throw new Error('the shape has no custom field');
    const path = custom.path.slice(0, custom.path.lastIndexOf('.'));
    const { documentOf, schemas, variables: given } = this.#operation;
    const document = documentOf(rowKey(shape.typeName, path));
    const schema = schemas.of(shape.typeName);
    const operation = getOperationAST(document);
    const variables = operation ? bareVariables(schema, operation, given) : given;
    const query = { path, document, schema, variables };
    this.#queries.set(shape, query);
    return query;
  }
}

/** A row from which graphql-js starts. */
class RowStart extends StartView {
  readonly #row: View;

  constructor(context: ViewContext, path: string, row: View) {
    super(context, path);
    this.#row = row;
  }

  read(key: string, call: Call): unknown {
    return this.#row.read(key, call);
  }
}

/** The schema of operations that begin at rows of one type. */
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

/** A program has no place for several errors: the first is that of the load. */
function valuesOf({ data, errors }: ExecutionResult, typeName: string): Values {
  const [error] = errors ?? [];
  if (error) {
    const cause = causeOf(error);
    const field = error.path?.filter((key) => typeof key === 'string').join('.');
    throw new SessionError('RESOLVER', `${typeName}.${field ?? ''}: ${messageOf(cause)}`, cause);
  }
  return data ?? {};
}

/** The error that the resolver has thrown. */
function causeOf(error: unknown): unknown {
  return error instanceof GraphQLError && error.originalError ? causeOf(error.originalError) : error;
}
