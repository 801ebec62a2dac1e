import { Command } from 'commander';
import { addDashboardCommands } from './dashboard-commands.ts';
import { readEnvironment } from './environment.ts';
import { addPlanCommands } from './plan-commands.ts';
import { addRunCommands } from './run-commands.ts';
import { runProgram } from './run-program.ts';
import { version } from './version.ts';

// DBOS 5.3 asks its listening client again before the last answer is in; pg tells every user so until its version 9.
process.noDeprecation = true;
const environment = readEnvironment();
const program = new Command('muster')
  .description('Runs a team of coding sessions against one plan document and lands only what its gates pass.')
  .version(version)
  .showHelpAfterError();
addRunCommands(program, environment);
addPlanCommands(program, environment);
addDashboardCommands(program, environment);
await runProgram(program, process.argv);
