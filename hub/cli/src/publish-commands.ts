import { Argument, type Command, InvalidArgumentError } from 'commander';
import type { Environment } from './environment.ts';

const jsonFlag = ['--json', 'print it as JSON'] as const;
const brandFlag = ['--brand <file>', 'the brand file'] as const;

/** The commands that bring a calendar into the hub and look after what goes out. */
export function addPublishCommands(program: Command, environment: Environment): void {
  const calendar =
    program.commands.find((command) => command.name() === 'calendar') ?? program.command('calendar');
  calendar
    .command('load')
    .description(
      'bring a calendar and its brand into the hub, pictures drawn; the same one once more changes nothing',
    )
    .argument('<file>', 'a calendar as JSON')
    .requiredOption(...brandFlag)
    .option('--days <number>', 'its first days alone', wholeNumber)
    .option(...jsonFlag)
    .action(async (file, flags) =>
      (await import('./commands/calendar-load.ts')).calendarLoad(environment, file, flags),
    );
  calendar
    .command('approve')
    .description('approve what items publish now, and schedule it; exit code 3 where one was refused')
    .argument('[items...]', 'ids of items')
    .option('--all', 'everything that waits for one; what was sent back does not')
    .option('--brand <id>', 'of one brand alone')
    .option(...jsonFlag)
    .action(async (items, flags) =>
      (await import('./commands/calendar-load.ts')).calendarApprove(environment, items, flags),
    );
  calendar
    .command('send-back')
    .description(
      'say no to what an item publishes now, with what is to change; an approval that it has is void',
    )
    .argument('<item>', 'its id')
    .requiredOption('--why <reason>', 'what is to change')
    .option(...jsonFlag)
    .action(async (item, flags) =>
      (await import('./commands/calendar-load.ts')).calendarSendBack(environment, item, flags),
    );

  const publish = program
    .command('publish')
    .description('what goes out: look, retry, reconcile, stop everything');
  publish
    .command('status')
    .description('what went out, waits or needs a person; of one publication every call')
    .argument('[publication]', 'its id')
    .option(...jsonFlag)
    .action(async (id, flags) =>
      (await import('./commands/publish.ts')).publishStatus(environment, id, flags),
    );
  publish
    .command('retry')
    .description('take up again what failed or waits for a person; what may be out is looked for first')
    .argument('<publication>', 'its id')
    .option(...jsonFlag)
    .action(async (id, flags) =>
      (await import('./commands/publish.ts')).publishRetry(environment, id, flags),
    );
  publish
    .command('reconcile')
    .description('ask the platform now what became of a call whose answer was lost')
    .argument('<publication>', 'its id')
    .option(...jsonFlag)
    .action(async (id, flags) =>
      (await import('./commands/publish.ts')).publishReconcile(environment, id, flags),
    );
  publish
    .command('settle')
    .description(
      'say what a person has seen on the account of a post that nobody could read, or that was put out by hand',
    )
    .argument('<publication>', 'its id')
    .option('--out <id>', "it is out, under this id of the platform's")
    .option('--url <address>', 'where it is seen')
    .option('--not-out', 'it is not out')
    .requiredOption('--why <reason>', 'what was looked at; kept with the calls')
    .option(...jsonFlag)
    .action(async (id, flags) =>
      (await import('./commands/publish.ts')).publishSettle(environment, id, flags),
    );
  publish
    .command('remove')
    .description('take a post down that is out; one that waits for its hour is canceled')
    .argument('<publication>', 'its id')
    .option(...jsonFlag)
    .action(async (id, flags) =>
      (await import('./commands/publish.ts')).publishRemove(environment, id, flags),
    );
  publish
    .command('correct')
    .description('change the text of a post that is out, where its platform allows that: Facebook')
    .argument('<publication>', 'its id')
    .option('--text <text>', 'what it is to say')
    .option('--file <file>', 'a file that holds it')
    .option(...jsonFlag)
    .action(async (id, flags) =>
      (await import('./commands/publish.ts')).publishCorrect(environment, id, flags),
    );
  publish
    .command('seen')
    .description('end an alert of what stays as it is')
    .argument('<alert>', "its number, as 'hub publish status' prints it", alertNumber)
    .option(...jsonFlag)
    .action(async (alert, flags) =>
      (await import('./commands/publish.ts')).publishSeen(environment, alert, flags),
    );
  publish
    .command('stop')
    .description('stop everything now')
    .requiredOption('--why <reason>', 'kept in the audit log')
    .option(...jsonFlag)
    .action(async (flags) => (await import('./commands/publish.ts')).publishStop(environment, flags));
  publish
    .command('resume')
    .description('go on; what was missed is planned anew, with its spacing')
    .option(...jsonFlag)
    .action(async (flags) => (await import('./commands/publish.ts')).publishResume(environment, flags));

  const accounts = program.command('accounts').description('the accounts that the hub posts on');
  accounts
    .command('list')
    .description('each with its keys and the channels that post on it')
    .option(...jsonFlag)
    .action(async (flags) => (await import('./commands/accounts.ts')).accountsList(environment, flags));
  accounts
    .command('connect')
    .description(
      'print a link to the platform; with --sandbox connect an account of it for every channel of the brand',
    )
    .addArgument(new Argument('[platform]').choices(['instagram', 'facebook', 'x']))
    .option(...brandFlag)
    .option('--sandbox', "the sandbox of this folder stands for the platforms ('hub sandbox')")
    .option(...jsonFlag)
    .action(async (platform, flags) =>
      (await import('./commands/accounts.ts')).accountsConnect(environment, platform, flags),
    );
  accounts
    .command('disconnect')
    .description('forget the keys of an account')
    .argument('<account>', "its id, as 'hub accounts list' prints it")
    .option(...jsonFlag)
    .action(async (id, flags) =>
      (await import('./commands/accounts.ts')).accountsDisconnect(environment, id, flags),
    );
}

function alertNumber(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError(`expected the number of an alert, found '${text}'`);
}

function wholeNumber(text: string): number {
  if (/^[1-9]\d{0,2}$/.test(text)) return Number(text);
  throw new InvalidArgumentError(`expected a whole number of 1 to 3 digits, found '${text}'`);
}
