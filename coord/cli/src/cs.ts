import { Argument, Command, InvalidArgumentError } from 'commander';
import { readEnvironment } from './environment.ts';
import { runProgram } from './run-program.ts';
import { version } from './version.ts';

const environment = readEnvironment();
const sessionNumber = (text: string): number => {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new InvalidArgumentError('expected the number of a session, such as 2');
};

const program = new Command('cs')
  .description('Gives a session a task by hand.')
  .version(version)
  .showHelpAfterError()
  .argument('<task>', 'what to do, in your own words')
  .addArgument(
    new Argument('[mode]', 'adds its instructions to the brief').choices([
      'coding',
      'writing',
      'analysis',
      'review',
    ]),
  )
  .option('--agents', 'hand the session its active agents as sub-agents; without it, one voice')
  .option('--session <number>', 'the session (default: the one whose worktree you stand in)', sessionNumber)
  .option('--why <reason>', 'kept in the log', '')
  .addHelpText(
    'after',
    "\nThe text of one of the document's own start commands starts that task. Anything else is a task of its own. A runbook carries it out\nby its entry 'cs', whose steps find the words in the file $MUSTER_BRIEF; without that entry it is refused, unless a person has the session.",
  )
  .action(async (task, mode, flags) =>
    (await import('./commands/cs-assign.ts')).csAssign(environment, { task, mode, ...flags }),
  );
await runProgram(program, process.argv);
