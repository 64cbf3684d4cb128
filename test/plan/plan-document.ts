/** Makes the plan and statements of a document from facts about a database. Nothing is sent. */
import { type DocumentNode, getOperationAST, parse, validate } from 'graphql';
import type { RunStatement } from '../../loaders/postgres/run-statement.ts';
import { readStatistics } from '../../loaders/postgres/catalog/statistics-reader.ts';
import type { AccessRules } from '../../resolvers/access/access.ts';
import { encodeCursor } from '../../resolvers/arguments/cursor.ts';
import { type Planned, Planner } from '../../resolvers/plan/planner.ts';
import { coerceVariables } from '../../resolvers/operation/variables.ts';
import type { ApiSchema } from '../../schema/graphql/field-sources.ts';
import type { Config } from '../../schema/config/config.ts';
import { type ConfigOptions, readConfig } from '../../schema/config/read-config.ts';
import { readSchema } from '../../server/boot/read-schema.ts';

const ROUND_TRIP_MS = 0.5;

export interface PlanningGateway {
  readonly schema: ApiSchema;
  readonly planner: Planner;
  readonly rules: AccessRules;
}

/** The request of a document, which stands as JSON in the comment at its top. */
export interface Request {
  /** A list in the place of a cursor gives the values of the cursor. */
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly load?: 'auto' | 'joined' | 'selectin';
}

export function settingsOf(file: ConfigOptions): Config {
  return readConfig({ file: { ...file, development: true }, env: {} });
}

export async function readGateway(run: RunStatement, file: ConfigOptions): Promise<PlanningGateway> {
  const config = settingsOf(file);
  const { schema, access: rules } = await readSchema(run, config);
  const statistics = await readStatistics(run, schema.model, ROUND_TRIP_MS);
  const planner = new Planner({ schema, config, statistics: () => statistics }, rules.policies);
  return { schema, planner, rules };
}

export function planDocument(gateway: PlanningGateway, source: string): Planned {
  const { variables = {}, load = 'auto' } = requestOf(source);
  const document = parse(source);
  const [invalid] = validate(gateway.schema.schema, document);
  if (invalid) throw invalid;
  const plan = (given: Readonly<Record<string, unknown>>): Planned => planWith(gateway, document, given, load);
  const { after, before, ...others } = variables;
  if (!after && !before) return plan(variables);
  const pageless = plan(others);
  const cursorOf = (values: unknown): unknown => (Array.isArray(values) ? cursor(pageless, values) : values);
  return plan({ ...others, after: cursorOf(after), before: cursorOf(before) });
}

export function requestOf(source: string): Request {
  const [comment] = /^(?:#.*\n)+/.exec(source) ?? [];
  return comment === undefined ? {} : JSON.parse(comment.replaceAll(/^#/gm, ''));
}

function planWith(
  { schema, planner }: PlanningGateway,
  document: DocumentNode,
  variables: Readonly<Record<string, unknown>>,
  load: NonNullable<Request['load']>,
): Planned {
  const operation = getOperationAST(document);
  const coerced = operation && coerceVariables(schema.schema, operation, variables);
  if (!coerced) throw new Error('The variables are not those of the operation.');
  return planner.plan(document, operation, { variables: coerced, load, missing: null });
}

/** Makes a cursor of the first list in the plan whose order has as many values. */
function cursor({ plan }: Planned, values: readonly (string | null)[]): string {
  const node = plan.nodes.find(({ args }) => args.order.length === values.length);
  if (!node) throw new Error(`No list is ordered by ${values.length} values.`);
  return encodeCursor(node.args.order, values);
}
