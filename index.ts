/** The exports of the package: everything that an embedding program may import. */
export { createGateway } from './server/create-gateway.ts';
export type { EmbeddedGateway, GatewayOptions } from './server/create-gateway.ts';
export { defineConfig } from './schema/config/define-config.ts';
export type { ConfigOptions } from './schema/config/read-config.ts';
export type { Config } from './schema/config/config.ts';
export type {
  Events,
  PlanEvent,
  StatementEndEvent,
  StatementErrorEvent,
  StatementEvent,
} from './schema/config/events.ts';
export type { ResolverContext } from './schema/config/added/resolver-context.ts';
export type { EntityType, EntityTypes } from './schema/config/entity-types.ts';
export type { ColumnsOf, RowOf, TypedContext } from './schema/config/typed-config.ts';
export { ConfigError } from './schema/config/reader/config-issues.ts';
export { DatabaseError, PoolTimeout } from './loaders/database/database-error.ts';
export { SessionError } from './loaders/session/session-error.ts';
export type { LoadedRow, Session, SessionOptions } from './resolvers/sessions/session.ts';
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
} from './resolvers/sessions/selection/selection-form.ts';
export type { FoundRows } from './resolvers/sessions/rows-in-hand.ts';
export type { SelectedAggregate, SelectedPage, SelectedRow } from './resolvers/sessions/selection/selected-row.ts';
export type { TypedForm, TypedSession } from './resolvers/sessions/typed-session.ts';
