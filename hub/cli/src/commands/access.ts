import { join } from 'node:path';
import { addKey as addApiKey, invite, keyName, resetPassword } from '@musterhub/api';
import { usd } from '@musterhub/rules';
import {
  type Role,
  readApiKeys,
  readPeople,
  resealCredentials,
  revokeApiKey,
  type Scope,
} from '@musterhub/store';
import type { Environment } from '../environment.ts';
import { HubError } from '../hub-error.ts';
import { addKey } from '../key-file.ts';
import { noteAction } from '../note-action.ts';
import { type OpenHub, withHub } from '../open-hub.ts';
import { print } from '../print.ts';
import { readServeFile } from '../serve-file.ts';

type Flags = { json?: boolean };

export async function usersList(environment: Environment, flags: Flags): Promise<void> {
  await withHub(environment, async ({ hub }) => {
    const users = (await readPeople(hub.store.database)).map(
      ({ email, name, role, password, disabledAt }) => ({
        ...{ email, name, role },
        state: disabledAt !== null ? 'shut out' : password === null ? 'invited' : 'in',
      }),
    );
    print({ users }, flags.json, () =>
      users.map(({ email, name, role, state }) => `${email}  ${name}  ${role}  ${state}`),
    );
  });
}

export async function usersInvite(
  environment: Environment,
  email: string,
  flags: Flags & { role: Role; name?: string },
): Promise<void> {
  await withHub(environment, async (open) => {
    const person = { email, name: flags.name ?? email.split('@')[0]!, role: flags.role };
    printLink(await invite(await making(open), person, open.setting.actor), flags);
    await noteAction(open, 'hub users invite', email, { role: flags.role });
  });
}

export async function usersReset(environment: Environment, email: string, flags: Flags): Promise<void> {
  await withHub(environment, async (open) => {
    printLink(await resetPassword(await making(open), email, open.setting.actor), flags);
    await noteAction(open, 'hub users reset', email);
  });
}

export async function keysAdd(
  environment: Environment,
  name: string,
  flags: Flags & { may: Scope[]; posts?: number; dollars?: number },
): Promise<void> {
  await withHub(environment, async (open) => {
    if (!keyName.test(name)) throw new HubError('usage', `expected a name such as planner, found '${name}'`);
    const { may, posts, dollars } = flags;
    const usdThousandthsBudget = dollars === undefined ? undefined : Math.round(dollars * 1000);
    const order = { name, scopes: may, postsBudget: posts, usdThousandthsBudget };
    const added = await addApiKey(await making(open), order, open.setting.actor);
    await noteAction(open, 'hub keys add', name, { scopes: may });
    print(added, flags.json, ({ secret }) => [
      `${secret}`,
      `This is the key ${name}; it is shown here and nowhere else.`,
    ]);
  });
}

export async function keysList(environment: Environment, flags: Flags): Promise<void> {
  await withHub(environment, async ({ hub }) => {
    const keys = (await readApiKeys(hub.store.database)).map(
      ({ id, name, scopes, postsBudget, usdThousandthsBudget, spent, revokedAt }) => ({
        ...{ id, name, scopes, postsBudget, usdThousandthsBudget, spent },
        isRevoked: revokedAt !== null,
      }),
    );
    print({ keys }, flags.json, () =>
      keys.map(
        ({ id, name, scopes, spent, postsBudget, usdThousandthsBudget, isRevoked }) =>
          `${id}  ${name}  ${scopes.join(', ')}  ${spent.posts} of ${postsBudget ?? 'any number of'} posts, ${usd(spent.usdThousandths)} of ${usdThousandthsBudget === null ? 'any sum' : usd(usdThousandthsBudget)}${isRevoked ? '  revoked' : ''}`,
      ),
    );
  });
}

export async function keysRevoke(environment: Environment, id: string, flags: Flags): Promise<void> {
  if (!/^\d+$/.test(id)) throw new HubError('usage', `expected the number of a key, found '${id}'`);
  await withHub(environment, async (open) => {
    await revokeApiKey(open.hub.store, Number(id), new Date());
    await noteAction(open, 'hub keys revoke', id);
    print({ id: Number(id), isRevoked: true }, flags.json, () => [`Key ${id} is revoked.`]);
  });
}

/** A new key for what is sealed; the old one stays in the file, and opens what nobody has sealed anew. */
export async function keyRotate(environment: Environment, flags: Flags): Promise<void> {
  await withHub(environment, async ({ setting, stateDir }) => {
    if (setting.key !== undefined)
      throw new HubError(
        'usage',
        'the key is in HUB_KEY: put a new one there and the old one into HUB_KEY_FORMER',
      );
    await addKey(join(stateDir, 'key'));
  });
  await withHub(environment, async (open) => {
    const resealed = await resealCredentials(open.hub.store);
    await noteAction(open, 'hub key rotate', '', { resealed });
    print({ resealed }, flags.json, () => [
      `${resealed} keys of accounts are sealed anew. Start 'hub serve' again.`,
    ]);
  });
}

async function making({ hub, setting, stateDir }: OpenHub) {
  const origin = setting.publicUrl ?? (await readServeFile(stateDir))?.url ?? 'http://127.0.0.1:4210';
  return { hub, wallNow: () => new Date(), origins: [origin] };
}

function printLink(made: { email: string; link: string; expiresAt: string }, flags: Flags): void {
  print(made, flags.json, ({ email, link, expiresAt }) => [
    `This link lets ${email} set a password, once, until ${expiresAt}:`,
    `  ${link}`,
  ]);
}
