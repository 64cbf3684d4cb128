import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { SelectNode } from '../../loaders/plan/read/select-plan.ts';
import { keysOf } from '../../loaders/rows/keys.ts';
import { NodeRows } from '../../loaders/rows/node-rows.ts';
import type { Column } from '../../schema/model/model.ts';
import { block } from '../support/rows.ts';

const NODE = { path: 'rows', entity: { name: 'Row' } } as unknown as SelectNode;
const COLUMNS = [0, 1].map((index) => ({ index, field: `c${index}` }) as Column);

/** Numbers as PostgreSQL writes them, and near misses. Similar texts need not be the same key. */
const texts = fc.oneof(
  fc.nat(40).map(String),
  fc.integer().map(String),
  fc.constantFrom('', '0', '00', '007', '7', '-7', '7.0', ' 7', '999999999', '1000000000', 'a', '__proto__'),
);
const rows = fc.array(fc.tuple(fc.option(texts), fc.option(texts)), { maxLength: 200 });

it.each([1, 2])(
  'every distinct key of %i columns is bound once, in the order of its first row, and nulls are not bound',
  (width) => {
    const columns = COLUMNS.slice(0, width);
    fc.assert(
      fc.property(rows, (drawn) => {
        const place = { positions: Int32Array.of(0, 1), presence: null, order: [], count: null };
        const keys = keysOf(new NodeRows(NODE, block(drawn), place), columns, { compared: columns.length });
        const ofRows = drawn.map((row) => row.slice(0, width));
        const bound = ofRows.filter((key) => !key.includes(null)).map((key) => JSON.stringify(key));
        const distinct = [...new Set(bound)];
        expect(keys.count).toBe(distinct.length);
        expect(keys.arrays).toEqual(columns.map(({ index }) => distinct.map((key) => JSON.parse(key)[index])));
        expect([...keys.ordinals]).toEqual(ofRows.map((key) => distinct.indexOf(JSON.stringify(key)) + 1));
      }),
    );
  },
);
