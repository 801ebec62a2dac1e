import { hashPassword, invite } from '@musterhub/api';
import { findPerson, insertFirstOwner } from '@musterhub/store';
import type { Environment } from '../environment.ts';
import { HubError } from '../hub-error.ts';
import { withHub } from '../open-hub.ts';
import { print } from '../print.ts';
import { readServeFile } from '../serve-file.ts';

type Flags = { email: string; name?: string; passwordStdin?: boolean; json?: boolean };

/** The first owner: by a one-time link, or at once by a password on standard input. */
export async function hubInit(environment: Environment, flags: Flags): Promise<void> {
  await withHub(
    environment,
    async ({ hub, setting, stateDir }) => {
      const { email, name = email.split('@')[0]! } = flags;
      const at = new Date();
      if (flags.passwordStdin === true) {
        const password = await hashPassword(await readLine());
        await insertFirstOwner(hub.store, { email, name, password, at });
        return print({ email, role: 'owner', stateDir }, flags.json, () => [
          `${email} owns this hub (${stateDir}). 'hub serve' starts it.`,
        ]);
      }
      const known = await findPerson(hub.store.database, email);
      if (known?.password !== undefined && known.password !== null)
        throw new HubError(
          'refused',
          `${email} is in already: 'hub users reset ${email}' prints a link for another password`,
        );
      await insertFirstOwner(hub.store, { email, name, password: null, at });
      const origin = (await readServeFile(stateDir))?.url ?? setting.publicUrl ?? 'http://127.0.0.1:4210';
      const making = { hub, wallNow: () => at, origins: [origin] };
      const { link, expiresAt } = await invite(making, { email, name, role: 'owner' }, setting.actor);
      print({ email, role: 'owner', link, expiresAt, stateDir }, flags.json, () => [
        `This link lets ${email} set a password, once, until ${expiresAt}:`,
        `  ${link}`,
        "It answers while 'hub serve' runs.",
      ]);
    },
    { isNew: true },
  );
}

async function readLine(): Promise<string> {
  let text = '';
  for await (const part of process.stdin.setEncoding('utf8')) text += part;
  return text.replace(/\r?\n$/, '');
}
