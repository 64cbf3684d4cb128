/** Issues of a configuration: how they read, and which of them are dropped. */
import { expect, it } from 'vitest';
import { collectIssues, ConfigError, ConfigIssues } from '../../schema/config/reader/config-issues.ts';

it('an issue begins with its path and ends with a full stop or a question mark', () => {
  const issues = new ConfigIssues();
  const order = issues.at('entities.Order');
  order.at('key').wrong('names no column');
  order.at('relations.buyer.target').because('there is no entity "Custmer". Did you mean "Customer"?');
  expect(issues.all.map(({ path, message }) => [path, message])).toEqual([
    ['entities.Order.key', 'entities.Order.key names no column.'],
    [
      'entities.Order.relations.buyer.target',
      'entities.Order.relations.buyer.target: there is no entity "Custmer". Did you mean "Customer"?',
    ],
  ]);
});

it('an issue below a setting leaves out the names of that setting, and an issue that needs one of them is dropped', () => {
  const issues = new ConfigIssues();
  const buyer = issues.at('entities.Order.relations.buyer', { leavesOut: { names: ['buyer'] } });
  const policy = issues.at('entities.Order.policy.buyer', { needs: ['buyer'] });
  policy.wrong('is reported while nothing is left out');
  buyer.at('target').because('there is no entity "Custmer".');
  expect([buyer.hasIssues, policy.hasIssues]).toEqual([true, true]);
  policy.at('name').wrong('only follows');
  policy.because('it only follows.', ['other']);
  issues.at('entities.Order.orderBy').because('this needs another name.', ['seller']);
  expect(issues.all.map(({ path }) => path)).toEqual([
    'entities.Order.policy.buyer',
    'entities.Order.relations.buyer.target',
    'entities.Order.orderBy',
  ]);
  expect(issues.reported).toBe(5);
});

it('the issues replace an error that comes of them, and each is told once', () => {
  const work = (issues: ConfigIssues): never => {
    for (const path of ['jwt', 'jwt', 'nodes']) issues.at(path).wrong('is wrong');
    throw new Error('the parts do not fit');
  };
  expect(() => collectIssues(work)).toThrow(new ConfigError(['jwt is wrong.', 'nodes is wrong.']));
  expect(collectIssues(() => 'nothing is wrong')).toBe('nothing is wrong');
});
