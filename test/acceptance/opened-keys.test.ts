import { expect, it } from 'vitest';
import { ids, testCases, useGateway } from './cases.ts';

testCases('keys that UNNEST would open: arrays and rows', 'opened-keys', [
  {
    name: 'an array of any length and dimensions is a key, in both directions and in counts',
    query:
      '{ arrayParents { arrayChildren { id } arrayChildrenAggregate { count } } arrayChildren { id arrayParent { arrayChildren { id } } } }',
    data: {
      arrayParents: [
        { arrayChildren: ids(3), arrayChildrenAggregate: { count: 1 } },
        { arrayChildren: ids(1, 2), arrayChildrenAggregate: { count: 2 } },
        { arrayChildren: [], arrayChildrenAggregate: { count: 0 } },
        { arrayChildren: ids(5), arrayChildrenAggregate: { count: 1 } },
      ],
      arrayChildren: [
        { id: 1, arrayParent: { arrayChildren: ids(1, 2) } },
        { id: 2, arrayParent: { arrayChildren: ids(1, 2) } },
        { id: 3, arrayParent: { arrayChildren: ids(3) } },
        { id: 4, arrayParent: null },
        { id: 5, arrayParent: { arrayChildren: ids(5) } },
      ],
    },
  },
  {
    name: 'a row of a composite type is a key, also with a null in it',
    query: '{ spotParents { k { x y } spotChildren { id } } spotChildren { id spotParent { k { x y } } } }',
    data: {
      spotParents: [
        { k: { x: 1, y: 2 }, spotChildren: ids(1) },
        { k: { x: 1, y: null }, spotChildren: [] },
      ],
      spotChildren: [
        { id: 1, spotParent: { k: { x: 1, y: 2 } } },
        { id: 2, spotParent: null },
      ],
    },
  },
  {
    name: 'a tree may run along arrays',
    query: '{ steps { ancestors { k } descendants { k } } }',
    data: {
      steps: [
        { ancestors: [], descendants: [{ k: [1, 1] }, { k: [1, 1, 1] }] },
        { ancestors: [{ k: [1] }], descendants: [{ k: [1, 1, 1] }] },
        { ancestors: [{ k: [1, 1] }, { k: [1] }], descendants: [] },
      ],
    },
  },
]);

{
  const gateway = useGateway('opened-keys');
  it('keys of arrays are found again in SQL as they are bound', async () => {
    const query = '{ arrayParents(limit: 3) { arrayChildren { id } } }';
    const { data, errors, connections } = await gateway().run(query, { load: 'derived' });
    expect([data, errors]).toEqual([
      { arrayParents: [{ arrayChildren: ids(3) }, { arrayChildren: ids(1, 2) }, { arrayChildren: [] }] },
      [],
    ]);
    expect(connections.map(({ flights }) => flights.length)).toEqual([1]);
  });
}
