/** The pool of every peer has as many connections as Espalier's. Times stay text, because no peer needs a Date. */
import pg from 'pg';

const TIMESTAMPTZ = 1184;

pg.types.setTypeParser(TIMESTAMPTZ, (text) => `${text.replace(' ', 'T')}:00`);

export const pool = new pg.Pool({ connectionString: process.env['DATABASE_URL'], max: 10, idleTimeoutMillis: 60_000 });
