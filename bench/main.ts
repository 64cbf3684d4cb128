/** Runs as `npm run bench -- --help`. */
import { measureFormats } from './formats.ts';
import { measureMemory } from './memory.ts';
import { HELP, readCommand } from './options.ts';
import { writeReport } from './report.ts';
import { runBench } from './run.ts';

const { kind, options } = readCommand(process.argv.slice(2));
if (kind === 'help') console.log(HELP);
else if (kind === 'formats') await measureFormats(options);
else if (kind === 'memory') await measureMemory(options);
else await writeReport(await runBench(options));
