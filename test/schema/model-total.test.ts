import fc from 'fast-check';
import { validateSchema } from 'graphql';
import { expect, test } from 'vitest';
import { buildModel } from '../../schema/build-model.ts';
import { buildSchema } from '../../schema/build-schema.ts';
import type { Catalog, CatalogForeignKey, CatalogTable, CatalogType } from '../../schema/catalog/catalog.ts';
import { inspectJson } from '../../schema/report/inspect.ts';
import { inspectText } from '../../schema/report/inspect-text.ts';

/** Names that clash after cleaning, and names of the GraphQL layer. */
const name = fc.oneof(
  fc.constantFrom('order', 'orders', 'Order', 'order_', 'order_edge', 'orders_connection', 'order2', 'order_where'),
  fc.constantFrom('news', 'news_by_id', 'data', 'query', 'date', 'json', 'string_operators', 'page_info', 'point'),
  fc.constantFrom(
    'a',
    'A',
    'a2',
    'a_id',
    'a_fk',
    'id',
    '_',
    '__typename',
    '__proto__',
    'constructor',
    '2B',
    '🎉',
    '用户',
  ),
  fc.constantFrom(
    'and',
    'or',
    'not',
    'ordersAggregate',
    'ordersConnection',
    'ancestors',
    'count',
    'some',
    'true',
    'null',
  ),
  fc.string({ minLength: 1, maxLength: 12, unit: 'binary' }),
);
const names = (limit: number) => fc.uniqueArray(name, { minLength: 1, maxLength: limit });

const type = (oid: number, typeName: string, rest: Partial<CatalogType> = {}): CatalogType => ({
  oid,
  schema: 'pg_catalog',
  name: typeName,
  kind: 'base',
  relatedOid: null,
  dimensions: 0,
  modifier: null,
  operators: new Map(),
  usable: true,
  notNull: false,
  comment: null,
  labels: [],
  attributes: [],
  ...rest,
});

interface Draft {
  readonly tables: readonly { name: string; schema: string; columns: string[]; keys: number[][]; links: number[][] }[];
  readonly enumName: string;
  readonly labels: string[];
  readonly compositeName: string;
  readonly attributes: string[];
}

const place = fc.nat({ max: 30 });
const draft: fc.Arbitrary<Draft> = fc.record({
  tables: fc.uniqueArray(
    fc.record({
      name,
      schema: fc.constantFrom('public', 'order', 'x'),
      columns: names(6),
      keys: fc.array(fc.array(place, { minLength: 1, maxLength: 3 }), { maxLength: 3 }),
      links: fc.array(fc.array(place, { minLength: 2, maxLength: 2 }), { maxLength: 5 }),
    }),
    { minLength: 1, maxLength: 6, selector: (table) => `${table.schema}.${table.name}` },
  ),
  enumName: name,
  labels: names(5),
  compositeName: name,
  attributes: names(5),
});

/** Keys and foreign keys use any columns there are. */
function catalogOf({ tables, enumName, labels, compositeName, attributes }: Draft): Catalog {
  const types = [
    type(23, 'int4'),
    type(600, 'point'),
    type(9001, enumName, { schema: 'x', kind: 'enum', labels }),
    type(9002, compositeName, {
      schema: 'x',
      kind: 'composite',
      attributes: attributes.map((attribute) => ({ name: attribute, typeOid: 23, dimensions: 0 })),
    }),
  ];
  const typeOids = [23, 600, 9001, 9002];
  const table = ({ name: tableName, schema, columns, keys, links }: Draft['tables'][number], index: number) => {
    const attnum = (at: number) => (at % columns.length) + 1;
    const [primary, ...unique] = keys.map((key, at) => ({
      name: `key_${at}`,
      columns: [...new Set(key.map(attnum))],
      nullsDistinct: true,
    }));
    const foreignKeys = links.map(([from = 0, to = 0], at): CatalogForeignKey => {
      const target = to % tables.length;
      const key = { columns: [attnum(from)], targetOid: target + 1, targetColumns: [1], validated: at % 2 === 0 };
      const write = { deferrable: 'no', onDelete: 'no action', onUpdate: 'cascade' } as const;
      return { name: `link_${at}`, operators: [], ...key, write };
    });
    return {
      oid: index + 1,
      schema,
      name: tableName,
      kind: 'table',
      comment: null,
      rowSecurity: false,
      inherited: false,
      hasRowIds: true,
      indexes: [],
      lookups: [],
      indexed: [],
      ownNulls: [],
      conditional: [],
      contained: [],
      lowered: [],
      columns: columns.map((column, at) => ({
        attnum: at + 1,
        name: column,
        comment: null,
        notNull: at % 2 === 0,
        collation: at % 5 === 4 ? { schema: 'x', name: 'nocase', deterministic: false, usable: at % 2 === 0 } : null,
        dimensions: at % 3,
        typeOid: typeOids[(at + index) % typeOids.length] ?? 23,
        write: { insert: 'yes', update: 'no right', refusesNull: at % 2 === 0, default: null, modifier: null },
      })),
      primaryKey: primary ?? null,
      uniqueKeys: unique,
      foreignKeys,
      write: {
        events: { insert: 'yes', update: 'yes', delete: 'never' },
        triggers: [],
        rules: [],
        unreadRequired: [],
        uniqueIndexes: [],
        checks: [],
      },
    } satisfies CatalogTable;
  };
  return {
    serverVersion: 180000,
    schemas: ['public', 'order', 'x'],
    tables: tables.map(table),
    types: new Map(types.map((each) => [each.oid, each])),
    ownRoles: [],
    namedTypes: new Map(),
    operators: { rivals: [], casts: new Map() },
  };
}

test('any catalog gives a valid schema, the same every time, with every field once', () => {
  fc.assert(
    fc.property(draft, (value) => {
      const model = buildModel(catalogOf(value));
      const { schema } = buildSchema(model, { loadDirective: true });
      expect(validateSchema(schema)).toEqual([]);
      expect(inspectText(buildModel(catalogOf(value)))).toBe(inspectText(model));
      for (const entity of inspectJson(model).entities) {
        const fields = [...entity.columns, ...entity.relations].map((each) => each.field);
        const siblings = entity.relations.flatMap((relation) => Object.values(relation.siblings ?? {}));
        expect(new Set([...fields, ...siblings]).size).toBe(fields.length + siblings.length);
      }
      const { entities, enums, composites } = model;
      expect(new Set([...entities, ...enums, ...composites].map((each) => each.name)).size).toBe(
        entities.length + enums.length + composites.length,
      );
    }),
    { numRuns: 300 },
  );
});
