import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RootForm } from '../../index.ts';
import { createDatabase, query, type TestDatabase } from '../support/database.ts';
import { openPrograms, type RecordedPrograms } from './support.ts';

interface Parent {
  readonly id: number;
  readonly name: string;
  readonly owner: { readonly id: number; readonly name: string };
  readonly kids: readonly { readonly id: number }[];
}

let database: TestDatabase;
let programs: RecordedPrograms;
beforeAll(async () => {
  database = await createDatabase([new URL('../fixtures/stream.sql', import.meta.url)]);
  programs = await openPrograms(database.url, {
    selectin: { chunkSize: 500 },
    pool: { size: 1, acquireTimeoutMs: 500 },
  });
});
afterAll(async () => {
  await programs.pool.close();
  await database.drop();
});

const KIDS = { orderBy: [{ id: 'ASC' }], select: { id: true } };
const PARENTS = { entity: 'Parent', orderBy: [{ id: 'ASC' }], select: { id: true, kids: KIDS } } satisfies RootForm;
const NAMES = { ...PARENTS, select: { id: true, name: true } };

async function collect(selection: RootForm, batchSize: number): Promise<Parent[][]> {
  await using session = programs.session();
  const batches: Parent[][] = [];
  for await (const batch of session.stream<Parent>(selection, { batchSize })) batches.push(batch);
  return batches;
}

/** Counts the statements by their first word. */
function counts(statements: readonly string[]): Record<string, number> {
  const counted: Record<string, number> = {};
  for (const sql of statements) {
    const word = sql.slice(0, sql.indexOf(' '));
    counted[word] = (counted[word] ?? 0) + 1;
  }
  return counted;
}

/** The view of the server on the pool's only connection. */
async function activity(): Promise<{ idle: number; state: string | undefined }> {
  const sql = `select state from pg_stat_activity where datname = current_database() and application_name = 'espalier'`;
  const [backend] = await query<{ state: string }>(database.url, sql);
  return { idle: programs.pool.pool.idle, state: backend?.state };
}

describe('streams of a session', () => {
  it.each([
    { batchSize: 100, statements: { declare: 1, select: 13 } },
    // The keys of a full batch are sent in two chunks.
    { batchSize: 1000, statements: { declare: 1, select: 3 } },
    { batchSize: 5000, statements: { declare: 1, select: 3 } },
  ])(
    // covers: M1, M2, S29, S31
    'a stream of 1,201 parents in batches of $batchSize has one cursor, and statements for children per batch',
    async (each) => {
      programs.statements();
      const batches = await collect(PARENTS, each.batchSize);
      expect(counts(programs.statements())).toEqual(each.statements);
      const sizes = batches.map((batch) => batch.length);
      expect(sizes.slice(0, -1).every((size) => size === each.batchSize)).toBe(true);
      const parents = batches.flat();
      expect(parents.map(({ id }) => id)).toEqual(Array.from({ length: 1201 }, (_, at) => at + 1));
      expect(parents[1199]?.kids).toEqual([{ id: 3598 }, { id: 3599 }, { id: 3600 }]);
      expect(parents[1200]?.kids).toEqual([]);
    },
  );

  // covers: M4, S30
  it('a stream carries joined rows of a to-one in its cursor', async () => {
    programs.statements();
    const owner = { load: 'joined', select: { id: true, name: true } } as const;
    const batches = await collect({ ...PARENTS, select: { id: true, owner } }, 500);
    expect(counts(programs.statements())).toEqual({ declare: 1 });
    expect(batches.map((batch) => batch.length)).toEqual([500, 500, 201]);
    expect(batches[2]?.[200]).toEqual({ id: 1201, owner: { id: 4, name: 'o4' } });
  });

  // covers: M8
  it('a stream gives targets that recur in several batches the same values in each', async () => {
    const owner = { load: 'selectin', select: { id: true, name: true } } as const;
    const batches = await collect({ ...PARENTS, select: { id: true, owner } }, 100);
    for (const parent of batches.flat()) expect(parent.owner).toEqual({ id: parent.id % 7, name: `o${parent.id % 7}` });
    const [first, second] = batches;
    // A batch has one object for each owner.
    expect(first?.[0]?.owner).toBe(first?.[7]?.owner);
    expect(first?.[0]?.owner).not.toBe(second?.find(({ id }) => id % 7 === 1)?.owner);
  });

  it('a stream binds the values of its conditions, and takes limits beyond those of clients', async () => {
    const where = { id: { gt: 1_000 }, name: { startsWith: 'p1' } };
    expect((await collect({ ...NAMES, where, limit: 20_000, offset: 1 }, 150)).map((batch) => batch.length)).toEqual([
      150, 50,
    ]);
    expect(await collect({ ...NAMES, limit: 0 }, 150)).toEqual([]);
  });

  it('a stream has no pages, whatever the page sizes of the entity', async () => {
    const pages = { defaultPageSize: 10, maxPageSize: 10 };
    const own = await openPrograms(database.url, { entities: { Parent: pages, Kid: { defaultPageSize: 1 } } });
    const session = own.session();
    let rows = 0;
    for await (const batch of session.stream<Parent>(PARENTS)) {
      rows += batch.reduce((sum, { kids }) => sum + kids.length, batch.length);
    }
    expect(rows).toBe(1201 + 3600);
    await own.pool.close();
  });

  // covers: M3
  it('a stream with a joined list is refused with the reason, before any SQL', async () => {
    programs.statements();
    const kids = { load: 'joined', select: { id: true } } as const;
    await expect(collect({ ...PARENTS, select: { kids } }, 100)).rejects.toThrow(
      'Parent.kids: load of Parent.kids asks for joined, but a stream comes in batches of rows, a joined list would repeat each of them.',
    );
    await expect(collect(PARENTS, 0)).rejects.toThrow('batchSize must be a whole number of at least 1, not 0.');
    await expect(collect({ ...NAMES, limit: -1 }, 10)).rejects.toThrow('Parent: limit is -1; it must not be negative.');
    expect(programs.statements()).toEqual([]);
  });

  // covers: M5, S56, S61
  it('a stream holds no more rows than a batch and its targets', async () => {
    await using session = programs.session();
    let most = 0;
    for await (const _ of session.stream(PARENTS, { batchSize: 100 })) most = Math.max(most, session.size);
    expect(most).toBe(400);
    expect(session.size).toBe(0);
  });

  // covers: S30
  it('a stream reads all batches from one snapshot', async () => {
    await using session = programs.session();
    let last: readonly Parent[] = [];
    try {
      for await (const batch of session.stream<Parent>(NAMES, { batchSize: 600 })) {
        if (last.length === 0) await query(database.url, `update parents set name = 'new' where id > 600`);
        last = batch;
      }
    } finally {
      await query(database.url, `update parents set name = 'p' || id where id > 600`);
    }
    expect(last).toEqual([{ id: 1201, name: 'p1201' }]);
  });
});

