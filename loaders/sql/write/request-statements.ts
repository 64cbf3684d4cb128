/** The table of requests that happen once: a row per key, with the answer that was given. */
import type { TableName } from '../../../schema/model/model.ts';
import { tableSql } from '../shared/identifiers.ts';

/** The owner of the database runs it once. */
export function createRequests(table: TableName): string {
  return `create table ${tableSql(table)} (
  key text not null,
  -- A hash of the claims of whoever asked.
  claims text not null,
  -- A hash of document, operation name and variables.
  operation text not null,
  answer text,
  created_at timestamptz not null default now(),
  primary key (key, claims)
);
-- Keys are kept until you delete them:
-- delete from ${tableSql(table)} where created_at < now() - interval '7 days';
`;
}

/** Waits for another transaction that has inserted the same key. No row comes back where the key is there. */
export function insertRequest(table: TableName): string {
  return `insert into ${tableSql(table)} ("key", "claims", "operation") values ($1::pg_catalog.text, $2::pg_catalog.text, $3::pg_catalog.text) on conflict ("key", "claims") do nothing returning true`;
}

const SAME_KEY =
  '"key" operator(pg_catalog.=) $1::pg_catalog.text and "claims" operator(pg_catalog.=) $2::pg_catalog.text';

export function findRequest(table: TableName): string {
  return `select "operation", "answer" from ${tableSql(table)} where ${SAME_KEY}`;
}

export function storeAnswer(table: TableName): string {
  return `update ${tableSql(table)} set "answer" = $3::pg_catalog.text where ${SAME_KEY}`;
}

/** The role of the transaction; `none` is the one that has logged in. */
export const TAKE_ROLE = "select pg_catalog.set_config('role', $1::pg_catalog.text, true)";

/** A gateway asks this at start: PostgreSQL plans the statements with the names, the key and the rights that they need, and runs none. */
export function requestChecks(table: TableName): readonly string[] {
  return [insertRequest(table), findRequest(table), storeAnswer(table)].map((sql) => `explain ${sql}`);
}
