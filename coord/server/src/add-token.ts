import { addPerson, type Role, type Store } from '@musterhq/store';
import { hashOf, newSecret } from './secrets.ts';

/** Gives a person access; the token is in the answer and nowhere else. */
export async function addToken(
  store: Store,
  order: { name: string; role: Role; by: string; now: number },
): Promise<{ kind: 'added'; name: string; token: string } | { kind: 'refused'; reason: string }> {
  const { role, by, now } = order;
  const name = order.name.trim();
  if (!/^[\p{L}\p{N}][\p{L}\p{N} ._@+-]{0,99}$/u.test(name))
    return { kind: 'refused', reason: `'${order.name}' is not a name: letters, digits and . _ @ + - only.` };
  const token = `muster_${newSecret()}`;
  const isAdded = await addPerson(store, { name, role, token: hashOf(token), by, at: new Date(now) });
  if (isAdded) return { kind: 'added', name, token };
  return {
    kind: 'refused',
    reason: `${name} has access already. For another role or token: 'muster access revoke ${name}' first.`,
  };
}
