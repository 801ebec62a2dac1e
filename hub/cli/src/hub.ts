import { Command } from 'commander';
import { addAccessCommands } from './access-commands.ts';
import { addCalendarCommands } from './calendar-commands.ts';
import { readEnvironment } from './environment.ts';
import { addHubCommands } from './hub-commands.ts';
import { addPublishCommands } from './publish-commands.ts';
import { runProgram } from './run-program.ts';
import { version } from './version.ts';

const environment = readEnvironment();
const program = new Command('hub')
  .description('Plans a month of posts, prices and checks it, and publishes each post exactly once.')
  .version(version)
  // What stands behind a subcommand is its own, where both have an option of that name.
  .enablePositionalOptions()
  .showHelpAfterError();
for (const addCommands of [addCalendarCommands, addHubCommands, addPublishCommands, addAccessCommands])
  addCommands(program, environment);
await runProgram(program, process.argv);