describe('programs that read a stream', () => {
  // covers: M9
  it('a slow program has one batch in memory, and nothing is fetched ahead', async () => {
    await using session = programs.session();
    const stream = session.stream(NAMES, { batchSize: 100 });
    programs.take();
    await stream.next();
    const [connection] = programs.take();
    for (const fetched of [1, 2, 3]) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      const statements = connection?.flights.flatMap((flight) => flight.statements.map(({ sql }) => sql));
      expect(counts(statements ?? [])).toEqual({ declare: 1, fetch: fetched });
      expect(session.size).toBe(100);
      await stream.next();
    }
  });

  // covers: M7
  it('a program that leaves its loop ends the transaction and gives the connection back', async () => {
    await using session = programs.session();
    for await (const batch of session.stream<Parent>(PARENTS, { batchSize: 10 })) {
      expect(await activity()).toEqual({ idle: 0, state: 'idle in transaction' });
      if (batch[0]?.id === 11) break;
    }
    expect(await activity()).toEqual({ idle: 1, state: 'idle' });
  });

  // covers: S51
  it('a program that fails in its loop ends the transaction and gives the connection back', async () => {
    await using session = programs.session();
    const failing = async (): Promise<void> => {
      for await (const _ of session.stream(PARENTS)) throw new Error('full disk');
    };
    await expect(failing()).rejects.toThrow('full disk');
    expect(await activity()).toEqual({ idle: 1, state: 'idle' });
  });

  // covers: M7
  it('a stopped program loses its stream at once, even if it never asks again', async () => {
    const controller = new AbortController();
    await using session = programs.session({ signal: controller.signal });
    const stream = session.stream(NAMES, { batchSize: 100 });
    await stream.next();
    controller.abort();
    await expect.poll(activity).toEqual({ idle: 1, state: 'idle' });
    await expect(stream.next()).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it('a program that closes the session ends its streams, which do not look finished', async () => {
    const session = programs.session();
    const stream = session.stream<Parent>(NAMES, { batchSize: 100 });
    const batch = (await stream.next()).value;
    await session.close();
    expect(await activity()).toEqual({ idle: 1, state: 'idle' });
    await expect(stream.next()).rejects.toMatchObject({ code: 'SESSION_CLOSED' });
    expect(batch?.[0]).toEqual({ id: 1, name: 'p1' });
    expect(() => batch?.[0]?.kids).toThrow(expect.objectContaining({ code: 'SESSION_CLOSED' }));
    expect(() => session.stream(NAMES)).toThrow('The session is closed');
  });
});

describe('a million rows', () => {
  const NUMBERS = { entity: 'Number', select: { id: true, text: true, cursors: true } } satisfies RootForm;

  // covers: M6, S47, S48, S67
  it('a million rows are streamed in bounded memory through one cursor', { timeout: 300_000 }, async () => {
    await using session = programs.session();
    let rows = 0;
    let base = 0;
    let most = 0;
    const cursors = new Set<number>();
    for await (const batch of session.stream<{ readonly cursors: number }>(NUMBERS)) {
      rows += batch.length;
      for (const row of batch) cursors.add(row.cursors);
      const { rss } = process.memoryUsage();
      // The memory of the first batches stays in use.
      if (rows === 50_000) base = rss;
      if (rows > 50_000) most = Math.max(most, rss);
    }
    expect(rows).toBe(1_000_000);
    expect([...cursors]).toEqual([1]);
    // Node 22 leaves about 100 MB of garbage. The rows, if they were kept, would take 400 MB.
    expect(most - base).toBeLessThan(192 * 1024 * 1024);
  });

  // covers: M6, S26
  it('a million rows are too many for one load, which leaves the connection usable', async () => {
    const limits = { maxPageSize: 1_000_000, maxRowsPerStatement: 100_000 };
    const own = await openPrograms(database.url, { limits, pool: { size: 1 } });
    const session = own.session();
    await expect(session.load({ ...NUMBERS, limit: 1_000_000 })).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
    expect(await session.load({ ...NUMBERS, limit: 2 })).toMatchObject([{ cursors: 0 }, { cursors: 0 }]);
    expect(own.pool.pool).toMatchObject({ total: 1, idle: 1 });
    await own.pool.close();
  });
});
