/** Runs as `npm run docs:coverage`. */
import { writeFile } from 'node:fs/promises';
import { coveragePage } from './coverage-page.ts';

await writeFile(new URL('../../docs/coverage.md', import.meta.url), await coveragePage());
