import { type Command, InvalidArgumentError } from 'commander';
import { emailAddress } from './email-address.ts';
import type { Environment } from './environment.ts';

const jsonFlag = ['--json', 'print it as JSON'] as const;
const sandboxFlag = [
  '--sandbox',
  "the sandbox of this folder stands for the platforms ('hub sandbox')",
] as const;
const usualPort = 4210;
const usualSandboxPort = 4270;

/** The commands that start a hub, look after it and carry it elsewhere. */
export function addHubCommands(program: Command, environment: Environment): void {
  program
    .command('init')
    .description('make a hub in this folder (.hub) and its first owner')
    .requiredOption('--email <address>', 'how the owner logs in', emailAddress)
    .option('--name <name>', "the owner's name")
    .option('--password-stdin', 'take the password on standard input; else a one-time link is printed')
    .option(...jsonFlag)
    .action(async (flags) => (await import('./commands/hub-init.ts')).hubInit(environment, flags));
  program
    .command('serve')
    .description('serve pages and interface and publish what is due, until it is told to end')
    .option('--port <number>', 'where it listens', portNumber, usualPort)
    .option(
      '--host <address>',
      'the address that it listens on; other than loopback wants HUB_PUBLIC_URL',
      '127.0.0.1',
    )
    .option('--no-worker', "publish nothing here; 'hub worker' does")
    .option(...sandboxFlag)
    .option(...jsonFlag)
    .action(async (flags) => (await import('./commands/hub-serve.ts')).hubServe(environment, flags));
  program
    .command('worker')
    .description('one more process that publishes, beside a hub that runs')
    .option('--take-fence', 'publish in the place of whoever did; for a hub that serves with --no-worker')
    .option(...sandboxFlag)
    .option(...jsonFlag)
    .action(async (flags) => (await import('./commands/hub-worker.ts')).hubWorker(environment, flags));
  const sandbox = program
    .command('sandbox')
    .description('servers that behave like the platforms; no post reaches anybody')
    .option('--port <number>', 'where it is driven and inspected', portNumber, usualSandboxPort)
    .option(
      '--rate <number>',
      "how many times as fast as the wall its clock runs; 0: it stands, and 'play' moves it",
      '1',
    )
    .option('--start <instant>', 'what its clock shows at first (default: now)')
    .option('--seed <number>', 'of its accounts and audience', wholeNumber, 7)
    .option('--accounts <number>', 'accounts on each platform', wholeNumber, 2)
    .option(...jsonFlag)
    .action(async (flags) => (await import('./commands/hub-sandbox.ts')).hubSandbox(environment, flags));
  sandbox
    .command('play')
    .description(
      "move the sandbox's clock from one thing to do to the next, and let the hub that runs here do them: days of posts in seconds",
    )
    .requiredOption('--until <instant>', 'what its clock shows at the end, such as 2026-12-02T00:00:00Z')
    .option(...jsonFlag)
    .action(async (flags) => (await import('./commands/sandbox-play.ts')).sandboxPlay(environment, flags));
  program
    .command('doctor')
    .description(
      'everything that the hub needs, and what is not as it has to be; exit code 3 where something is bad',
    )
    .option(...jsonFlag)
    .action(async (flags) => (await import('./commands/hub-doctor.ts')).hubDoctor(environment, flags));
  program
    .command('backup')
    .description('rows and media of one moment in one file; what is secret stays sealed')
    .argument('<file>', 'where it goes')
    .option(...jsonFlag)
    .action(async (file, flags) =>
      (await import('./commands/hub-backup.ts')).hubBackup(environment, file, flags),
    );
  program
    .command('restore')
    .description("a backup into an empty hub; the copy publishes nothing before 'hub fence take'")
    .argument('<file>', "what 'hub backup' wrote")
    .option(...jsonFlag)
    .action(async (file, flags) =>
      (await import('./commands/hub-backup.ts')).hubRestore(environment, file, flags),
    );
  program
    .command('remove')
    .description('remove the hub of this folder with its rows, pictures and key; what is out stays out')
    .option('--for-good', 'yes, all of it')
    .option(...jsonFlag)
    .action(async (flags) => (await import('./commands/hub-remove.ts')).hubRemove(environment, flags));
  program
    .command('fence')
    .description('who may publish')
    .command('take')
    .description('say that the other copy of this hub is gone for good, so that this one may publish')
    .requiredOption('--why <reason>', 'kept in the audit log')
    .option(...jsonFlag)
    .action(async (flags) => (await import('./commands/hub-backup.ts')).hubFenceTake(environment, flags));
}

function portNumber(text: string): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number <= 65_535) return number;
  throw new InvalidArgumentError(`expected a port from 0 to 65535, found '${text}'`);
}

function wholeNumber(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError(`expected a whole number from 0 on, found '${text}'`);
}
