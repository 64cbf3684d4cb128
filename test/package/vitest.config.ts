/** The tests of the package as npm packs it: `npm run test:package`. They install it from the registry's mirror or cache, which takes a minute. */
import { mergeConfig } from 'vitest/config';
import base from '../../vitest.config.ts';

const { include: _, ...test } = base.test ?? {};

export default mergeConfig(
  { ...base, test },
  { test: { include: ['test/package/*.packed.ts'], testTimeout: 300_000, hookTimeout: 300_000 } },
);
