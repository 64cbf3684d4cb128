/** A row is one object for a program, so a window value cannot differ between its lists. */
import { describe, expect, it } from 'vitest';
import type { FieldsForm, RootForm } from '../../index.ts';
import type { ConfigOptions } from '../../schema/config/read-config.ts';
import { useBothWays } from './support.ts';

const CONFIG: ConfigOptions = {
  entities: {
    Line: {
      fields: {
        number: { window: 'row_number() over (order by {row}.id)' },
        twice: { type: 'Int', requires: ['amount'], resolve: ({ amount }) => Number(amount) * 2 },
      },
    },
  },
};
const BY_ID = { orderBy: [{ id: 'ASC' }] };

/** Lines 1 and 2 belong to product 1, line 3 to product 2, line 4 to product 4. */
function lines(select: FieldsForm, below: FieldsForm): RootForm {
  return {
    entity: 'Line',
    ...BY_ID,
    select: { ...select, product: { select: { lines: { ...BY_ID, select: below } } } },
  };
}

describe('window values of a session', () => {
  const ways = useBothWays('shelf', CONFIG);

  it.each<[string, FieldsForm]>([
    ['alone', { number: true }],
    ['beside a custom field', { number: true, twice: true }],
  ])('a row with two window values in one load is refused: %s', async (_, select) => {
    await using session = ways().programs.session();
    await expect(session.load(lines(select, select))).rejects.toMatchObject({
      code: 'BAD_SELECTION',
      message: expect.stringMatching(
        /^Line\.number is a value .* one row is in two lists of this load: it is "[13]" in one and "[13]" in/s,
      ),
    });
  });

  it('a window value takes a name for each list', async () => {
    await using session = ways().programs.session();
    const rows = await session.load(lines({ number: true }, { inProduct: { field: 'number' } }));
    expect(rows.map(({ number, inProduct }) => [number, inProduct])).toEqual([
      ['1', '1'],
      ['2', '2'],
      ['3', '1'],
      ['4', '1'],
    ]);
  });

  it('a window value that is the same in both lists is one value', async () => {
    await using session = ways().programs.session();
    const selection = lines({ number: true }, { number: true });
    expect(await session.load({ ...selection, where: { productId: { eq: 1 } } })).toHaveLength(2);
  });

  const all: RootForm = { entity: 'Line', ...BY_ID, select: { number: true } };
  const fromThird: RootForm = { ...all, where: { id: { gte: 3 } } };

  it('a window value belongs to its list in later loads, and another list is refused', async () => {
    await using session = ways().programs.session();
    await session.load(all);
    await expect(session.load(fromThird)).rejects.toMatchObject({
      code: 'BAD_SELECTION',
      message: expect.stringMatching(/one row is in two lists of this session: it is "3" in one and "1" in the other/),
    });
    const named = await session.load({ ...fromThird, select: { fromThird: { field: 'number' } } });
    expect(named.map(({ number, fromThird: other }) => [number, other])).toEqual([
      ['3', '1'],
      ['4', '2'],
    ]);
    session.clear();
    expect((await session.load(fromThird)).map(({ number }) => number)).toEqual(['1', '2']);
  });

  it('a window value stays the same when its list is loaded again', async () => {
    await using session = ways().programs.session();
    const [first] = await session.load(fromThird);
    const [again] = await session.load({ ...fromThird });
    expect([again === first, again?.['number']]).toEqual([true, '1']);
  });
});
