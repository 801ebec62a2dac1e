import { and, asc, eq, gt, isNull, ne, sql } from 'drizzle-orm';
import { passwordLinks, people, type Role, sessions } from './access-schema.ts';
import { inTransaction, type Reader, type Store, type Transaction } from './make-store.ts';
import { StoreError } from './store-error.ts';

export type Person = typeof people.$inferSelect;
type NewLink = { secret: string; kind: 'invitation' | 'reset'; by: string; at: Date; expiresAt: Date };

export async function readPeople(reader: Reader): Promise<Person[]> {
  return reader.select().from(people).orderBy(asc(people.email));
}

export async function findPerson(reader: Reader, email: string): Promise<Person | undefined> {
  const [row] = await reader.select().from(people).where(eq(people.email, email.trim().toLowerCase()));
  return row;
}

/** Somebody new with a link to set their password; for an address that is known already only the link is new. */
export async function invitePerson(
  store: Store,
  person: { email: string; name: string; role: Role },
  link: Omit<NewLink, 'kind'>,
): Promise<Person> {
  return inTransaction(store, async (transaction) => {
    const email = person.email.trim().toLowerCase();
    const [inserted] = await transaction
      .insert(people)
      .values({ ...person, email, addedAt: link.at })
      .onConflictDoNothing()
      .returning();
    const invited = inserted ?? (await findPerson(transaction, email))!;
    if (inserted === undefined && invited.password !== null)
      throw new StoreError(
        'taken',
        `${email} is in already, as ${invited.role}. Change the role, or reset the password.`,
        {
          email,
        },
      );
    await addLink(transaction, invited.id, { ...link, kind: 'invitation' });
    return invited;
  });
}

/** A link with which somebody who is in sets another password; the links before it open nothing any more. */
export async function insertReset(store: Store, email: string, link: Omit<NewLink, 'kind'>): Promise<Person> {
  return inTransaction(store, async (transaction) => {
    const person = await findPerson(transaction, email);
    if (person === undefined) throw new StoreError('no_row', `Nobody is known as ${email}.`, { email });
    await addLink(transaction, person.id, { ...link, kind: 'reset' });
    return person;
  });
}

async function addLink(transaction: Transaction, person: number, { at, ...link }: NewLink): Promise<void> {
  await transaction
    .delete(passwordLinks)
    .where(and(eq(passwordLinks.person, person), isNull(passwordLinks.usedAt)));
  await transaction.insert(passwordLinks).values({ ...link, person, madeAt: at });
}

/** Spends a link, sets the password and ends every session that the old one began. Undefined: used, too old or never made. */
export async function useLink(
  store: Store,
  use: { secret: string; password: string; at: Date },
): Promise<Person | undefined> {
  return inTransaction(store, async (transaction) => {
    const [link] = await transaction
      .update(passwordLinks)
      .set({ usedAt: use.at })
      .where(
        and(
          eq(passwordLinks.secret, use.secret),
          isNull(passwordLinks.usedAt),
          gt(passwordLinks.expiresAt, use.at),
          sql`not exists (select from hub.people p where p.id = ${passwordLinks.person} and p.disabled_at is not null)`,
        ),
      )
      .returning({ person: passwordLinks.person });
    if (link === undefined) return undefined;
    return setPassword(transaction, link.person, use.password);
  });
}

/** The first owner, with a password at once. Refused where there is an owner. */
export async function insertFirstOwner(
  store: Store,
  owner: { email: string; name: string; password: string | null; at: Date },
): Promise<Person> {
  return inTransaction(store, async (transaction) => {
    await transaction.execute(sql`select pg_advisory_xact_lock(hashtextextended('hub.people', 0))`);
    const known = await transaction.select().from(people).where(eq(people.role, 'owner'));
    const [taken] = known.filter(({ password }) => password !== null);
    if (taken !== undefined)
      throw new StoreError(
        'taken',
        `This hub has an owner: ${taken.email}. 'hub users reset ${taken.email}' prints a link for another password.`,
        { email: taken.email },
      );
    const email = owner.email.trim().toLowerCase();
    const { at, ...rest } = owner;
    const [inserted] = await transaction
      .insert(people)
      .values({ ...rest, email, role: 'owner', addedAt: at })
      .onConflictDoUpdate({ target: people.email, set: { password: owner.password, role: 'owner' } })
      .returning();
    return inserted!;
  });
}

async function setPassword(transaction: Transaction, id: number, password: string): Promise<Person> {
  await transaction.delete(sessions).where(eq(sessions.person, id));
  const [person] = await transaction.update(people).set({ password }).where(eq(people.id, id)).returning();
  return person!;
}

/** Another role, or none any more; the last owner who can come in stays one. Sessions of somebody shut out end. */
export async function changePerson(
  store: Store,
  email: string,
  change: { role: Role } | { disabledAt: Date | null },
): Promise<Person> {
  return inTransaction(store, async (transaction) => {
    await transaction.execute(sql`select pg_advisory_xact_lock(hashtextextended('hub.people', 0))`);
    const person = await findPerson(transaction, email);
    if (person === undefined) throw new StoreError('no_row', `Nobody is known as ${email}.`, { email });
    const staysOwner = 'role' in change ? change.role === 'owner' : change.disabledAt === null;
    if (person.role === 'owner' && !staysOwner) {
      const others = await transaction
        .select({ id: people.id })
        .from(people)
        .where(and(eq(people.role, 'owner'), isNull(people.disabledAt), ne(people.id, person.id)));
      if (others.length === 0)
        throw new StoreError('taken', `${person.email} is the only owner: make somebody else one first.`, {
          email,
        });
    }
    if ('disabledAt' in change && change.disabledAt !== null)
      await transaction.delete(sessions).where(eq(sessions.person, person.id));
    const [changed] = await transaction
      .update(people)
      .set(change)
      .where(eq(people.id, person.id))
      .returning();
    return changed!;
  });
}

export async function insertSession(
  store: Store,
  session: { secret: string; person: number; at: Date; expiresAt: Date },
): Promise<void> {
  const { at, ...rest } = session;
  await store.database.insert(sessions).values({ ...rest, begunAt: at });
}

/** Whose session this is, while it lasts and while they have access. */
export async function findSession(reader: Reader, secret: string, at: Date): Promise<Person | undefined> {
  const [row] = await reader
    .select({ person: people })
    .from(sessions)
    .innerJoin(people, eq(people.id, sessions.person))
    .where(and(eq(sessions.secret, secret), gt(sessions.expiresAt, at), isNull(people.disabledAt)));
  return row?.person;
}

export async function removeSession(store: Store, secret: string): Promise<void> {
  await store.database.delete(sessions).where(eq(sessions.secret, secret));
}
