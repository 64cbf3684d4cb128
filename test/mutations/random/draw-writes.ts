/** Draws mutations over a random schema. */
import fc from 'fast-check';
import { withDistinctKeys } from './distinct-keys.ts';
import { type Link, referrers, type Schema, SEEDS, tableAt } from './tables.ts';
import type { Many, One, Row, Update, Write } from './write.ts';

const FRESH = ['p', 'q', 'r', 's', 't', 'u', 'v', 'w'];
const MANY = [...SEEDS, ...SEEDS, ...SEEDS, ...SEEDS];
const fresh = fc.constantFrom(...FRESH, ...FRESH, 'a');
const known = fc.constantFrom(...MANY, ...MANY, 'p', 'missing');
const upserted = fc.constantFrom(...SEEDS, 'x', 'y', 'z');
// One of the values violates the check of the column.
const number = fc.constantFrom(undefined, undefined, undefined, null, null, 0, 1, 2, 3, 4, 5, 6, 7, 8, -1);

const few = <Value>(arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<readonly Value[]> =>
  fc.oneof(
    { weight: 1, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(arbitrary, { minLength: 1, maxLength: 2 }) },
  );

export function writes(schema: Schema): fc.Arbitrary<Write[]> {
  const one = fc.nat(schema.length - 1).chain((table) => write(schema, table));
  return fc.array(one.map(withDistinctKeys), { minLength: 1, maxLength: 3 });
}

function write(schema: Schema, table: number): fc.Arbitrary<Write> {
  const row = rowOf(schema, table, { depth: 2 });
  const found = rowOf(schema, table, { depth: 0, label: upserted });
  const list = { isList: fc.boolean(), table: fc.constant(table) };
  return fc.oneof(
    fc.record({ kind: fc.constant('create'), rows: fc.array(row, { minLength: 1, maxLength: 3 }), ...list }).map(cut),
    fc
      .record({
        kind: fc.constant('upsert'),
        rows: fc.uniqueArray(found, { minLength: 1, maxLength: 3, selector: ({ label }) => label }),
        isKept: fc.boolean(),
        ...list,
      })
      .map(cut),
    fc
      .record({
        kind: fc.constant('update'),
        items: fc.uniqueArray(update(schema, table), { minLength: 1, maxLength: 3, selector: ({ by }) => by }),
        ...list,
      })
      .map((each) => (each.isList ? each : { ...each, items: each.items.slice(0, 1) })),
    fc.record({ kind: fc.constant('delete'), by: known, table: fc.constant(table) }),
  );
}

function cut<Each extends { readonly isList: boolean; readonly rows: readonly Row[] }>(each: Each): Each {
  return each.isList ? each : { ...each, rows: each.rows.slice(0, 1) };
}

interface Draw {
  readonly depth: number;
  readonly label?: fc.Arbitrary<string>;
  /** The link that the row's place fills. */
  readonly filled?: Link;
  readonly isUpdate?: boolean;
}

function rowOf(schema: Schema, table: number, draw: Draw): fc.Arbitrary<Row> {
  const { links } = tableAt(schema, table);
  const ones = links.filter((link) => link !== draw.filled).map((link) => oneOf(schema, link, draw));
  const manies = draw.depth > 0 ? referrers(schema, table).map((each) => manyOf(schema, each, draw)) : [];
  return fc.record({
    label: draw.label ?? fresh,
    n: number,
    ones: fc.tuple(...ones).map((each) => each.filter((given) => given !== null)),
    manies: fc.tuple(...manies).map((each) => each.filter((given) => given !== null)),
  });
}

function oneOf(schema: Schema, link: Link, { depth, isUpdate = false }: Draw): fc.Arbitrary<One | null> {
  const connect = fc.record({ link: fc.constant(link), verb: fc.constant('connect'), label: known });
  const below = (label?: fc.Arbitrary<string>): fc.Arbitrary<Row> =>
    rowOf(schema, link.target, { depth: 0, ...(label && { label }) });
  const given: fc.Arbitrary<One>[] = [connect];
  if (depth > 0) {
    given.push(fc.record({ link: fc.constant(link), verb: fc.constant('create'), row: below() }));
    given.push(fc.record({ link: fc.constant(link), verb: fc.constant('upsert'), row: below(upserted) }));
  }
  if (isUpdate && !link.isRequired) given.push(fc.record({ link: fc.constant(link), verb: fc.constant('disconnect') }));
  return link.isRequired && !isUpdate ? fc.oneof(...given) : fc.option(fc.oneof(...given), { freq: 2 });
}

function manyOf(
  schema: Schema,
  { table, link }: { readonly table: number; readonly link: Link },
  { depth, isUpdate = false }: Draw,
): fc.Arbitrary<Many | null> {
  const none = fc.constant([]);
  const many = fc
    .record({
      table: fc.constant(table),
      link: fc.constant(link),
      takesPlace: fc.constantFrom(true, true, true, false),
      create: few(rowOf(schema, table, { depth: depth - 1, filled: link })),
      connect: few(known),
      disconnect: isUpdate && !link.isRequired ? few(known) : none,
      delete: isUpdate ? few(known) : none,
      others: isUpdate ? othersOf(link) : fc.constant('stay'),
    })
    .map(({ takesPlace, ...rest }): Many => {
      if (rest.others === 'disconnect') return { ...rest, create: [], disconnect: [], delete: [] };
      if (rest.others === 'delete') return { ...rest, disconnect: [], delete: [] };
      return takesPlace ? inPlaceOfDeleted(rest) : rest;
    });
  return fc.option(many, { freq: 2 });
}

function othersOf({ isRequired }: Link): fc.Arbitrary<Many['others']> {
  return isRequired
    ? fc.constantFrom('stay', 'stay', 'delete')
    : fc.constantFrom('stay', 'stay', 'stay', 'disconnect', 'delete');
}

/** A new row may have the unique values of a row that is deleted beside it. */
function inPlaceOfDeleted(many: Many): Many {
  const [first, ...others] = many.create;
  const [label] = many.delete;
  return first && label !== undefined ? { ...many, create: [{ ...first, label }, ...others] } : many;
}

function update(schema: Schema, table: number): fc.Arbitrary<Update> {
  return fc
    .record({
      row: rowOf(schema, table, { depth: 1, isUpdate: true }),
      by: known,
      label: fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fresh }),
      inc: fc.constantFrom(undefined, undefined, 1, 2, -9),
    })
    .map(({ row, by, label, inc }) => ({ ...row, by, label, inc: row.n === undefined ? inc : undefined }));
}
