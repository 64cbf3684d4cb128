import { describe, expect, it } from 'vitest';
import { tablesOf, useGateway } from './cases.ts';

describe('the directive @load', () => {
  const gateway = useGateway('blog');

  // covers: K1, S63
  it('two different load hints for one select are an error that names the field and both sources, before SQL', async () => {
    const query = '{ users { a: posts @load(strategy: JOINED) { id } b: posts @load(strategy: SELECTIN) { id } } }';
    const { errors, S } = await gateway().run(query);
    expect(errors).toHaveLength(1);
    expect(errors[0]?.message).toMatch(/users\.a.*@load.*joined.*@load.*selectin/s);
    expect(S).toBe(0);
  });

  // covers: K1
  it('two equal load hints for one select are allowed', async () => {
    const query = '{ users { a: posts @load(strategy: JOINED) { id } b: posts @load(strategy: JOINED) { id } } }';
    const { errors, S } = await gateway().run(query);
    expect(errors).toEqual([]);
    expect(S).toBe(1);
  });

  // covers: K1, K2, S27
  it('a load hint on a field outranks the header', async () => {
    const joined = '{ users { posts @load(strategy: JOINED) { id } } }';
    const selectin = '{ posts { author @load(strategy: SELECTIN) { id } } }';
    expect((await gateway().run(joined, { load: 'selectin' })).S).toBe(1);
    expect((await gateway().run(selectin, { load: 'joined' })).S).toBe(2);
  });

  // covers: K4
  it('a load hint on a column is an error that names the column', async () => {
    const { errors, S } = await gateway().run('{ users { name @load(strategy: JOINED) } }');
    expect(errors[0]?.message).toMatch(/users\.name/);
    expect(S).toBe(0);
  });

  // covers: K3
  it('the strategy RAISE makes the field an error when it is read', async () => {
    const { errors, data } = await gateway().run('{ users(limit: 1) { id boss @load(strategy: RAISE) { id } } }');
    expect(errors[0]?.message).toMatch(/User\.boss/);
    expect(data).toEqual({ users: [{ id: '1', boss: null }] });
  });

  // covers: S65
  it('the strategy LAZY gives the same answer, with one statement for all parents', async () => {
    const query = (hint: string): string => `{ users { id posts(orderBy: [{ id: DESC }]) ${hint} { id } } }`;
    const lazy = await gateway().run(query('@load(strategy: LAZY)'));
    const auto = await gateway().run(query(''));
    expect(lazy.errors).toEqual([]);
    expect(lazy.data).toEqual(auto.data);
    expect(lazy.R).toEqual([4, 8]);
  });
});

describe('explain', () => {
  const gateway = useGateway('blog');
  const redacting = useGateway('blog', { redactBinds: true });

  // covers: K6, S17, S24
  it('an explained plan tells strategy, reason and statement of every node', async () => {
    const query = '{ posts { author { boss { usersByBoss { id } } } } }';
    const { plan } = await gateway().run(query, { explain: 'plan' });
    const nodes = flatten((plan as { roots: PlanNode[] }).roots);
    expect(nodes.map(({ path, strategy }) => [path, strategy])).toEqual([
      ['posts', 'root'],
      ['posts.author', 'joined'],
      ['posts.author.boss', 'joined'],
      ['posts.author.boss.usersByBoss', 'selectin'],
    ]);
    for (const { because } of nodes) expect(because).not.toBe('');
  });

  it('an explained statement has a number from 1, and parameters with name, origin and value', async () => {
    const query = '{ users(where: { id: { gte: 1 } }, limit: 2) { id posts(limit: 1) { id } } }';
    const { plan } = await gateway().run(query, { explain: 'plan', load: 'selectin' });
    const { roots, statements } = plan as { roots: unknown; statements: { sql: string; ms: number }[] };
    expect(roots).toMatchObject([{ path: 'users', statement: 1, children: [{ path: 'users.posts', statement: 2 }] }]);
    expect(statements).toMatchObject([
      { number: 1, parameters: expect.arrayContaining([{ name: '$1', from: 'request', value: '1' }]) },
      { number: 2, parameters: [{ name: '$1', from: 'keys of users.id', value: '["1","2"]' }] },
    ]);
    for (const { ms } of statements) expect(String(ms)).toMatch(/^\d+(\.\d{1,3})?$/);
  });

  it('an explained statement shows no value under redactBinds', async () => {
    const { plan } = await redacting().run('{ users(where: { id: { eq: 3 } }) { id } }', { explain: 'plan' });
    expect(plan).toMatchObject({
      statements: [{ parameters: expect.arrayContaining([{ name: '$1', from: 'request', value: '[redacted]' }]) }],
    });
    expect(JSON.stringify(plan)).not.toContain('"value":"3"');
  });

  interface PlanNode {
    readonly path: string;
    readonly strategy: string;
    readonly because: string;
    readonly children: readonly PlanNode[];
  }

  function flatten(nodes: readonly PlanNode[]): PlanNode[] {
    return nodes.flatMap((node) => [node, ...flatten(node.children)]);
  }
});

describe('columns of statements', () => {
  const gateway = useGateway('blog');

  // covers: L1, S22
  it('a statement reads the selected columns and the key, and a relation adds the columns that lead to it', async () => {
    const name = await gateway().run('{ users { name } }');
    expect(columnsOf(name.statements[0]?.sql)).toEqual(['id', 'name']);
    const boss = await gateway().run('{ users { name boss { id } } }', { load: 'selectin' });
    expect(columnsOf(boss.statements[0]?.sql)).toEqual(['boss_id', 'id', 'name']);
  });

  it.each([
    [
      'a row over a NOT NULL key reads its key as well, because it may be missing',
      '{ addresses { id user { name } } }',
      'id name',
    ],
    [
      'a row that may be missing reads one column more, which tells its presence',
      '{ users { id profile { bio } } }',
      'bio user_id',
    ],
    [
      'a row that may be missing reads nothing more if its key is selected',
      '{ users { id profile { id bio } } }',
      'bio id',
    ],
    [
      'an entity that is selected twice reads its key, by which rows may be found',
      '{ users { id boss { name } } }',
      'id name',
    ],
  ])('a joined row has only the columns it needs: %s', async (_, document, columns) => {
    const { statements } = await gateway().run(document, { load: 'joined' });
    expect(statements).toHaveLength(1);
    expect(columnsOf(statements[0]?.sql).join(' ')).toBe(columns);
  });

  // covers: L1, L4, S67
  it('columns of an order are not shown, and a wide column that is not selected is not read', async () => {
    const { data, statements } = await gateway().run('{ profiles(orderBy: [{ bio: DESC }]) { id } }');
    expect(data).toEqual({ profiles: [{ id: 2 }, { id: 1 }] });
    expect(columnsOf(statements[0]?.sql)).toEqual(['id']);
    expect(tablesOf(statements[0]?.sql)).toEqual(['profiles']);
  });

  function columnsOf(sql = ''): string[] {
    const list = /^(?:select \* from \()?select (.*?) from /.exec(sql)?.[1] ?? '';
    return [...list.matchAll(/"([^"]+)"/g)].map(([, column]) => column ?? '').sort();
  }
});
