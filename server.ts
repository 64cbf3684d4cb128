#!/usr/bin/env node
/** The program: `node server.ts --help` lists what it can do. */
import { graphqlProblem } from './server/boot/check-graphql.ts';

const problem = graphqlProblem();
if (problem === null) {
  // Only now, for another version of graphql may lack what the rest imports.
  const { runCommandLine } = await import('./server/commands/cli.ts');
  process.exitCode = await runCommandLine(process.argv.slice(2));
} else {
  process.stderr.write(`espalier: ${problem}.\n`);
  process.exitCode = 1;
}
