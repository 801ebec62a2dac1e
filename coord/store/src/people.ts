import { and, asc, eq, gt, isNotNull, isNull, lte } from 'drizzle-orm';
import { inTransaction, type Reader, type Store } from './make-store.ts';
import { browsers, logins, people, type Role } from './schema.ts';

export type Person = typeof people.$inferSelect;

/** Adds a person, or lets one who was revoked in again; false when somebody of that name has access already. */
export async function addPerson(
  store: Store,
  person: { name: string; role: Role; token: string | null; by: string; at: Date },
): Promise<boolean> {
  const { by: addedBy, at: addedAt, ...row } = person;
  const values = { ...row, addedBy, addedAt, revokedBy: null, revokedAt: null };
  const added = await store.database
    .insert(people)
    .values(values)
    .onConflictDoUpdate({
      target: people.name,
      set: values,
      setWhere: isNotNull(people.revokedAt),
    })
    .returning({ name: people.name });
  return added.length > 0;
}

export async function readPeople(reader: Reader): Promise<Person[]> {
  return reader.select().from(people).orderBy(asc(people.addedAt), asc(people.name));
}

/** From here on neither token nor link nor open browser of that person lets anybody in. False when there is nothing to revoke. */
export async function revokePerson(
  store: Store,
  { name, by, at }: { name: string; by: string; at: Date },
): Promise<boolean> {
  return inTransaction(store, async (transaction) => {
    const revoked = await transaction
      .update(people)
      .set({ revokedBy: by, revokedAt: at, token: null })
      .where(and(eq(people.name, name), isNull(people.revokedAt)))
      .returning({ name: people.name });
    await transaction.delete(browsers).where(eq(browsers.person, name));
    await transaction.delete(logins).where(eq(logins.person, name));
    return revoked.length > 0;
  });
}

/** Somebody who has access now. */
export async function findPerson(
  reader: Reader,
  by: { name: string } | { token: string },
): Promise<Person | undefined> {
  const is = 'name' in by ? eq(people.name, by.name) : eq(people.token, by.token);
  const [person] = await reader
    .select()
    .from(people)
    .where(and(is, isNull(people.revokedAt)));
  return person;
}

export async function insertLogin(
  store: Store,
  login: { secret: string; person: string; expiresAt: Date },
): Promise<void> {
  await store.database.insert(logins).values(login);
}

/** Trades the secret of a link for a browser's cookie, once: the person, or undefined when the link is used, too old or unknown. */
export async function useLogin(
  store: Store,
  secret: string,
  browser: { cookie: string; at: Date; expiresAt: Date },
): Promise<Person | undefined> {
  const { cookie, at, expiresAt } = browser;
  return inTransaction(store, async (transaction) => {
    const [login] = await transaction
      .delete(logins)
      .where(and(eq(logins.secret, secret), gt(logins.expiresAt, at)))
      .returning({ person: logins.person });
    await transaction.delete(logins).where(lte(logins.expiresAt, at));
    await transaction.delete(browsers).where(lte(browsers.expiresAt, at));
    if (login === undefined) return undefined;
    const person = await findPerson(transaction, { name: login.person });
    if (person !== undefined)
      await transaction.insert(browsers).values({ cookie, person: person.name, expiresAt });
    return person;
  });
}

export async function insertBrowser(
  store: Store,
  browser: { cookie: string; person: string; expiresAt: Date },
): Promise<void> {
  await store.database.insert(browsers).values(browser);
}

/** The person whose browser holds the cookie, while it counts. */
export async function findBrowser(reader: Reader, cookie: string, now: Date): Promise<Person | undefined> {
  const [found] = await reader
    .select({ person: people })
    .from(browsers)
    .innerJoin(people, eq(people.name, browsers.person))
    .where(and(eq(browsers.cookie, cookie), gt(browsers.expiresAt, now), isNull(people.revokedAt)));
  return found?.person;
}

export async function removeBrowser(store: Store, cookie: string): Promise<void> {
  await store.database.delete(browsers).where(eq(browsers.cookie, cookie));
}
