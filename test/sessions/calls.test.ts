/** Functions of the database give programs the same as a client's operation. */
import { describe, expect, it } from 'vitest';
import type { ConfigOptions } from '../../schema/config/read-config.ts';
import { type RootCase, testRoots, useBothWays } from './support.ts';

const BY_ID = { orderBy: [{ id: 'ASC' }] };

const CALLS: readonly RootCase[] = [
  {
    name: 'rows of a function, with their relations',
    ask: (session) =>
      session.call({
        function: 'found',
        args: { word: 'r' },
        where: { price: { gt: '1' } },
        orderBy: [{ id: 'DESC' }],
        limit: 2,
        select: { id: true, category: { select: { name: true } }, lines: { ...BY_ID, select: { amount: true } } },
      }),
    query: `{ found(word: "r", where: { price: { gt: "1" } }, orderBy: [{ id: DESC }], limit: 2) {
      id category { name } lines(orderBy: [{ id: ASC }]) { amount } } }`,
    statements: 2,
  },
  {
    name: 'the row of a function',
    ask: (session) => session.call({ function: 'dearest', select: { name: true } }),
    query: '{ dearest { name } }',
    statements: 1,
  },
  {
    name: 'no row of a function',
    ask: (session) => session.call({ function: 'dearest', args: { word: 'nothing' }, select: { name: true } }),
    query: '{ dearest(word: "nothing") { name } }',
    statements: 1,
  },
  {
    name: 'the value of a function',
    ask: (session) => session.call({ function: 'worthOf', args: { category: 1 } }),
    query: '{ worthOf(category: 1) }',
    statements: 1,
  },
  {
    name: 'a composite value of a function',
    ask: (session) => session.call({ function: 'prices', args: { within: 1 } }),
    query: '{ prices(within: 1) { low high } }',
    statements: 1,
  },
  {
    name: 'no value of a function',
    ask: (session) => session.call({ function: 'prices', args: { within: 9 } }),
    query: '{ prices(within: 9) { low high } }',
    statements: 1,
  },
  {
    name: 'the value of a function with arguments named like members of Object.prototype',
    ask: (session) => session.call({ function: 'joined', args: { constructor: 'b' } }),
    query: '{ joined(constructor: "b") }',
    statements: 1,
  },
  {
    name: 'values of a function',
    ask: (session) => session.call({ function: 'notes', limit: 2 }),
    query: '{ notes(limit: 2) }',
    statements: 1,
  },
];

const FUNCTIONS: ConfigOptions = {
  functions: {
    found: { function: 'found' },
    dearest: { function: 'dearest' },
    imagined: { function: 'imagined' },
    worthOf: { function: 'worth_of' },
    prices: { function: 'prices' },
    notes: { function: 'notes' },
    joined: { function: 'joined' },
  },
};

testRoots('shelf', FUNCTIONS, CALLS);

describe('a function of the database', () => {
  const parts = useBothWays('shelf', FUNCTIONS);

  it('a function gives rows of its own, which need not be those of the table', async () => {
    await using session = parts().programs.session();
    const held = await session.load({ entity: 'Product', where: { id: { eq: 1 } }, select: { id: true } });
    const imagined = await session.call({ function: 'imagined', select: { id: true, name: true } });
    expect(imagined).toEqual({ id: 1, name: 'imagined' });
    const given = await session.call<object[]>({ function: 'found', args: { word: 'green' }, select: { id: true } });
    expect(given).toEqual([{ id: 1 }]);
    expect(given[0]).not.toBe(held[0]);
    await session.fill(held, ['name']);
    expect(held).toEqual([{ id: 1, name: 'green' }]);
    await expect(session.fill(given, ['price'])).rejects.toThrow('Rows to be filled must have a key');
  });

  it.each<[string, object, string]>([
    [
      'an unknown function',
      { function: 'fond', select: { id: true } },
      'fond is no function of the configuration. Did you mean "found"?',
    ],
    [
      'an unknown argument',
      { function: 'found', args: { wrd: 'x' }, select: { id: true } },
      'found has no wrd. Did you mean "word"?',
    ],
    ['arguments that are not an object', { function: 'notes', args: 5 }, 'notes: args must be an object: { word: … }.'],
    ['a missing argument', { function: 'found', select: { id: true } }, 'found needs word.'],
    ['rows without columns', { function: 'dearest' }, 'dearest: select must be an object: { id: true, … }.'],
    [
      'a selection on a value',
      { function: 'worthOf', select: { id: true } },
      'worthOf gives values: there is nothing to select of them.',
    ],
    ['a limit on one row', { function: 'dearest', limit: 1, select: { id: true } }, 'dearest takes no limit.'],
  ])('a call reports %s', async (_, selection, message) => {
    await using session = parts().programs.session();
    // @ts-expect-error -- a program without types
    await expect(session.call(selection)).rejects.toThrow(message);
  });
});
