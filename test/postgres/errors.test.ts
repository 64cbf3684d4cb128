import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectErrorLine } from '../../loaders/postgres/connect-errors.ts';
import { toDatabaseError } from '../../loaders/postgres/errors.ts';
import type { RequestInput } from '../../loaders/sql/shared/statement.ts';
import { createDatabase } from '../support/database.ts';
import { listen } from './listen.ts';
import { open } from './support.ts';

function serverError(code: string): Error {
  return Object.assign(new Error('secret: select * from payroll'), { severity: 'ERROR', code });
}

describe('errors of the database', () => {
  test.each([
    ['57014', 'TIMEOUT'],
    ['55P03', 'TIMEOUT'],
    ['25P03', 'TIMEOUT'],
    ['57P05', 'TIMEOUT'],
    ['53300', 'UNAVAILABLE'],
    ['57P01', 'UNAVAILABLE'],
    ['57P03', 'UNAVAILABLE'],
    ['08006', 'UNAVAILABLE'],
    ['42501', 'FORBIDDEN'],
    ['28P01', 'FORBIDDEN'],
    ['25006', 'FORBIDDEN'],
    ['22003', 'INTERNAL'],
    ['23505', 'INTERNAL'],
    ['40001', 'CONFLICT'],
    ['40P01', 'CONFLICT'],
    ['42703', 'SCHEMA_CHANGED'],
    ['42P01', 'SCHEMA_CHANGED'],
    ['0A000', 'INTERNAL'],
    ['26000', 'SCHEMA_CHANGED'],
    ['54001', 'LIMIT_EXCEEDED'],
    ['XX000', 'INTERNAL'],
  ])('the SQLSTATE %s is %s, and its message reveals no SQL and no data', (sqlState, code) => {
    const error = toDatabaseError(serverError(sqlState));
    expect(error).toMatchObject({ code, sqlState, detail: 'secret: select * from payroll' });
    expect(error.message).not.toContain('secret');
  });

  test.each([
    ['22P02', 'BAD_USER_INPUT', 'BAD_USER_INPUT'],
    ['22003', 'BAD_USER_INPUT', 'BAD_USER_INPUT'],
    ['2201B', 'BAD_USER_INPUT', 'BAD_USER_INPUT'],
    ['42601', 'BAD_USER_INPUT', 'BAD_USER_INPUT'],
    ['22012', 'INTERNAL', 'BAD_USER_INPUT'],
    ['23505', 'INTERNAL', 'BAD_USER_INPUT'],
  ])(
    'the SQLSTATE %s is %s beside operands, and %s beside arguments of functions',
    (sqlState, operands, arguments_) => {
      const code = (input: RequestInput): string =>
        toDatabaseError(serverError(sqlState), { cancelled: false, settings: false, input }).code;
      expect([code('operands'), code('arguments')]).toEqual([operands, arguments_]);
    },
  );

  test('a prepared statement with changed columns is SCHEMA_CHANGED, and other missing things are not', () => {
    const error = Object.assign(serverError('0A000'), { routine: 'RevalidateCachedQuery' });
    expect(toDatabaseError(error).code).toBe('SCHEMA_CHANGED');
  });

  test('a cancellation by the gateway is not a time-out', () => {
    expect(toDatabaseError(serverError('57014'), { cancelled: true, settings: false }).code).toBe('CANCELLED');
  });

  test.each(['ECONNREFUSED', 'ECONNRESET', undefined])(
    'a socket error %s is UNAVAILABLE and has no SQLSTATE',
    (code) => {
      const error = Object.assign(new Error('Connection terminated unexpectedly'), { code });
      expect(toDatabaseError(error)).toMatchObject({ code: 'UNAVAILABLE', sqlState: null });
    },
  );
});

describe('failed connects', () => {
  let url: string;
  let drop: () => Promise<void>;
  beforeAll(async () => ({ url, drop } = await createDatabase([])));
  afterAll(() => drop());

  async function lineFor(address: string): Promise<string> {
    const database = open(address, { acquireTimeoutMs: 1_000 });
    const error: unknown = await database.query('select 1').catch((reason: unknown) => reason);
    await database.close();
    return connectErrorLine(error, address);
  }
  const changed = (change: (url: URL) => void): string => {
    const address = new URL(url);
    change(address);
    return address.href;
  };

  test('an unknown database is named', async () => {
    const line = await lineFor(changed((address) => (address.pathname = '/no_such_database')));
    expect(line).toMatch(/has no database "no_such_database"/);
  });

  test('a port without a server is named', async () => {
    const line = await lineFor(changed((address) => (address.port = '1')));
    expect(line).toMatch(/^No PostgreSQL answers at .*:1\./);
  });

  test('a host that does not exist is named', async () => {
    const line = await lineFor(changed((address) => (address.hostname = 'database.invalid')));
    expect(line).toMatch(/database\.invalid/);
  });

  test('a server without TLS is distinguished', async () => {
    const server = await listen((socket) => socket.once('data', () => socket.end('N')));
    const line = await lineFor(`postgres://someone:secret@127.0.0.1:${server.port}/x?sslmode=require`);
    expect(line).toMatch(/does not speak TLS/);
    expect(line).not.toContain('secret');
    await server.close();
  });

  test('a server that says nothing is reported', async () => {
    const server = await listen((socket) => socket.resume());
    expect(await lineFor(`postgres://someone@127.0.0.1:${server.port}/x`)).toMatch(/did not answer in time/);
    await server.close();
  });

  test('a server that hangs up is reported', async () => {
    const server = await listen((socket) => socket.destroy());
    expect(await lineFor(`postgres://someone@127.0.0.1:${server.port}/x`)).toMatch(/closed the connection/);
    await server.close();
  });

  test('a refused password is reported without the password', () => {
    const line = connectErrorLine(serverError('28P01'), 'postgres://ann:secret@db.example:5433/shop');
    expect(line).toBe('PostgreSQL at db.example:5433 refused the password of user "ann".');
  });

  test('a malformed URL is found when the database is opened', () => {
    expect(() => open('postgres://[nonsense')).toThrow();
  });
});
