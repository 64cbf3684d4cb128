/** Functions, operators and types of the database that have the names of PostgreSQL's own and behave differently. */
import type { Dice } from '../dice.ts';

/**
 * PostgreSQL has no operators of their own for these types, so such an operator is found before those of `pg_catalog`.
 */
const COMPARED = ['varchar', 'mood', 'int[]', 'text[]', 'place', 'text', 'int', 'int8', 'numeric', 'date'];
const OPERATORS = ['=', '<>', '<', '>', '<=', '>='];

const AGGREGATES = [
  ...['text', 'int', 'mood', 'varchar', 'date'].map((type) => {
    return `create aggregate public.count(${type}) (sfunc = pg_catalog.int8inc_any, stype = int8, initcond = '40');`;
  }),
  `create aggregate public.max(mood) (sfunc = public.first_mood, stype = mood);`,
  `create aggregate public.min(varchar) (sfunc = pg_catalog.textcat, stype = text, initcond = 'min');`,
  `create aggregate public.sum(int) (sfunc = pg_catalog.int4_sum, stype = int8, initcond = '1000');`,
  `create aggregate public.array_agg(int) (sfunc = pg_catalog.array_append, stype = int[], initcond = '{7}');`,
];

const FUNCTIONS = [
  valueFunction('lower', 'text', 'text', `'low'`),
  valueFunction('upper', 'text', 'text', `'up'`),
  valueFunction('length', 'text', 'int', '77'),
  valueFunction('position', 'text, text', 'int', '0'),
  valueFunction('concat', 'text', 'text', `'con'`),
  valueFunction('cardinality', 'int[]', 'int', '77'),
  valueFunction('isempty', 'int4range', 'boolean', 'true'),
  valueFunction('to_tsvector', 'text', 'tsvector', `'shadow'::tsvector`),
  valueFunction('websearch_to_tsquery', 'text', 'tsquery', `'shadow'::tsquery`),
  valueFunction('date_trunc', 'text, timestamptz', 'timestamptz', `'2000-01-01 00:00+00'::timestamptz`),
  valueFunction('jsonb_typeof', 'jsonb', 'text', `'shadow'`),
  valueFunction('row_number', '', 'int8', '1'),
  valueFunction('generate_series', 'int, int', 'setof int', '1'),
  ...['int', 'text', 'int8', 'varchar', 'public.mood', 'uuid'].map((type) => {
    return valueFunction('unnest', `${type}[]`, `setof ${type}`, `null::${type}`);
  }),
];

const NAMES = [
  'create domain public.int4 as pg_catalog.text;',
  'create domain public.text as pg_catalog.bool;',
  'create domain public.numeric as pg_catalog.int2;',
  'create view public.pg_class as select 1 as oid;',
  'create view public.pg_type as select 1 as oid;',
];

export function shadowsSql(dice: Dice): string[] {
  const compared = COMPARED.filter(() => dice.oneIn(3));
  return [
    `create function public.first_mood(mood, mood) returns mood language sql immutable as 'select ''sad''::public.mood';`,
    ...compared.flatMap((type) => operatorsOn(dice, type)),
    ...[...AGGREGATES, ...FUNCTIONS, ...NAMES].filter(() => dice.oneIn(4)),
  ];
}

/** Makes operators that are false for any two values. */
function operatorsOn(dice: Dice, type: string): string[] {
  const name = `never_${type.replaceAll(/\W/g, '_')}`;
  const operators = [...OPERATORS, ...(type.endsWith('[]') ? ['&&', '@>'] : []), ...(type === 'text' ? ['~~'] : [])];
  return [
    `create function public.${name}(${type}, ${type}) returns boolean language sql immutable as 'select false';`,
    ...operators
      .filter(() => dice.oneIn(2))
      .map(
        (each) => `create operator public.${each} (leftarg = ${type}, rightarg = ${type}, function = public.${name});`,
      ),
  ];
}

function valueFunction(name: string, args: string, returns: string, value: string): string {
  return `create function public."${name}"(${args}) returns ${returns} language sql immutable as $$ select ${value} $$;`;
}
