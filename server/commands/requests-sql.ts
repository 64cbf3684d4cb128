import { createRequests } from '../../loaders/sql/write/request-statements.ts';
import type { Config } from '../../schema/config/config.ts';

const DEFAULT_TABLE = { schema: 'public', name: 'espalier_requests' };

/** Gives the statement that makes the table of `mutations.idempotency`. */
export function requestsSql({ mutations }: Pick<Config, 'mutations'>): string {
  return createRequests(mutations?.idempotency ?? DEFAULT_TABLE);
}
