/** The lessons of SQLAlchemy on loading related rows, and their places here. */
import type { CoverageRow } from './coverage-row.ts';

export const CAPABILITIES: readonly CoverageRow[] = [
  {
    id: 'S01',
    rule: 'One description of every load, compiled to SQL by a pure function',
    where: '`loaders/plan/read/select-plan.ts`, `loaders/sql/read/compile.ts`',
  },
  {
    id: 'S02',
    rule: 'Queries keep to the pool: one connection for a request, however deep it is',
    where: '`loaders/session/waves.ts`, `loaders/postgres/pool.ts`',
  },
  {
    id: 'S03',
    rule: 'Entities and relations are declared, not written as SQL',
    where: '`schema/build-model.ts`, `schema/build/relations/map-relations.ts`',
  },
  {
    id: 'S04',
    rule: 'Names, columns and keys may be set by hand, for views too',
    where: '`schema/build/tables/map-table.ts`, `schema/build/tables/map-names.ts`',
  },
  {
    id: 'S05',
    rule: 'Keys, unique constraints and NOT NULL are read and used; missing indexes are told',
    where: '`schema/build/relations/build-relations.ts`, `schema/report/advice.ts`',
  },
  {
    id: 'S06',
    rule: 'Types for programs; every relation is checked at start',
    where: '`server/commands/types.ts`, `schema/config/read-entities.ts`',
  },
  { id: 'S07', rule: 'Everything of one operation is in one transaction', where: '`loaders/session/waves.ts`' },
  {
    id: 'S08',
    rule: 'The connection is taken at the first statement and given back whatever happens',
    where: '`loaders/session/read-transaction.ts`',
  },
  {
    id: 'S09',
    rule: 'A context and a session per request, closed at its end',
    where: '`resolvers/plan/runtime.ts`, `server/create-gateway.ts`',
  },
  {
    id: 'S10',
    rule: 'Size of the pool, overflow, and a check before use',
    where: '`schema/config/read-config.ts`, `loaders/postgres/pool.ts`',
  },
  {
    id: 'S11',
    rule: 'Rows stay readable after the transaction, without a statement',
    where: '`resolvers/sessions/objects/row-objects.ts`',
  },
  { id: 'S12', rule: 'One object per row and session', where: '`loaders/session/identity-map.ts`' },
  {
    id: 'S13',
    rule: 'Rows held at once are limited and counted',
    where: '`loaders/session/row-budget.ts`, `loaders/postgres/pipeline.ts`, `server/metrics.ts`',
  },
  {
    id: 'S14',
    rule: 'States of an object: held by its session, or detached',
    where: '`resolvers/sessions/session.ts`',
    note: 'for rows of a closed session; states of writing (new, deleted) are not there: the gateway only reads',
  },
  {
    id: 'S15',
    rule: 'A session can be emptied; nothing outlives a request',
    where: '`loaders/session/identity-map.ts`',
  },
  {
    id: 'S16',
    rule: 'Aggregates of any size pass by the rows that are held',
    where: '`loaders/sql/read/aggregate-statement.ts`',
  },
  {
    id: 'S17',
    rule: 'The strategy of every relation is told, with reason, statement and rows',
    where: '`resolvers/explain/explain.ts`',
  },
  {
    id: 'S18',
    rule: 'Strategies are measured against each other',
    where: '`server/commands/measure.ts`; `bench/strategies.ts` over shapes of its own',
  },
  {
    id: 'S19',
    rule: 'Selectin: a second statement, on the child alone, by the keys of the parents',
    where: '`loaders/strategies/selectin.ts`',
  },
  { id: 'S20', rule: 'Rows of two lists add up and never multiply', where: '`loaders/strategies/joined.ts`' },
  {
    id: 'S21',
    rule: 'Lists are read by selectin where that is cheapest',
    where: '`loaders/strategies/selectin.ts`, `loaders/plan/read/choose.ts`',
    note: 'the cost decides, so a short list may be joined',
  },
  {
    id: 'S22',
    rule: 'The statement of the root has its own columns and no row twice',
    where: '`loaders/plan/read/columns.ts`',
  },
  { id: 'S23', rule: 'Joined: one LEFT JOIN, one result', where: '`loaders/strategies/joined.ts`' },
  { id: 'S24', rule: 'To-ones are joined where that is cheapest', where: '`loaders/plan/read/choose.ts`' },
  { id: 'S25', rule: 'Lists side by side are never joined to one statement', where: '`loaders/strategies/joined.ts`' },
  {
    id: 'S26',
    rule: 'A result too large is an error, and the connection goes on',
    where: '`loaders/postgres/pipeline.ts`',
  },
  {
    id: 'S27',
    rule: 'The strategy can be chosen per operation, per relation and for all',
    where: '`resolvers/operation/load-hints.ts`, `loaders/plan/read/choose.ts`',
  },
  {
    id: 'S28',
    rule: 'Chains to any depth, the strategy of each step its own',
    where: '`resolvers/plan/selection.ts`, `loaders/plan/read/choose.ts`',
  },
  {
    id: 'S29',
    rule: 'Relations of a stream are loaded per batch, keys in chunks',
    where: '`loaders/session/cursor.ts`, `resolvers/sessions/row-stream.ts`',
  },
  {
    id: 'S30',
    rule: 'A stream with a list by selectin and a to-one joined, from one snapshot',
    where: '`resolvers/sessions/row-stream.ts`',
  },
  {
    id: 'S31',
    rule: 'States of an object: in its session, or detached',
    where: '`resolvers/sessions/row-stream.ts`',
    note: 'GraphQL’s `@stream` is not there',
  },
  {
    id: 'S32',
    rule: 'Joins over a condition of one’s own',
    where: '`schema/config/reader/on-condition.ts`, `loaders/sql/shared/relation-sql.ts`',
  },
  {
    id: 'S33',
    rule: 'No join without a condition',
    where: '`schema/build/relations/map-relations.ts`, `test/support/sql-lint.ts`',
  },
  {
    id: 'S34',
    rule: 'Every foreign key is a relation, both ways',
    where: '`schema/build/relations/build-relations.ts`',
  },
  {
    id: 'S35',
    rule: 'Relations over expressions and without foreign keys',
    where: '`schema/config/reader/on-condition.ts`, `loaders/session/reused-rows.ts`',
  },
  {
    id: 'S36',
    rule: 'Scalars per parent, such as counts, in one statement for all parents',
    where: '`loaders/sql/read/aggregate-statement.ts`, `loaders/sql/read/count-statement.ts`',
  },
  { id: 'S37', rule: 'The first n of each parent, by LATERAL', where: '`loaders/sql/read/window-rows.ts`' },
  {
    id: 'S38',
    rule: 'The latest of each parent; parents without one stay',
    where: '`loaders/plan/shared/first-of-many.ts`',
  },
  {
    id: 'S39',
    rule: 'Trees by one recursive statement',
    where: '`loaders/sql/read/tree-walk.ts`, `loaders/strategies/recursive.ts`',
  },
  { id: 'S40', rule: 'Depth costs no stack', where: '`loaders/session/waves.ts`, `loaders/strategies/recursive.ts`' },
  {
    id: 'S41',
    rule: 'Window values belong to a place in a list, not to the shared row',
    where: '`loaders/sql/shared/computed-sql.ts`',
  },
  {
    id: 'S42',
    rule: 'Expressions beside columns, in the same statement',
    where: '`loaders/sql/shared/computed-sql.ts`, `schema/build/computed/add-computed.ts`',
  },
  { id: 'S43', rule: 'A row that comes twice is one object', where: '`loaders/session/identity-map.ts`' },
  {
    id: 'S44',
    rule: 'A filter on a list is EXISTS and repeats no parent',
    where: '`loaders/sql/shared/filter-sql.ts`',
  },
  {
    id: 'S45',
    rule: 'The first row of each combination, DISTINCT ON',
    where: '`schema/graphql/distinct-on.ts`, `loaders/sql/shared/order-sql.ts`',
  },
  {
    id: 'S46',
    rule: 'PostgreSQL’s own plan of every statement',
    where: '`loaders/session/analyze.ts`, `resolvers/explain/explain.ts`',
  },
  {
    id: 'S47',
    rule: 'Streams read from a cursor of PostgreSQL',
    where: '`loaders/sql/read/cursor-statement.ts`, `loaders/session/cursor.ts`',
  },
  { id: 'S48', rule: 'A million rows in bounded memory', where: '`loaders/session/cursor.ts`' },
  {
    id: 'S49',
    rule: 'Window values, a joined to-one and a filter in one list',
    where: '`loaders/sql/shared/computed-sql.ts`',
    note: 'in a stream too',
  },
  {
    id: 'S50',
    rule: 'Starved pools, large results and closed sessions are errors with a code',
    where: '`loaders/postgres/errors.ts`, `loaders/session/session-error.ts`',
  },
  { id: 'S51', rule: 'Exceptions leave no connection behind', where: '`loaders/session/read-transaction.ts`' },
  { id: 'S52', rule: 'Tasks never use one session at once', where: '`resolvers/sessions/session.ts`' },
  {
    id: 'S53',
    rule: 'Statements in the log, with what they bind and their rows',
    where: '`server/observe.ts`, `server/boot/log.ts`',
  },
  {
    id: 'S54',
    rule: 'Functions that are told before and after every statement',
    where: '`schema/config/events.ts`, `loaders/session/observed.ts`',
  },
  { id: 'S55', rule: 'Gauges and counters of the pool', where: '`server/metrics.ts`' },
  {
    id: 'S56',
    rule: 'Long jobs forget the rows of a batch',
    where: '`resolvers/sessions/row-stream.ts`, `resolvers/sessions/session.ts`',
  },
  { id: 'S57', rule: 'Read-only transactions', where: '`loaders/postgres/postgres-connection.ts`' },
  { id: 'S58', rule: 'Finding leaks: the rows held are counted', where: '`server/metrics.ts`' },
  {
    id: 'S59',
    rule: 'A chain of joined lists has a row for each of the last rows, and no more',
    where: '`loaders/strategies/joined.ts`',
  },
  {
    id: 'S60',
    rule: 'No connection waits for another within a request',
    where: '`loaders/session/waves.ts`, `loaders/session/read-transaction.ts`',
  },
  {
    id: 'S61',
    rule: 'Lists of any length need no more memory than a batch',
    where: '`resolvers/sessions/row-stream.ts`',
  },
  { id: 'S62', rule: 'Aliases in SQL are the gateway’s own and never clash', where: '`loaders/sql/shared/scope.ts`' },
  {
    id: 'S63',
    rule: 'Contradicting wishes for one load are an error',
    where: '`loaders/plan/read/choose.ts`, `resolvers/operation/load-hints.ts`',
  },
  {
    id: 'S64',
    rule: 'A default for lists and one for to-ones',
    where: '`loaders/plan/read/choose.ts`',
    note: 'by cost instead of a fixed rule',
  },
  {
    id: 'S65',
    rule: 'No statement per row, and none after loading',
    where: '`loaders/session/waves.ts`, `loaders/strategies/lazy.ts`',
  },
  { id: 'S66', rule: 'LATERAL', where: '`loaders/sql/read/window-rows.ts`' },
  {
    id: 'S67',
    rule: 'Memory: streams, only the columns asked for, the number of rows held',
    where: '`loaders/session/cursor.ts`, `loaders/plan/read/columns.ts`, `server/metrics.ts`',
  },
];
