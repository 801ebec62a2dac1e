import { addPerson, findPerson, insertLogin, readPeople, type Store } from '@musterhq/store';
import { hashOf, newSecret } from './secrets.ts';

const linkMinutes = 60;

/**
 * A link that lets one browser in, once, within the hour, as whoever works at this machine: the lead, unless the name was given another role.
 * The secret is in the fragment, which reaches no server, no log and no referrer.
 */
export async function makeLink(
  store: Store,
  { url, name, now }: { url: string; name: string; now: number },
): Promise<{ kind: 'made'; link: string } | { kind: 'refused'; reason: string }> {
  const at = new Date(now);
  if ((await findPerson(store.database, { name })) === undefined) {
    const isRevoked = (await readPeople(store.database)).some((person) => person.name === name);
    if (isRevoked)
      return {
        kind: 'refused',
        reason: `The access of ${name} was revoked. 'muster access add ${name} --role lead' gives it back.`,
      };
    await addPerson(store, { name, role: 'lead', token: null, by: name, at });
  }
  const secret = newSecret();
  const expiresAt = new Date(now + linkMinutes * 60_000);
  await insertLogin(store, { secret: hashOf(secret), person: name, expiresAt });
  return { kind: 'made', link: `${url}/#login=${secret}` };
}
