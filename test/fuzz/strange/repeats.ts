/** Views without a key whose rows repeat, and tables with the same rows. */
import type { Dice } from '../dice.ts';
import type { Schema } from '../random-tables.ts';

export function repeatsSql(dice: Dice, { tables }: Schema): string[] {
  return tables.flatMap(({ columns }, index) => {
    if (dice.oneIn(2)) return [];
    const names = columns.map((_, number) => `c${number}`).slice(0, 1 + dice.next(columns.length));
    const rows = `select ${names.join(', ')} from public.t${index}`;
    const view = `create view w${index} as ${rows} union all ${rows};`;
    return dice.oneIn(2) ? [view] : [view, `create table bare${index} as select * from w${index};`];
  });
}
