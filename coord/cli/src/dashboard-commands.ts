import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Environment } from './environment.ts';

const portNumber = (text: string): number => {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0 && number < 65_536) return number;
  throw new InvalidArgumentError('expected a port between 1 and 65535');
};

/** The page of a repository's runs, and who may see it. */
export function addDashboardCommands(program: Command, environment: Environment): void {
  program
    .command('dashboard')
    .description('serve the page of the runs on this machine, until it is interrupted')
    .option('--port <number>', 'rather than a free one', portNumber)
    .addOption(new Option('--with-input', 'end with the standard input, for muster run').hideHelp())
    .action(async (flags) => (await import('./commands/dashboard.ts')).dashboard(environment, flags));
  const access = program.command('access').description('who may open the dashboard, and as what');
  access
    .command('add')
    .description('give a person a token, which is shown once')
    .argument('<name>')
    .addOption(
      new Option('--role <role>', 'a viewer reads; a lead also decides')
        .choices(['viewer', 'lead'])
        .default('viewer'),
    )
    .option('--json', 'print it as JSON')
    .action(async (name, flags) =>
      (await import('./commands/access.ts')).accessAdd(environment, name, flags),
    );
  access
    .command('list')
    .description('everybody who has or had access')
    .option('--json', 'print it as JSON')
    .action(async (flags) => (await import('./commands/access.ts')).accessList(environment, flags));
  access
    .command('revoke')
    .description('from here on token, links and open browsers of that person count no more')
    .argument('<name>')
    .action(async (name) => (await import('./commands/access.ts')).accessRevoke(environment, name));
}
