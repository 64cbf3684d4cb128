/** A relation by an SQL condition must connect its two sides. */
import { expect, it } from 'vitest';
import { ConfigIssues } from '../../schema/config/reader/config-issues.ts';
import { readCondition } from '../../schema/config/reader/on-condition.ts';

const mistakesOf = (text: string): readonly string[] => {
  const issues = new ConfigIssues();
  readCondition(text, issues.at('on'));
  return issues.all.map(({ message }) => message);
};

it.each([
  '{source}.id > 0 and {target}.id > 0',
  '({source}.id > 0 AND ({target}.id > 0))',
  '({source}.id > 0) and ({target}.id > 0)',
  "{source}.a = 'x and {target}.b' and {target}.id > 0",
  '{source}.a is null and lower({target}.b) = (select 1) and {source}.c /* {target} */ > 1',
])('a condition that connects nothing is refused: %s', (text) => {
  expect(mistakesOf(text)).toEqual([expect.stringMatching(/connects \{source\} with \{target\} nowhere/)]);
});

it.each([
  '{source}.id = {target}.id',
  '{source}.id > 0 and {source}.id = {target}.id',
  '{target}.at between {source}.low and {source}.high',
  '{source}.a between 1 and {target}.b',
  '({source}.a = {target}.a and {target}.b > 0) and {source}.c > 0',
  'exists (select from x where x.a = {source}.a and x.b = {target}.b)',
  '{source}.a = 1 or {target}.b = 2',
  'not ({source}.a <> {target}.a)',
  '({source}.a, 1) = ({target}.a, {target}.b)',
])('a condition that connects both sides is accepted: %s', (text) => {
  expect(mistakesOf(text)).toEqual([]);
});
