import { addToken } from '@musterhq/server';
import { type Person, type Role, readPeople, revokePerson } from '@musterhq/store';
import type { Environment } from '../environment.ts';
import { withProject } from '../open-project.ts';
import { print, table } from '../print.ts';
import { UsageError } from '../usage-error.ts';

/** `muster access add NAME --role ROLE`: prints the person's token, this once. */
export async function accessAdd(
  environment: Environment,
  name: string,
  flags: { role: Role; json?: boolean },
): Promise<void> {
  await withProject(environment, async ({ around }) => {
    const { role } = flags;
    const added = await addToken(around.store, { name, role, by: environment.user, now: around.now() });
    if (added.kind === 'refused') throw new UsageError(added.reason);
    print({ name: added.name, role, token: added.token }, flags.json, (one) => [
      `${one.name} has access as ${one.role}. This token is shown once; Muster keeps its hash alone:`,
      `  ${one.token}`,
      "In a browser: open the dashboard's address and give the token there. A program sends 'Authorization: Bearer TOKEN'.",
    ]);
  });
}

/** `muster access list`. */
export async function accessList(environment: Environment, flags: { json?: boolean }): Promise<void> {
  await withProject(environment, async ({ around }) => {
    const people = await readPeople(around.store.database);
    print(people.map(shown), flags.json, (all) =>
      all.length === 0
        ? ['Nobody has access yet. Whoever opens the link of muster dashboard comes in as the lead.']
        : table([['NAME', 'ROLE', 'TOKEN', 'ADDED', ''], ...all.map(row)]),
    );
  });
}

/** `muster access revoke NAME`: token, links and open browsers count no more. */
export async function accessRevoke(environment: Environment, name: string): Promise<void> {
  await withProject(environment, async ({ around }) => {
    const at = new Date(around.now());
    if (!(await revokePerson(around.store, { name, by: environment.user, at })))
      throw new UsageError(`${name} has no access; 'muster access list' tells who has.`);
    process.stdout.write(`${name} has no access any more.\n`);
  });
}

/** Not even the hash of the token leaves the store. */
const shown = ({ token, ...person }: Person) => ({ ...person, hasToken: token !== null });

function row({ name, role, hasToken, addedAt, addedBy, revokedAt, revokedBy }: ReturnType<typeof shown>) {
  const day = (at: Date) => at.toISOString().slice(0, 10);
  return [
    name,
    role,
    hasToken ? 'yes' : 'no',
    `${day(addedAt)} by ${addedBy}`,
    revokedAt === null ? '' : `revoked ${day(revokedAt)} by ${revokedBy}`,
  ];
}
