/** Small databases of any shape. */
import * as fc from 'fast-check';
import { declared, type Kind, KINDS, TYPES, valueOf } from './column-kinds.ts';
import type { KeyName } from './key-kinds.ts';
import { type Schema, schemaSql } from './random-tables.ts';

export function randomDatabases(seed: number, count: number): string[] {
  const schemas = arbitrarySchema(['id', 'id', 'pair', 'text', 'none'], KINDS);
  return fc.sample(schemas, { seed, numRuns: count }).map((schema) => [TYPES, schemaSql(schema)].join('\n'));
}

/** Makes two tables with columns of every kind. Values of one table occur in several rows, and some are missing. */
export function everyKind(kinds: readonly Kind[] = KINDS): string {
  const columns = kinds.map((kind, index) => `c${index} ${declared(kind)}`);
  const rows = [0, 1, 2, 3, 4, 5, 6].map((row) => {
    const values = kinds.map((kind, index) => valueOf(kind, row + index));
    return `insert into things values (${[row, ...values, row === 0 ? 'null' : Math.floor(row / 2)].join(', ')});`;
  });
  return [
    `create table things (id int primary key, ${columns.join(', ')}, thing_id int references things);`,
    ...rows,
    'create view seen as select * from things;',
  ].join('\n');
}

/** Makes tables with keys and columns of these kinds. */
export function arbitrarySchema(keys: readonly KeyName[], kinds: readonly Kind[]): fc.Arbitrary<Schema> {
  const rows = fc.array(fc.nat({ max: 10_000 }), { minLength: 0, maxLength: 9, size: 'max' });
  const reference = fc.record({ target: fc.nat({ max: 5 }), nullable: fc.boolean(), unique: fc.boolean() });
  const table = fc.record({
    key: fc.constantFrom(...keys),
    columns: fc.array(fc.constantFrom(...kinds), { minLength: 1, maxLength: 3 }),
    references: fc.array(reference, { maxLength: 3, size: 'max' }),
    rows,
    sub: fc.option(fc.constantFrom(...kinds), { freq: 2 }),
    view: fc.nat({ max: 5 }).map((dice) => dice === 0),
  });
  const link = fc.record({ from: fc.nat({ max: 5 }), to: fc.nat({ max: 5 }), key: fc.boolean(), rows });
  return fc.record({
    tables: fc.array(table, { minLength: 2, maxLength: 5, size: 'max' }),
    links: fc.array(link, { maxLength: 2, size: 'max' }),
  });
}
