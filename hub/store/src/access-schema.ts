import { sql } from 'drizzle-orm';
import {
  bigint,
  bigserial,
  check,
  index,
  integer,
  jsonb,
  primaryKey,
  text,
  timestamp,
  unique,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { hub } from './schema.ts';

/** Who may do what, and what was done. Instants are the wall's clock, since browsers and people live by it. */
const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

export const roles = ['owner', 'editor', 'approver', 'viewer'] as const;
export type Role = (typeof roles)[number];
export const scopes = ['read', 'edit', 'approve'] as const;
export type Scope = (typeof scopes)[number];

export const people = hub.table(
  'people',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    /** In small letters: how somebody says who they are. */
    email: text('email').notNull(),
    name: text('name').notNull(),
    role: text('role').$type<Role>().notNull(),
    /** An argon2id hash with its parameters; null until the invitation was taken. */
    password: text('password'),
    addedAt: instant('added_at').notNull(),
    disabledAt: instant('disabled_at'),
  },
  (t) => [
    unique('people_email').on(t.email),
    check('people_email_is_small', sql`${t.email} = lower(btrim(${t.email})) and ${t.email} <> ''`),
    check('people_name', sql`btrim(${t.name}) <> ''`),
    check('people_role', sql`${t.role} in ('owner', 'editor', 'approver', 'viewer')`),
    check('people_password', sql`${t.password} like '$argon2id$%'`),
  ],
);

/** A browser that is in. Of its cookie only the hash is kept. */
export const sessions = hub.table(
  'sessions',
  {
    secret: text('secret').primaryKey(),
    person: bigint('person', { mode: 'number' })
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    begunAt: instant('begun_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
  },
  (t) => [check('sessions_expiry', sql`${t.expiresAt} > ${t.begunAt}`)],
);

/** A link that lets its holder set a password, once: of somebody invited, or of somebody who forgot it. */
export const passwordLinks = hub.table(
  'password_links',
  {
    secret: text('secret').primaryKey(),
    kind: text('kind').$type<'invitation' | 'reset'>().notNull(),
    person: bigint('person', { mode: 'number' })
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    by: text('by').notNull(),
    madeAt: instant('made_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    usedAt: instant('used_at'),
  },
  (t) => [
    uniqueIndex('password_links_one_open').on(t.person).where(sql`${t.usedAt} is null`),
    check('password_links_kind', sql`${t.kind} in ('invitation', 'reset')`),
    check('password_links_expiry', sql`${t.expiresAt} > ${t.madeAt}`),
  ],
);

/** A program's key: what it may do, and how many posts and dollars it may still bring about. */
export const apiKeys = hub.table(
  'api_keys',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    name: text('name').notNull(),
    secret: text('secret').notNull(),
    scopes: text('scopes').array().$type<Scope[]>().notNull(),
    /** No limit where null. */
    postsBudget: integer('posts_budget'),
    /** In thousandths of a US dollar, which is how finely X prices. */
    usdThousandthsBudget: integer('usd_thousandths_budget'),
    by: text('by').notNull(),
    madeAt: instant('made_at').notNull(),
    revokedAt: instant('revoked_at'),
  },
  (t) => [
    unique('api_keys_secret').on(t.secret),
    uniqueIndex('api_keys_one_name').on(t.name).where(sql`${t.revokedAt} is null`),
    check(
      'api_keys_scopes',
      sql`${t.scopes} <@ array['read', 'edit', 'approve'] and cardinality(${t.scopes}) > 0`,
    ),
    check('api_keys_budgets', sql`${t.postsBudget} >= 0 and ${t.usdThousandthsBudget} >= 0`),
  ],
);

/** What a key has brought about, one row for each confirmed plan. */
export const keySpendings = hub.table(
  'key_spendings',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    key: bigint('key', { mode: 'number' })
      .notNull()
      .references(() => apiKeys.id),
    posts: integer('posts').notNull(),
    usdThousandths: integer('usd_thousandths').notNull(),
    at: instant('at').notNull(),
  },
  (t) => [
    index('key_spendings_key').on(t.key),
    check('key_spendings_amounts', sql`${t.posts} >= 0 and ${t.usdThousandths} >= 0`),
  ],
);

/** What somebody did, or was refused. Rows are only ever added. */
export const audit = hub.table(
  'audit',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    at: instant('at').notNull(),
    /** `person:ada@kiln.example`, `key:planner`, `cli:root`. */
    actor: text('actor').notNull(),
    action: text('action').notNull(),
    subject: text('subject').notNull(),
    detail: jsonb('detail').$type<Record<string, unknown>>().notNull(),
  },
  (t) => [index('audit_at').on(t.at), check('audit_actor', sql`btrim(${t.actor}) <> ''`)],
);

/** What a request with this key was answered; the same request again gets the same answer, and does nothing. */
export const idempotency = hub.table(
  'idempotency',
  {
    actor: text('actor').notNull(),
    key: text('key').notNull(),
    /** Of the method, the address and the body: the same key with another request is refused. */
    request: text('request').notNull(),
    status: integer('status'),
    answer: jsonb('answer').$type<unknown>(),
    at: instant('at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.actor, t.key] }),
    check('idempotency_answered', sql`(${t.status} is null) = (${t.answer} is null)`),
  ],
);
