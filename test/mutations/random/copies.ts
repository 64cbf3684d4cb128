/** Writes whose lists of new rows hold each drawn row several times, with values of their own. */
import { SEEDS } from './tables.ts';
import type { Many, One, Row, Update, Write } from './write.ts';

/** The same shape for any number of copies. Nothing in it is refused for its values: labels are new, numbers allowed. */
export function withCopies(write: Write, copies: number): Write {
  let rows = 0;
  const number = (n: number | null | undefined): number | null | undefined =>
    n === null || n === undefined ? n : Math.abs(n) + copies;
  const one = (given: One): One => {
    switch (given.verb) {
      case 'create':
      case 'upsert':
        return { ...given, row: row(given.row) };
      case 'connect':
        return { ...given, label: 'a' };
      case 'disconnect':
        return given;
    }
  };
  const many = (given: Many): Many => ({
    ...given,
    create: several(given.create),
    connect: [],
    disconnect: [],
    delete: [],
    others: given.others === 'disconnect' ? 'stay' : given.others,
  });
  const below = <Each extends Row | Update>(each: Each): Each => ({
    ...each,
    n: number(each.n),
    ones: each.ones.map(one),
    manies: each.manies.map(many),
  });
  const row = (given: Row): Row => ({ ...below(given), label: `copy${rows++}` });
  const several = (given: readonly Row[]): Row[] =>
    given.flatMap((each) => Array.from({ length: copies }, () => row(each)));
  switch (write.kind) {
    case 'create':
    case 'upsert':
      return { ...write, isList: true, rows: several(write.rows) };
    case 'update': {
      const items = write.items.map((each) => ({ ...below(each), by: each.by, inc: each.inc && copies }));
      return { ...write, isList: true, items: items.filter(({ by }) => SEEDS.includes(by)) };
    }
    case 'delete':
      return write;
  }
}
