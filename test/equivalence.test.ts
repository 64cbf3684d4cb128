import { expect, it } from 'vitest';
import { check, newTally } from './fuzz/check.ts';
import { DATABASES, withTarget } from './fuzz/targets.ts';

const SEED = 20_240;
const OPERATIONS_EACH = 75;

// covers: K5
it.each(DATABASES)(
  'random operations on %s have one answer from every strategy, from sessions and from the naive reference',
  async (name) => {
    const stories: string[] = [];
    const tally = newTally();
    await withTarget(name, OPERATIONS_EACH, SEED, async (target, runs, seed) => {
      const story = await check(target, runs, seed, tally);
      if (story) stories.push(story);
    });
    expect(stories.join('\n\n')).toBe('');
    expect(tally.runs).toBe(OPERATIONS_EACH);
    expect(tally.tooLarge).toBeLessThan(OPERATIONS_EACH / 5);
    if (name === 'failing') {
      const errors = [...tally.errors.values()].reduce((sum, times) => sum + times, 0);
      expect(errors).toBeGreaterThan(OPERATIONS_EACH * 0.3);
      return;
    }
    // If most operations were empty or left to graphql-js, the test would prove little.
    expect(tally.written).toBeGreaterThan(OPERATIONS_EACH * 0.4);
    expect(tally.programs).toBeGreaterThan(OPERATIONS_EACH / 3);
    expect(tally.empty).toBeLessThan(OPERATIONS_EACH * 0.4);
  },
  120_000,
);
