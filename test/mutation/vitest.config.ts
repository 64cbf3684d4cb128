/** The tests of the part that is mutated. */
import { mergeConfig } from 'vitest/config';
import base from '../../vitest.config.ts';
import { PARTS } from './parts.ts';

const { include: _, ...test } = base.test ?? {};
const tests = PARTS[process.env['MUTATED_PART'] ?? '']?.tests ?? [];

export default mergeConfig({ ...base, test }, { test: { include: [...tests] } });
