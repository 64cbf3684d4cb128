/** Why the gateway could not connect, in one line for the person who starts it. */
import ConnectionParameters from 'pg/lib/connection-parameters.js';
import { field } from './errors.ts';
import { DatabaseError } from '../database/database-error.ts';

/** @param url as given to `openDatabase`. The line never holds the password. */
export function connectErrorLine(error: unknown, url: string | null): string {
  const cause = rootCause(error);
  const code = field(cause, 'code');
  if (code === 'ERR_INVALID_URL') {
    return 'The database URL cannot be read. It should look like postgres://user:password@host:5432/database.';
  }
  const address = addressOf(url);
  if (address === null) return `The database settings cannot be read: ${cause.message}.`;
  return explain(cause, code, address);
}

/** How pg and the pool say without a code that nobody answers, and that the connection was closed. */
const TIMED_OUT = /time-?out|within \d+ ms|in time/i;
const CUT_OFF = /terminated unexpectedly/;

/** Codes of a database that is starting, or whose host is. Another password or name would be refused later, too. */
const NOT_YET = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  '57P03',
]);

/** Tells whether the same connection may succeed in a moment. */
export function isNotThereYet(error: unknown): boolean {
  const cause = rootCause(error);
  const code = field(cause, 'code');
  return code === undefined ? TIMED_OUT.test(cause.message) || CUT_OFF.test(cause.message) : NOT_YET.has(code);
}

interface Address {
  readonly user: string;
  readonly database: string;
  readonly server: string;
}

function addressOf(url: string | null): Address | null {
  try {
    const { user, database, host, port } = new ConnectionParameters(url ?? {});
    return { user: user ?? '', database: database ?? '', server: `${host}:${port}` };
  } catch {
    return null;
  }
}

function explain(cause: Error, code: string | undefined, { user, database, server }: Address): string {
  switch (code) {
    case 'ECONNREFUSED':
      return `No PostgreSQL answers at ${server}. Check that it runs and that host and port are right.`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `The database host of ${server} is unknown. Check its name.`;
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ETIMEDOUT':
      return `The database host ${server} cannot be reached. Check the address and the network.`;
    case '28P01':
      return `PostgreSQL at ${server} refused the password of user "${user}".`;
    case '28000':
      return `PostgreSQL at ${server} does not let user "${user}" connect to database "${database}": ${cause.message}.`;
    case '3D000':
      return `PostgreSQL at ${server} has no database "${database}".`;
    case '42501':
      return `User "${user}" may not connect to database "${database}" at ${server}.`;
    case '53300':
      return `PostgreSQL at ${server} has no connection left. Lower the pool size or raise max_connections.`;
    case '57P03':
      return `PostgreSQL at ${server} is starting up or shutting down. Try again in a moment.`;
    default:
      return explainMessage(cause, server, user);
  }
}

function explainMessage({ message }: Error, server: string, user: string): string {
  if (/client password must be a string|no password/i.test(message)) {
    return `PostgreSQL at ${server} asks for a password of user "${user}", but none was given.`;
  }
  if (/does not support SSL/.test(message)) {
    return `PostgreSQL at ${server} does not speak TLS. Remove sslmode from the URL or turn TLS on in the server.`;
  }
  if (/certificate|altname/i.test(message)) {
    return `The TLS certificate of PostgreSQL at ${server} is not trusted: ${message}. Give sslrootcert, or sslmode=no-verify to skip the check.`;
  }
  if (TIMED_OUT.test(message)) {
    return `PostgreSQL at ${server} did not answer in time. Check the address and the network.`;
  }
  if (CUT_OFF.test(message)) {
    return `${server} closed the connection without a word. Check that PostgreSQL, or its pooler, is what listens there.`;
  }
  return `Cannot connect to PostgreSQL at ${server}: ${message}.`;
}

/** The message of pg or the socket, beneath our own words. */
function rootCause(error: unknown): Error {
  let cause = error instanceof Error ? error : new Error(String(error));
  while (cause instanceof DatabaseError && cause.cause instanceof Error) cause = cause.cause;
  return cause;
}
