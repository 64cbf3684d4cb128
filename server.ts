#!/usr/bin/env node
/** The program: `node server.ts --help` lists what it can do. */
import { runCommandLine } from './server/commands/cli.ts';

process.exitCode = await runCommandLine(process.argv.slice(2));
