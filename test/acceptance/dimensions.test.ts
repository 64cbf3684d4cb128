import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { openGateway, type TestGateway } from '../support/gateway.ts';

let database: TestDatabase;
let gateway: TestGateway;
beforeAll(async () => {
  database = await createDatabase([
    `create domain matrix as numeric[][];
     create type cell as (x int, y int);
     create type sheet as (grid int[][]);
     create table board (id int primary key, row_of int[], grid int[][] not null, cube text[][][], exact matrix, cells cell[][], sheet sheet);
     insert into board values
       (1, '{1,2}', '{{1,2},{3,NULL}}', '{{{a,"b \\"c\\""}}}', '{{1.50,2},{3,4}}', array[[row(1,2), null]]::cell[], row('{{5}}')),
       (2, '{{1,2}}', '{1}', '{}', null, null, null);
     create view seen as select id, grid from board;`,
  ]);
  gateway = await openGateway(database.url);
});
afterAll(async () => {
  await gateway.close();
  await database.drop();
});

test('an array that is declared with several dimensions is JSON, as nested lists', async () => {
  const text = '{ board(id: 1) { rowOf grid cube exact cells } }';
  const { written, executed } = await gateway.write(text);
  expect(written).toBe(executed);
  expect(JSON.parse(executed).data.board).toEqual({
    rowOf: [1, 2],
    grid: [
      [1, 2],
      [3, null],
    ],
    cube: [[['a', 'b "c"']]],
    exact: [
      ['1.50', '2'],
      ['3', '4'],
    ],
    cells: [[{ x: 1, y: 2 }, null]],
  });
  const type = gateway.gateway.schema.getType('Board');
  expect(String(Reflect.get(type ?? {}, '_fields')?.grid?.type ?? '')).toBe('JSON!');
});

test('an array of several dimensions inside a composite value is JSON', async () => {
  const { data } = await gateway.run('{ board(id: 1) { sheet { grid } } }');
  expect(data).toEqual({ board: { sheet: { grid: [[5]] } } });
});

test('a value with other dimensions than declared is an error of its field, in writer and graphql-js', async () => {
  const text = '{ boards(where: { id: { eq: 2 } }) { id rowOf cube } seen: board(id: 2) { grid } }';
  const { written, executed } = await gateway.write(text);
  expect(written).toBeNull();
  expect(JSON.parse(executed).data).toEqual({ boards: [{ id: 2, rowOf: null, cube: [] }], seen: null });
  const { errors } = await gateway.run(text);
  // The order of errors is not specified: with graphql 16, those below lists come a tick later.
  expect(Object.fromEntries(errors.map(({ message, path }) => [path?.join('.'), message]))).toEqual({
    'boards.0.rowOf': expect.stringContaining('several dimensions'),
    'seen.grid': expect.stringContaining('other dimensions than the 2'),
  });
});

describe('nested lists in a condition', () => {
  const cases: [where: string, ids: number[]][] = [
    ['{ grid: { eq: [[1, 2], [3, null]] } }', [1]],
    ['{ grid: { ne: [[1, 2], [3, null]] } }', [2]],
    ['{ grid: { in: [[[1, 2], [3, null]], [[7]]] } }', [1]],
    ['{ grid: { lt: [[1, 2], [4, 0]] } }', [1, 2]],
    ['{ grid: { has: 3 } }', [1]],
    ['{ grid: { hasSome: [9, 3] } }', [1]],
    ['{ grid: { hasEvery: [1, 3] } }', [1]],
    ['{ cube: { isEmpty: true } }', [2]],
    ['{ exact: { eq: [[1.5, "2.0"], ["3", 4]] } }', [1]],
    ['{ cells: { eq: [[{ x: 1, y: 2 }, null]] } }', [1]],
  ];
  it.each(cases)('a condition may compare nested lists: %s', async (where, ids) => {
    const { data, errors } = await gateway.run(`{ boards(where: ${where}) { id } }`);
    expect([data, errors]).toEqual([{ boards: ids.map((id) => ({ id })) }, []]);
  });

  it('nested lists may come from a variable', async () => {
    const variables = {
      grid: [
        [1, 2],
        [3, null],
      ],
    };
    const { data } = await gateway.run('query ($grid: JSON) { boards(where: { grid: { eq: $grid } }) { id } }', {
      variables,
    });
    expect(data).toEqual({ boards: [{ id: 1 }] });
  });

  it.each([
    ['[1, 2]', '[0]: must be a list'],
    ['[[1, 2], [3]]', '[1]: has 1 items where its neighbour has 2'],
    ['[["x"]]', 'Int cannot represent'],
  ])('the operand %s is refused on its field, before any SQL', async (grid, message) => {
    const { errors, S } = await gateway.run(`{ boards(where: { grid: { eq: ${grid} } }) { id } }`);
    expect(errors).toEqual([expect.objectContaining({ message: expect.stringContaining(message), path: ['boards'] })]);
    expect(errors[0]?.message).toContain('boards(where:).grid.eq: ');
    expect(S).toBe(0);
  });
});

test('an array column of a view is a list, because a view does not know the dimensions', async () => {
  const { errors } = await gateway.run('{ seens(orderBy: [{ id: ASC }]) { id grid } }');
  expect(errors.map(({ path }) => path)).toEqual([['seens', 0, 'grid']]);
});
