import { describe } from 'vitest';
import { mutationCases } from './cases.ts';

const TAGS = 'select label from product_tags join tags on id = tag_id where product_id = 1 order by 1';

describe('rows beyond a junction', () => {
  mutationCases([
    {
      rule: 'rows are connected, and those that are connected already stay one row',
      mutation: `mutation { updateProduct(by: {id: 1}, set: {tags: {connect: [{label: "hot"}, {label: "new"}]}}) { affectedRows row { tags { label } } } }`,
      data: { updateProduct: { affectedRows: 1, row: { tags: [{ label: 'hot' }, { label: 'new' }] } } },
      rows: [TAGS, [{ label: 'hot' }, { label: 'new' }]],
    },
    {
      rule: 'set leaves exactly the given rows, by one delete and one insert',
      mutation: 'mutation { updateProduct(by: {id: 1}, set: {tags: {set: [{id: 2}]}}) { affectedRows } }',
      data: { updateProduct: { affectedRows: 2 } },
      statements: 5,
      rows: [TAGS, [{ label: 'new' }]],
    },
    {
      rule: 'set to nothing takes all away, and the rows beyond stay',
      mutation: 'mutation { updateProduct(by: {id: 1}, set: {tags: {set: []}}) { affectedRows } }',
      data: { updateProduct: { affectedRows: 1 } },
      rows: [
        'select (select count(*) from product_tags)::int as links, (select count(*) from tags)::int as tags',
        [{ links: 0, tags: 2 }],
      ],
    },
    {
      rule: 'a row that is not connected cannot be disconnected',
      mutation: 'mutation { updateProduct(by: {id: 1}, set: {tags: {disconnect: [{label: "new"}]}}) { action } }',
      data: null,
      errors: [{ code: 'NOT_FOUND', input: ['set', 'tags', 'disconnect', 0] }],
    },
    {
      rule: 'a row that is disconnected stays',
      mutation: 'mutation { updateProduct(by: {id: 1}, set: {tags: {disconnect: [{label: "hot"}]}}) { affectedRows } }',
      data: { updateProduct: { affectedRows: 1 } },
      rows: ['select label from tags order by 1', [{ label: 'hot' }, { label: 'new' }]],
    },
    {
      rule: 'a row that is connected twice has one junction row',
      mutation:
        'mutation { updateProduct(by: {id: 2}, set: {tags: {connect: [{id: 1}, {label: "hot"}]}}) { affectedRows } }',
      data: { updateProduct: { affectedRows: 1 } },
      rows: ['select tag_id from product_tags where product_id = 2', [{ tag_id: 1 }]],
    },
    {
      rule: 'many rows beyond many parents cost one insert per table',
      mutation: 'mutation($values: [ProductCreate!]!) { createProducts(values: $values) { affectedRows } }',
      variables: {
        values: Array.from({ length: 100 }, (_, index) => ({
          id: 100 + index,
          sku: `s${index}`,
          name: 'n',
          price: '1',
          tags: { create: Array.from({ length: 10 }, (_tag, tag) => ({ label: `l${index}-${tag}` })) },
        })),
      },
      data: { createProducts: { affectedRows: 2_100 } },
      statements: 3,
      rows: [
        `select count(*)::int, count(distinct product_id)::int as products, bool_and(label like 'l' || (product_id - 100) || '-%') as own from product_tags join tags on id = tag_id where product_id >= 100`,
        [{ count: 1_000, products: 100, own: true }],
      ],
    },
    {
      rule: 'a junction that holds more is written through its own relation',
      mutation: `mutation { updateProduct(by: {id: 1}, set: {productSuppliers: {create: [{supplier: "s", leadDays: 2}, {supplier: "t"}]}}) { affectedRows } }`,
      data: { updateProduct: { affectedRows: 2 } },
      rows: [
        'select supplier, lead_days from product_suppliers order by 1',
        [
          { supplier: 's', lead_days: 2 },
          { supplier: 't', lead_days: 7 },
        ],
      ],
    },
    {
      rule: 'a row is created beyond the junction of a row that is there',
      mutation:
        'mutation { updateProduct(by: {id: 1}, set: {tags: {create: [{label: "n"}]}}) { affectedRows row { tags { label } } } }',
      data: { updateProduct: { affectedRows: 2, row: { tags: [{ label: 'hot' }, { label: 'n' }] } } },
    },
    {
      rule: 'a row beyond the junction goes with its junction row, and both count',
      mutation: 'mutation { updateProduct(by: {id: 1}, set: {tags: {delete: [{label: "hot"}]}}) { affectedRows } }',
      data: { updateProduct: { affectedRows: 2 } },
      rows: ['select label from tags', [{ label: 'new' }]],
    },
    {
      rule: 'a row beyond the junction of another parent does not go',
      mutation: 'mutation { updateProduct(by: {id: 1}, set: {tags: {delete: [{label: "new"}]}}) { affectedRows } }',
      data: null,
      errors: [{ code: 'NOT_FOUND', input: ['set', 'tags', 'delete', 0] }],
    },
    {
      rule: 'a row beyond the junction is updated where it is related',
      mutation:
        'mutation { updateProduct(by: {id: 1}, set: {tags: {update: [{by: {label: "hot"}, set: {label: "warm"}}]}}) { affectedRows } }',
      data: { updateProduct: { affectedRows: 1 } },
      rows: [TAGS, [{ label: 'warm' }]],
    },
  ]);
});
