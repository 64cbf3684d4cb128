/** The grants of a role: some tables as a whole, some columns of others, and sometimes the schema of extensions. */
import type { Dice } from '../dice.ts';
import { columnNames, type Schema } from '../random-tables.ts';

/** The text `{reader}` stands for the role. */
export const READER = '{reader}';

export function grantsSql(dice: Dice, { tables }: Schema): string[] {
  const schemas = dice.oneIn(3) ? [] : [`grant usage on schema ext to ${READER}`];
  const all = `grant select on all tables in schema public to ${READER}`;
  const some = tables.flatMap((_, index) => {
    // The first table is readable as a whole, so that there is something to read.
    if (index === 0 || dice.oneIn(2)) return [];
    const names = columnNames(tables, index).filter(() => !dice.oneIn(3));
    const none = `revoke select on public.t${index} from ${READER}`;
    return names.length === 0 ? [none] : [none, `grant select (${names.join(', ')}) on public.t${index} to ${READER}`];
  });
  return [`grant usage on schema public to ${READER}`, ...schemas, all, ...some];
}
