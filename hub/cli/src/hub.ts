import { Command } from 'commander';
import { addCalendarCommands } from './calendar-commands.ts';
import { readEnvironment } from './environment.ts';
import { runProgram } from './run-program.ts';
import { version } from './version.ts';

const environment = readEnvironment();
const program = new Command('hub')
  .description('Plans a month of posts, prices and checks it, and publishes each post exactly once.')
  .version(version)
  .showHelpAfterError();
for (const addCommands of [addCalendarCommands]) addCommands(program, environment);
await runProgram(program, process.argv);
