/** Loaded rows get missing columns by `fill`, and new values by `refresh`. */
import { afterEach, describe, expect, it } from 'vitest';
import { query } from '../support/database.ts';
import { useBothWays } from './support.ts';

const BY_ID = { orderBy: [{ id: 'ASC' }] };
const ID = { id: true };
const NAMED = { id: true, name: true };

interface Kid {
  readonly id: number;
  readonly parentId: number;
}

interface Parent {
  readonly id: number;
  readonly name: string;
  readonly ownerId: number;
  readonly owner: { readonly id: number; readonly name: string };
  readonly kids: readonly Kid[];
}

const ways = useBothWays('stream', { selectin: { chunkSize: 100 }, pool: { size: 1, acquireTimeoutMs: 500 } });
const PARENTS = { entity: 'Parent', ...BY_ID, select: ID };
const KIDS = { ...BY_ID, select: ID };

afterEach(() => query(ways().url, `update parents set name = 'p' || id, owner_id = id % 7`));

describe('filled rows', () => {
  it('a fill takes one keyed statement per chunk of rows that lack something, in one snapshot, or none', async () => {
    const { programs } = ways();
    await using session = programs.session();
    const parents = await session.load<Parent>({ ...PARENTS, limit: 250 });
    programs.statements();
    const { rows, gone } = await session.fill(parents, ['name', 'ownerId']);
    const [connection, ...others] = programs.take();
    expect([others, connection?.flights.length]).toEqual([[], 1]);
    expect(connection?.flights[0]?.statements.map(({ rows: found }) => found)).toEqual([100, 100, 50]);
    expect([rows, gone]).toEqual([parents, []]);
    expect(parents[249]).toEqual({ id: 250, name: 'p250', ownerId: 5 });
    await session.fill(parents, ['name']);
    await session.fill(parents, []);
    expect(programs.statements()).toEqual([]);
    const [more] = await session.load<Parent>({ ...PARENTS, where: { id: { eq: 251 } } });
    programs.statements();
    if (more) parents.push(more, more);
    await session.fill(parents, ['name']);
    expect(programs.take().flatMap(({ flights }) => flights[0]?.statements.map(({ rows: found }) => found))).toEqual([
      1,
    ]);
  });

  it('a fill loads relations to the depth of the selection, and pays only for missing parts', async () => {
    const { programs } = ways();
    await using session = programs.session();
    const parents = await session.load<Parent>({ ...PARENTS, limit: 3 });
    programs.statements();
    await session.fill(parents, { select: { owner: { select: NAMED }, kids: KIDS } });
    const sent = programs.statements().length;
    expect(sent).toBeLessThanOrEqual(3);
    expect(parents[1]).toEqual({ id: 2, owner: { id: 2, name: 'o2' }, kids: [{ id: 4 }, { id: 5 }, { id: 6 }] });
    const [before] = parents[0]?.kids ?? [];
    await session.fill(parents, { select: { kids: KIDS } });
    expect(programs.statements()).toEqual([]);
    await session.fill(parents, { entity: 'Parent', select: { kids: { ...BY_ID, select: { parentId: true } } } });
    expect(programs.statements().length).toBe(2);
    expect(parents[0]?.kids[0]).toBe(before);
    expect(before?.parentId).toBe(1);
    expect(JSON.stringify(parents[0])).toBe(
      '{"id":1,"owner":{"id":1,"name":"o1"},"kids":[{"id":1,"parentId":1},{"id":2,"parentId":1},{"id":3,"parentId":1}]}',
    );
    await expect(session.fill(parents, { select: { kids: { limit: 1, select: ID } } })).rejects.toThrow(
      'Parent.kids is selected with different arguments',
    );
  });

  it('a fill loads aggregates and pages', async () => {
    await using session = ways().programs.session();
    const parents = await session.load<object>({ ...PARENTS, limit: 2 });
    const page = { first: 1, ...BY_ID, select: { nodes: { select: ID } } };
    await session.fill(parents, { select: { kidsAggregate: { select: { count: true } }, kidsConnection: page } });
    expect(parents[1]).toEqual({ id: 2, kidsAggregate: { count: 3 }, kidsConnection: { nodes: [{ id: 4 }] } });
  });

  it('a fill of the current batch reads its snapshot, on its connection', async () => {
    const { programs, url } = ways();
    await using session = programs.session();
    const stream = session.stream<Parent>(PARENTS, { batchSize: 150 });
    let first: Parent | undefined;
    programs.statements();
    for await (const batch of stream) {
      if (!first) await query(url, `update parents set name = 'changed'`);
      const { rows } = await session.fill(batch, { select: { name: true, kids: KIDS } });
      expect(rows).toEqual(batch);
      for (const { id, name, kids } of batch) expect([name, kids.length]).toEqual([`p${id}`, id === 1201 ? 0 : 3]);
      const past = first ? [first] : [];
      if (first) await expect(session.fill(past, ['ownerId'])).rejects.toMatchObject({ code: 'SESSION_CLOSED' });
      first ??= batch[0];
    }
    // The keys of eight batches are sent in two chunks each, and the key of the last batch, which has one row, in one.
    expect(programs.statements().length).toBe(1 + 8 * 4 + 2);
    expect(first?.name).toBe('p1');
    await expect(session.fill(first ? [first] : [], ['ownerId'])).rejects.toMatchObject({ code: 'SESSION_CLOSED' });
    expect(programs.pool.pool).toMatchObject({ idle: 1 });
  });

  it('a batch is filled before the next one comes, and a list under one name stays one list', async () => {
    await using session = ways().programs.session();
    const stream = session.stream<Parent>({ ...PARENTS, limit: 4, select: { id: true, kids: KIDS } }, { batchSize: 2 });
    const { value: batch = [] } = await stream.next();
    const other = { select: { kids: { limit: 1, select: ID } } };
    await expect(session.fill(batch, other)).rejects.toThrow('Parent.kids is selected with different arguments');
    const [filled, next] = await Promise.all([session.fill<Parent>(batch, ['name']), stream.next()]);
    expect(filled.rows.map(({ name }) => name)).toEqual(['p1', 'p2']);
    expect(next.value).toEqual([
      { id: 3, kids: [{ id: 7 }, { id: 8 }, { id: 9 }] },
      { id: 4, kids: [{ id: 10 }, { id: 11 }, { id: 12 }] },
    ]);
    await stream.return?.();
  });

  it('a fill reports and detaches missing rows, and finds them again when they are back', async () => {
    const { programs, url } = ways();
    await query(url, `insert into parents values (5001, 1, 'p5001'), (5002, 1, 'p5002')`);
    await using session = programs.session();
    const parents = await session.load<Parent>({ ...PARENTS, where: { id: { gt: 5000 } } });
    await query(url, 'delete from parents where id = 5001');
    const { rows, gone } = await session.fill(parents, ['name']);
    expect([rows, gone]).toEqual([[parents[1]], [parents[0]]]);
    expect(rows[0]).toEqual({ id: 5002, name: 'p5002' });
    expect(parents.map((row) => session.stateOf(row))).toEqual(['detached', 'persistent']);
    expect(() => parents[0]?.name).toThrow('the row is gone');
    expect(session.size).toBe(1);
    await query(url, `insert into parents values (5001, 1, 'again')`);
    const [again] = await session.load<Parent>({ ...PARENTS, where: { id: { eq: 5001 } }, select: NAMED });
    expect(again).toEqual({ id: 5001, name: 'again' });
    expect(again).not.toBe(parents[0]);
    await query(url, 'delete from parents where id > 5000');
    expect((await session.refresh(again ? [again] : [], ['name'])).gone).toEqual([again]);
  });

  it.each<[string, unknown, string]>([
    ['a value that is not a form', 5, 'Say what to fill by names of columns'],
    ['unknown settings', { select: ID, limit: 1 }, 'Say what to fill by names of columns'],
    ['another entity', { entity: 'Kid', select: ID }, 'Rows to be filled as Kid must have been read as such.'],
    ['a misspelt column', ['nmae'], 'Parent.nmae is no field. Did you mean "name"?'],
    ['a relation without columns', ['owner'], 'Parent.owner is a relation: say what to select of it'],
  ])('a fill reports %s', async (_, what, message) => {
    await using session = ways().programs.session();
    const parents = await session.load({ ...PARENTS, limit: 1 });
    // @ts-expect-error -- a program without types
    const error: unknown = await session.fill(parents, what).catch((problem: unknown) => problem);
    expect(error).toMatchObject({ code: 'BAD_SELECTION', message: expect.stringContaining(message) });
  });
});

