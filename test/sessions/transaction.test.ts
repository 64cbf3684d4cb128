import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RootForm } from '../../index.ts';
import { createDatabase, query, type TestDatabase } from '../support/database.ts';
import { openPrograms, type RecordedPrograms } from './support.ts';

interface User {
  readonly id: string;
  readonly name: string;
}

let database: TestDatabase;
let programs: RecordedPrograms;
beforeAll(async () => {
  database = await createDatabase([new URL('../fixtures/blog.sql', import.meta.url)]);
  programs = await openPrograms(database.url, { pool: { size: 1, acquireTimeoutMs: 500 } });
});
afterAll(async () => {
  await programs.pool.close();
  await database.drop();
});

const IDS = { entity: 'User', orderBy: [{ id: 'ASC' }], select: { id: true } } satisfies RootForm;
const USERS = { ...IDS, select: { id: true, name: true } } satisfies RootForm;

/** Renames the user over another connection. */
async function rename(name: string): Promise<void> {
  await query(database.url, `update users set name = '${name}' where id = 1`);
}

describe('a transaction of a session', () => {
  // covers: N1
  it('a transaction reads all loads and fills from one snapshot over one connection', async () => {
    await using session = programs.session();
    programs.take();
    try {
      const names = await session.transaction(async () => {
        const [first] = await session.load<User>(IDS);
        await rename('A');
        await session.fill(first ? [first] : [], ['name']);
        session.clear();
        const [again] = await session.load<User>(USERS);
        return [first?.name, again?.name];
      });
      expect(names).toEqual(['a', 'a']);
      session.clear();
      expect((await session.load<User>(USERS))[0]?.name).toBe('A');
    } finally {
      await rename('a');
    }
    const [held, after, ...others] = programs.take();
    expect(others).toEqual([]);
    const flights = held?.flights.map(({ transaction: { begin, commit }, statements }) => [
      begin,
      statements.length,
      commit,
    ]);
    expect(flights).toEqual([
      [true, 1, false],
      [false, 1, false],
      [false, 1, false],
      [false, 0, true],
    ]);
    expect([held?.released, after?.flights.length, after?.released]).toEqual([true, 1, true]);
  });

  it('loads without a transaction each see the current database', async () => {
    await using session = programs.session();
    const [first] = await session.load<User>(IDS);
    await rename('A');
    try {
      await session.fill(first ? [first] : [], ['name']);
      expect(first?.name).toBe('A');
    } finally {
      await rename('a');
    }
  });

  it('a transaction takes no connection until something is loaded', async () => {
    await using session = programs.session();
    programs.take();
    expect(await session.transaction(async () => 1)).toBe(1);
    expect(programs.take()).toEqual([]);
  });

  // covers: N2
  it('a transaction ends when its work throws, and the next one starts anew', async () => {
    await using session = programs.session();
    const work = async (): Promise<void> => {
      await session.load(USERS);
      throw new Error('enough');
    };
    await expect(session.transaction(work)).rejects.toThrow('enough');
    expect(programs.pool.pool.idle).toBe(1);
    expect(await session.transaction(() => session.load(USERS))).toHaveLength(4);
  });

  it('a transaction answers nothing more after one of its statements has failed', async () => {
    await using session = programs.session();
    await query(database.url, 'alter table users rename name to gone');
    try {
      await session.transaction(async () => {
        await expect(session.load(USERS)).rejects.toMatchObject({ name: 'DatabaseError' });
        await expect(session.load(IDS)).rejects.toMatchObject({ code: 'TRANSACTION' });
      });
      expect(programs.pool.pool.idle).toBe(1);
    } finally {
      await query(database.url, 'alter table users rename gone to name');
    }
    expect(await session.load(USERS)).toHaveLength(4);
  });

  it('a transaction continues after a selection that was refused without SQL', async () => {
    await using session = programs.session();
    await session.transaction(async () => {
      await expect(session.load({ ...USERS, limit: -1 })).rejects.toThrow('it must not be negative');
      expect(await session.load(USERS)).toHaveLength(4);
    });
  });

  it('a session has one transaction at a time', async () => {
    await using session = programs.session();
    const nested = session.transaction(() => session.transaction(() => session.load(USERS)));
    await expect(nested).rejects.toMatchObject({
      code: 'TRANSACTION',
      message: 'A transaction of this session is open: await its end first, or take a session for each.',
    });
  });

  it('a transaction waits for loads that its work did not await', async () => {
    await using session = programs.session();
    programs.take();
    let forgotten: Promise<User[]> | null = null;
    await session.transaction(async () => {
      await session.load(IDS);
      forgotten = session.load<User>(USERS);
    });
    expect(await forgotten).toHaveLength(4);
    expect(programs.take().map(({ flights, released }) => [flights.length, released])).toEqual([[3, true]]);
  });

  it('a transaction ends with its session and with its signal', async () => {
    const session = programs.session();
    const closed = session.transaction(async () => {
      await session.load(USERS);
      await session.close();
      expect(programs.pool.pool.idle).toBe(1);
      return session.load(USERS);
    });
    await expect(closed).rejects.toMatchObject({ code: 'SESSION_CLOSED' });

    const stop = new AbortController();
    await using other = programs.session({ signal: stop.signal });
    const stopped = other.transaction(async () => {
      await other.load(USERS);
      stop.abort();
      return other.load(USERS);
    });
    await expect(stopped).rejects.toMatchObject({ code: 'CANCELLED' });
    await expect.poll(() => programs.pool.pool.idle).toBe(1);
  });

  it('a transaction may take its time, and PostgreSQL ends it after idleTimeoutMs', async () => {
    await using session = programs.session();
    const slow = session.transaction(
      async () => {
        await session.load(USERS);
        await new Promise((resolve) => setTimeout(resolve, 200));
        return session.load(USERS);
      },
      { idleTimeoutMs: 50 },
    );
    await expect(slow).rejects.toMatchObject({
      name: 'DatabaseError',
      code: 'TIMEOUT',
      message: expect.stringMatching(/^The transaction took longer than idleTimeoutMs/),
    });
    await expect(session.transaction(async () => 1, { idleTimeoutMs: -1 })).rejects.toMatchObject({
      code: 'BAD_SELECTION',
    });
    expect(await session.load(USERS)).toHaveLength(4);
  });

  it('a stream whose loop takes too long is ended after idleTimeoutMs, with that reason', async () => {
    await using session = programs.session();
    const stream = session.stream(USERS, { batchSize: 1, idleTimeoutMs: 50 });
    await stream.next();
    await new Promise((resolve) => setTimeout(resolve, 200));
    await expect(stream.next()).rejects.toMatchObject({
      code: 'TIMEOUT',
      message: expect.stringMatching(/^The loop over the stream took longer than idleTimeoutMs/),
    });
  });
});
