/** Compiles the kernel of the response writer into a module, so that whoever bundles the package takes it along. */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { compileKernel } from './compile-kernel.ts';

const file = new URL('../resolvers/response/kernel-code.ts', import.meta.url);
const base64 = Buffer.from(await compileKernel()).toString('base64');
await writeFile(
  file,
  `/** \`kernel/fields.ts\`, compiled by \`npm run build:kernel\`: a module, for bundlers leave other files behind. */
export const KERNEL_CODE = Buffer.from(
  '${base64}',
  'base64',
);
`,
);
process.stdout.write(`${fileURLToPath(file)} is written.\n`);
