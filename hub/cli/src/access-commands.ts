import { type Command, InvalidArgumentError, Option } from 'commander';
import { emailAddress } from './email-address.ts';
import type { Environment } from './environment.ts';

const jsonFlag = ['--json', 'print it as JSON'] as const;
const scopes = ['read', 'edit', 'approve'];

/** Who may use the hub: people, keys of programs, and the key that everything secret is sealed with. */
export function addAccessCommands(program: Command, environment: Environment): void {
  const users = program.command('users').description('the people of the hub');
  users
    .command('list')
    .description('everybody who has access, had it, or is invited')
    .option(...jsonFlag)
    .action(async (flags) => (await import('./commands/access.ts')).usersList(environment, flags));
  users
    .command('invite')
    .description('print a one-time link with which somebody new sets a password')
    .argument('<email>', 'how they log in', emailAddress)
    .addOption(
      new Option('--role <role>', 'what they may do')
        .choices(['owner', 'editor', 'approver', 'viewer'])
        .default('viewer'),
    )
    .option('--name <name>', 'their name')
    .option(...jsonFlag)
    .action(async (email, flags) =>
      (await import('./commands/access.ts')).usersInvite(environment, email, flags),
    );
  users
    .command('reset')
    .description('print a one-time link with which somebody sets another password')
    .argument('<email>', 'how they log in', emailAddress)
    .option(...jsonFlag)
    .action(async (email, flags) =>
      (await import('./commands/access.ts')).usersReset(environment, email, flags),
    );

  const keys = program.command('keys').description('the keys of programs and agents');
  keys
    .command('add')
    .description('make a key; it is printed once')
    .argument('<name>', 'such as planner')
    .option('--may <scopes>', 'what it may do: read, edit, approve', scopeList, ['read'])
    .option('--posts <number>', 'how many posts it may bring about', wholeNumber)
    .option('--dollars <number>', 'how many US dollars publishing them may cost', dollarNumber)
    .option(...jsonFlag)
    .action(async (name, flags) => (await import('./commands/access.ts')).keysAdd(environment, name, flags));
  keys
    .command('list')
    .description('each with what it may do and has spent')
    .option(...jsonFlag)
    .action(async (flags) => (await import('./commands/access.ts')).keysList(environment, flags));
  keys
    .command('revoke')
    .description('end a key')
    .argument('<number>', 'its number in the list')
    .option(...jsonFlag)
    .action(async (id, flags) => (await import('./commands/access.ts')).keysRevoke(environment, id, flags));
  program
    .command('rotate-key')
    .description(
      "a new key in the key file, and everything sealed anew; 'hub serve' is started again afterwards",
    )
    .option(...jsonFlag)
    .action(async (flags) => (await import('./commands/access.ts')).keyRotate(environment, flags));
}

function scopeList(text: string): string[] {
  const wanted = text.split(',').map((one) => one.trim());
  const unknown = wanted.find((one) => !scopes.includes(one));
  if (unknown === undefined) return wanted;
  throw new InvalidArgumentError(`expected some of ${scopes.join(', ')}, found '${unknown}'`);
}

function wholeNumber(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError(`expected a whole number from 0 on, found '${text}'`);
}

function dollarNumber(text: string): number {
  if (/^\d{1,6}(\.\d{1,3})?$/.test(text)) return Number(text);
  throw new InvalidArgumentError(`expected dollars such as 12.50, found '${text}'`);
}
