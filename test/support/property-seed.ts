/**
 * Property tests draw the same inputs on every run, so that a change is judged by its effects. `PROPERTY_SEED=7 npx
 * vitest run test/values` draws others, and `npm run fuzz` draws any number of them.
 */
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env['PROPERTY_SEED'] ?? 2026) });
