/**
 * Composes SDL as Apollo's tools do. It reads `[{ "name": …, "sdl": … }]` from standard input and prints the errors of
 * each.
 */
import { text } from 'node:stream/consumers';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';

let failed = false;
for (const { name, sdl } of JSON.parse(await text(process.stdin))) {
  const { errors = [] } = composeServices([{ name: 'espalier', url: 'http://localhost', typeDefs: parse(sdl) }]);
  console.log(`${name}: ${errors.length === 0 ? 'composes' : errors.map(({ message }) => message).join('\n  ')}`);
  failed ||= errors.length > 0;
}
process.exitCode = failed ? 1 : 0;
