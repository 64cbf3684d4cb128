/** These tests need neither a database nor a server. */
import { mergeConfig } from 'vitest/config';
import base from '../../vitest.config.ts';

const { globalSetup: _, include: __, ...test } = base.test ?? {};

export default mergeConfig({ ...base, test }, { test: { include: ['test/plan/*.test.ts'] } });
