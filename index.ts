/** What an embedding program may import. */
export { createGateway } from './server/create-gateway.ts';
export type { EmbeddedGateway, GatewayOptions } from './server/create-gateway.ts';
export { defineConfig } from './schema/define-config.ts';
export type { ConfigFile } from './schema/read-config.ts';
export type { Config } from './schema/config.ts';
export type { Events, PlanEvent, StatementEndEvent, StatementErrorEvent, StatementEvent } from './schema/events.ts';
export type { ResolverContext } from './schema/added/resolver-context.ts';
export type { ColumnsOf, EntityType, EntityTypes, RowOf, TypedContext } from './schema/added/typed-config.ts';
export { ConfigError } from './schema/setting-reader.ts';
export { DatabaseError, PoolTimeout } from './loaders/session/database-error.ts';
export { SessionError } from './loaders/session/session-error.ts';
export type { LoadedRow, ProgramSession, SessionOptions } from './resolvers/programs/program-session.ts';
export type {
  AggregateForm,
  ConnectionForm,
  FieldForm,
  FieldsForm,
  FillForm,
  FunctionForm,
  ListForm,
  OneForm,
  RootForm,
} from './resolvers/programs/selection-form.ts';
export type { FoundRows } from './resolvers/programs/rows-in-hand.ts';
export type { SelectedAggregate, SelectedPage, SelectedRow } from './resolvers/programs/selected-row.ts';
export type { TypedForm, TypedSession } from './resolvers/programs/typed-session.ts';
