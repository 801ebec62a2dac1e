import { Command, InvalidArgumentError } from 'commander';
import { readEnvironment } from './environment.ts';
import { runProgram } from './run-program.ts';
import { version } from './version.ts';

const environment = readEnvironment();
const sessionNumber = (text: string): number => {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new InvalidArgumentError('expected the number of a session, such as 2');
};

const program = new Command('ca')
  .description("Shows and changes a session's active agents.")
  .version(version)
  .showHelpAfterError();
program
  .command('list')
  .description('every agent and preset that this repository knows')
  .option('--json')
  .action(async (flags) => (await import('./commands/ca-list.ts')).caList(environment, flags));
program
  .command('status')
  .description('the active agents of every session')
  .option('--json')
  .action(async (flags) => (await import('./commands/ca-status.ts')).caStatus(environment, flags));
const changes = [
  ['preset', 'make a preset the active set', '<preset>'],
  ['activate', 'add agents to the active set', '<agents...>'],
  ['deactivate', 'take agents out of the active set', '<agents...>'],
] as const;
for (const [kind, description, argument] of changes) {
  program
    .command(kind)
    .description(description)
    .argument(argument)
    .option('--session <number>', 'the session (default: the one whose worktree you stand in)', sessionNumber)
    .action(async (names: string | string[], flags) => {
      const steps = [names].flat().map((name) => ({ kind, name }));
      await (await import('./commands/ca-change.ts')).caChange(environment, steps, flags);
    });
}
await runProgram(program, process.argv);