describe('refreshed rows', () => {
  it('a refreshed row is the same object with the current values, by one statement for all rows', async () => {
    const { programs, url } = ways();
    await using session = programs.session();
    const parents = await session.load<Parent>({
      ...PARENTS,
      limit: 2,
      select: { ...NAMED, owner: { select: NAMED } },
    });
    const [first] = parents;
    await query(url, `update parents set name = 'new', owner_id = 6 where id = 1`);
    await session.fill(parents, ['name']);
    expect(first?.name).toBe('p1');
    programs.statements();
    const { rows, gone } = await session.refresh(parents, ['name']);
    expect(programs.statements().length).toBe(1);
    expect([rows, gone]).toEqual([parents, []]);
    expect(rows[0]).toBe(first);
    expect([first?.name, first?.owner.id, parents[1]?.name]).toEqual(['new', 1, 'p2']);
    await session.refresh(parents, { select: { owner: { select: NAMED } } });
    expect(JSON.stringify(first)).toBe('{"id":1,"name":"new","owner":{"id":6,"name":"o6"}}');
  });

  it('a refresh loads the selected relations again, to the depth of the selection', async () => {
    const { programs, url } = ways();
    await using session = programs.session();
    const [owner] = await session.load<{ readonly parents: readonly Parent[] }>({
      entity: 'Owner',
      where: { id: { eq: 1 } },
      select: { parents: { ...BY_ID, limit: 2, select: NAMED } },
    });
    const [one, eight] = owner?.parents ?? [];
    await query(url, `update parents set name = 'new', owner_id = case id when 1 then 2 else 1 end where id in (1, 8)`);
    const parents = { ...BY_ID, limit: 2, select: NAMED };
    await session.refresh(owner ? [owner] : [], { select: { parents } });
    expect(owner?.parents).toEqual([
      { id: 8, name: 'new' },
      { id: 15, name: 'p15' },
    ]);
    expect(owner?.parents[0]).toBe(eight);
    expect(one?.name).toBe('p1');
  });

  it('a refresh in a transaction or of a batch sees its snapshot', async () => {
    const { programs, url } = ways();
    await using session = programs.session();
    const parents = await session.load<Parent>({ ...PARENTS, limit: 1, select: NAMED });
    const change = (name: string): Promise<unknown> => query(url, `update parents set name = '${name}'`);
    await session.transaction(async () => {
      await session.load({ ...PARENTS, limit: 1 });
      await change('during');
      await session.refresh(parents, ['name']);
      expect(parents[0]?.name).toBe('p1');
    });
    await session.refresh(parents, ['name']);
    expect(parents[0]?.name).toBe('during');
    const stream = session.stream<Parent>({ ...PARENTS, select: NAMED }, { batchSize: 1 });
    const { value: batch = [] } = await stream.next();
    await change('after');
    await session.refresh(batch, ['name']);
    expect(batch.map(({ name }: Parent) => name)).toEqual(['during']);
    await stream.return?.();
  });
});
