import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const folder = fileURLToPath(new URL('../resolvers/response/kernel/', import.meta.url));

/** The kernel of the response writer as WebAssembly. Rejects with what the compiler says. */
export async function compileKernel(): Promise<Uint8Array> {
  const files: Uint8Array[] = [];
  const { error, stderr } = await asc.main(['fields.ts', '--config', 'asconfig.json', '--baseDir', folder], {
    writeFile: (_name, contents) => {
      files.push(typeof contents === 'string' ? Buffer.from(contents) : contents);
    },
  });
  const [code] = files;
  if (error || !code) throw new Error(`fields.ts does not compile: ${stderr.toString()}`, { cause: error });
  return code;
}
