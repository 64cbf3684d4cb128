/** SQL of a configuration stays within its parentheses, whatever it quotes. */
import { describe, expect, it } from 'vitest';
import { ConfigIssues } from '../../schema/config/reader/config-issues.ts';
import { calledNames, readSqlText } from '../../schema/config/reader/sql-text.ts';

function problems(sql: string): string[] {
  const issues = new ConfigIssues();
  readSqlText(sql, issues.at('sql'));
  return issues.all.map(({ message }) => message.slice('sql '.length, -'.'.length));
}

/** Shows code as it is, and quoted parts between angle brackets. */
function shown(sql: string): string {
  return readSqlText(sql, new ConfigIssues().at('sql'))
    .map(({ text, isCode }) => (isCode ? text : `<${text}>`))
    .join('');
}

describe('quoted parts of SQL', () => {
  it.each([
    ["a = 'it''s; (' and b", "a = <'it''s; ('> and b"],
    [String.raw`E'it\'s (' || e'\\' || x`, String.raw`<E'it\'s ('> || <e'\\'> || x`],
    // A backslash is an ordinary letter in a text without E.
    [String.raw`'\' || x`, String.raw`<'\'> || x`],
    ["note'x'", "note<'x'>"],
    ['"odd ""(;" + "b"', '<"odd ""(;"> + <"b">'],
    ["$$it's ($$ || $a$ $$ ; $a$", "<$$it's ($$> || <$a$ $$ ; $a$>"],
    ['a$b$c + 1', 'a$b$c + 1'],
    ['a + $1', 'a + $1'],
  ])('a quoted part is not code: %s', (sql, expected) => {
    expect(shown(sql)).toBe(expected);
    expect(problems(sql)).toEqual([]);
  });
});

describe('comments in SQL', () => {
  it.each([
    ['a -- (;\n+ b', 'a  \n+ b'],
    ['a -- end', 'a  '],
    ["a /* ' /* nested */ ( */ + b", 'a   + b'],
    ["'--' || '/*'", "<'--'> || <'/*'>"],
  ])('a comment is left out: %j', (sql, expected) => {
    expect(shown(sql)).toBe(expected);
    expect(problems(sql)).toEqual([]);
  });
});

describe('aliases of statements', () => {
  it.each([
    '(select t0.id from a t0 where t0.id = {row}.id)',
    '(select count(*) from T12)',
    '(select 1 from a as "t3")',
  ])('an expression may not use an alias of statements: %s', (sql) => {
    expect(problems(sql)).toEqual([
      expect.stringMatching(/^uses the name "?[tT]\d+"?, which tables of a statement may have;/),
    ]);
  });

  it.each([
    '{row}.t1 + {row}. t2',
    '(select 1 from public.t1 as a)',
    "'t1'",
    'xt1 + t1x + at_1',
    '"T1" + "t1 "',
    '{arg.t1}',
  ])('an expression may use a similar name: %s', (sql) => {
    expect(problems(sql)).toEqual([]);
  });
});

describe('expressions that reach out of their place', () => {
  it.each([
    ['true) or (true', ['closes a parenthesis that it has not opened']],
    ['(a', ['does not close a parenthesis']],
    ["a = ')' (", ['does not close a parenthesis']],
    ['a; drop table b', ['holds a semicolon; it is one expression, not a statement']],
    ["a = 'b", ['does not close a text that it opens']],
    [String.raw`E'b\'`, ['does not close a text that it opens']],
    ['"b', ['does not close a quoted name that it opens']],
    ['a /* b /* c */', ['does not close a comment that it opens']],
    ['$x$ b $$', ['does not close the text between $x$ that it opens']],
    ['', ['is empty']],
    [' /* nothing */ -- at all', ['is empty']],
  ])('an expression that reaches out of its place is refused: %j', (sql, expected) => {
    expect(problems(sql)).toEqual(expected);
  });
});

it('called names are found outside of quoted parts', () => {
  const sql = `Lower(x) || crm . Full_Name (y) || ' random()' /* now() */ || "quoted"(z) || lower(z)`;
  expect(calledNames(sql)).toEqual(['lower', 'crm.full_name']);
});
