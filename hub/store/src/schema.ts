import type { Breaker, LatePolicy, PlatformError, Post, PostMedia, PublicationState } from '@musterhub/rules';
import { sql } from 'drizzle-orm';
import {
  bigint,
  bigserial,
  boolean,
  check,
  customType,
  doublePrecision,
  foreignKey,
  index,
  integer,
  jsonb,
  pgSchema,
  primaryKey,
  text,
  timestamp,
  unique,
  uniqueIndex,
} from 'drizzle-orm/pg-core';

/**
 * The hub's tables. The CHECK, UNIQUE and FOREIGN KEY constraints are the law of the ledger in hub/jobs/SPEC.md: what they
 * refuse cannot happen, whichever process tries. Instants are of the hub's clock; only `workers` tells the server's.
 */
export const hub = pgSchema('hub');

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });
const milliseconds = (name: string) => bigint(name, { mode: 'number' });
/** Sealed by `seal`: bytes that only the holder of the key reads. JSON spells them in hexadecimal digits behind `\\x`. */
const sealed = customType<{ data: Uint8Array; driverData: Buffer | string }>({
  dataType: () => 'bytea',
  toDriver: (value) => Buffer.from(value),
  fromDriver: (value) => (typeof value === 'string' ? Buffer.from(value.slice(2), 'hex') : value),
});

export const brands = hub.table(
  'brands',
  {
    id: text('id').primaryKey(),
    name: text('name').notNull(),
    /** The brand file as it was read; its shape is that of `hub/rules`. */
    profile: jsonb('profile').$type<Record<string, unknown>>().notNull(),
    rulesVersion: text('rules_version').notNull(),
    changedAt: instant('changed_at').notNull(),
  },
  (t) => [check('brands_name', sql`btrim(${t.name}) <> ''`)],
);

export const campaigns = hub.table(
  'campaigns',
  {
    id: text('id').primaryKey(),
    brand: text('brand')
      .notNull()
      .references(() => brands.id),
    /** The campaign as it was given; its shape is that of `hub/rules`. Items name theirs in their plan. */
    profile: jsonb('profile').$type<Record<string, unknown>>().notNull(),
    changedAt: instant('changed_at').notNull(),
  },
  (t) => [check('campaigns_profile', sql`${t.profile}->>'id' is not distinct from ${t.id}`)],
);

export const templates = hub.table(
  'templates',
  {
    name: text('name').notNull(),
    version: integer('version').notNull(),
    brand: text('brand').references(() => brands.id),
    text: text('text').notNull(),
    sha256: text('sha256').notNull(),
    addedAt: instant('added_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.name, t.version] }), check('templates_version', sql`${t.version} >= 1`)],
);

/** Pictures and videos by the facts of their bytes; the bytes lie in a folder, named by their hash. */
export const media = hub.table(
  'media',
  {
    sha256: text('sha256').primaryKey(),
    facts: jsonb('facts').$type<PostMedia>().notNull(),
    name: text('name').notNull(),
    addedAt: instant('added_at').notNull(),
  },
  (t) => [
    check('media_sha256', sql`${t.sha256} ~ '^[0-9a-f]{64}$'`),
    check('media_facts', sql`${t.facts}->>'sha256' = ${t.sha256}`),
  ],
);

export const accounts = hub.table(
  'accounts',
  {
    id: text('id').primaryKey(),
    brand: text('brand').references(() => brands.id),
    platform: text('platform').$type<Post['platform']>().notNull(),
    /** The platform's id of it. */
    remoteId: text('remote_id').notNull(),
    name: text('name').notNull(),
    spacingMs: milliseconds('spacing_ms').notNull(),
    /** Where the platform refuses for good, a person is given the post to put out by hand. */
    canHandOff: boolean('can_hand_off').notNull().default(false),
    breaker: jsonb('breaker').$type<StoredBreaker>().notNull().default({ state: 'closed', failures: 0 }),
    connectedAt: instant('connected_at').notNull(),
  },
  (t) => [
    unique('accounts_remote').on(t.platform, t.remoteId),
    check('accounts_platform', sql`${t.platform} in ('instagram', 'facebook', 'x')`),
    check('accounts_spacing', sql`${t.spacingMs} >= 0`),
    check('accounts_breaker', sql`${t.breaker}->>'state' in ('closed', 'open')`),
  ],
);

/** A breaker as JSON keeps it. */
export type StoredBreaker =
  | Extract<Breaker, { state: 'closed' }>
  | (Omit<Extract<Breaker, { state: 'open' }>, 'until'> & { until: string });

export const credentials = hub.table(
  'credentials',
  {
    id: text('id').primaryKey(),
    account: text('account')
      .notNull()
      .references(() => accounts.id),
    /** 1 is tried first. */
    rank: integer('rank').notNull(),
    token: sealed('token').notNull(),
    refreshToken: sealed('refresh_token'),
    /** Raised by each refresh; whoever refreshes compares it. */
    tokenVersion: integer('token_version').notNull().default(1),
    state: text('state').$type<'live' | 'dead'>().notNull(),
    issuedAt: instant('issued_at').notNull(),
    expiresAt: instant('expires_at'),
    youngestRefreshMs: milliseconds('youngest_refresh_ms').notNull().default(0),
    /** After a refresh that failed: when the next one may be tried. */
    refreshAfter: instant('refresh_after'),
    refreshFailures: integer('refresh_failures').notNull().default(0),
    /** Who is refreshing it just now; for as long as that worker lives. */
    refreshingBy: text('refreshing_by').references(() => workers.id, { onDelete: 'set null' }),
  },
  (t) => [
    unique('credentials_rank').on(t.account, t.rank),
    check('credentials_rank_from_1', sql`${t.rank} >= 1`),
    check('credentials_version', sql`${t.tokenVersion} >= 1`),
    check('credentials_state', sql`${t.state} in ('live', 'dead')`),
    check('credentials_expiry', sql`${t.expiresAt} > ${t.issuedAt}`),
  ],
);

export const items = hub.table(
  'items',
  {
    id: text('id').primaryKey(),
    /** The key of a row that was imported; the same row again is the same item. */
    externalKey: text('external_key'),
    account: text('account')
      .notNull()
      .references(() => accounts.id),
    /** `2026-12-01T09:00` in the zone, the instant that this gave, and how a gap or an overlap was decided. */
    wallTime: text('wall_time').notNull(),
    zone: text('zone').notNull(),
    decision: text('decision').$type<'plain' | 'gap' | 'overlap'>().notNull(),
    dueAt: instant('due_at').notNull(),
    publishes: text('publishes').$type<'A' | 'B'>().notNull(),
    lateAfterMs: milliseconds('late_after_ms').notNull(),
    lateAction: text('late_action').$type<LatePolicy['action']>().notNull(),
    changedAt: instant('changed_at').notNull(),
  },
  (t) => [
    unique('items_external_key').on(t.externalKey),
    check(
      'items_wall_time',
      sql`${t.wallTime} ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?$'`,
    ),
    check('items_decision', sql`${t.decision} in ('plain', 'gap', 'overlap')`),
    check('items_publishes', sql`${t.publishes} in ('A', 'B')`),
    check(
      'items_late',
      sql`${t.lateAfterMs} >= 0 and ${t.lateAction} in ('publish', 'skip', 'ask', 'replan')`,
    ),
    index('items_due').on(t.dueAt),
  ],
);

export const variants = hub.table(
  'variants',
  {
    item: text('item')
      .notNull()
      .references(() => items.id, { onDelete: 'cascade' }),
    variant: text('variant').$type<'A' | 'B'>().notNull(),
    factor: text('factor')
      .$type<'hook' | 'format' | 'call_to_action' | 'image' | 'time' | 'none'>()
      .notNull(),
    post: jsonb('post').$type<Post>().notNull(),
    contentHash: text('content_hash').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.item, t.variant] }),
    check('variants_variant', sql`${t.variant} in ('A', 'B')`),
    check(
      'variants_factor',
      sql`${t.factor} in ('hook', 'format', 'call_to_action', 'image', 'time', 'none')`,
    ),
    check('variants_content_hash', sql`${t.contentHash} ~ '^[0-9a-f]{64}$'`),
  ],
);

/** Somebody's yes to one content of an item, by the rules of one version. An edit voids it. */
export const approvals = hub.table(
  'approvals',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    item: text('item')
      .notNull()
      .references(() => items.id, { onDelete: 'cascade' }),
    contentHash: text('content_hash').notNull(),
    rulesVersion: text('rules_version').notNull(),
    by: text('by').notNull(),
    approvedAt: instant('approved_at').notNull(),
    voidedAt: instant('voided_at'),
    voidedBecause: text('voided_because'),
  },
  (t) => [
    // What a publication is bound to.
    unique('approvals_content').on(t.id, t.item, t.contentHash),
    uniqueIndex('approvals_one_valid').on(t.item).where(sql`${t.voidedAt} is null`),
    check('approvals_by', sql`btrim(${t.by}) <> ''`),
    check('approvals_voided', sql`(${t.voidedAt} is null) = (${t.voidedBecause} is null)`),
  ],
);

/** Somebody's no to one content of an item, and what is to change. It stands for as long as that content does. */
export const sentBack = hub.table(
  'sent_back',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    item: text('item')
      .notNull()
      .references(() => items.id, { onDelete: 'cascade' }),
    contentHash: text('content_hash').notNull(),
    by: text('by').notNull(),
    reason: text('reason').notNull(),
    at: instant('at').notNull(),
  },
  (t) => [
    index('sent_back_item').on(t.item),
    check('sent_back_content_hash', sql`${t.contentHash} ~ '^[0-9a-f]{64}$'`),
    check('sent_back_by', sql`btrim(${t.by}) <> ''`),
    check('sent_back_reason', sql`btrim(${t.reason}) <> ''`),
  ],
);

export const publications = hub.table(
  'publications',
  {
    id: text('id').primaryKey(),
    item: text('item')
      .notNull()
      .references(() => items.id),
    account: text('account')
      .notNull()
      .references(() => accounts.id),
    approval: bigint('approval', { mode: 'number' }).notNull(),
    post: jsonb('post').$type<Post>().notNull(),
    contentHash: text('content_hash').notNull(),
    state: text('state').$type<PublicationState>().notNull(),
    /** Why it ended, or waits for a person. */
    reason: text('reason'),
    dueAt: instant('due_at').notNull(),
    lateAfterMs: milliseconds('late_after_ms').notNull(),
    lateAction: text('late_action').$type<LatePolicy['action']>().notNull(),
    remoteId: text('remote_id'),
    url: text('url'),
    publishedAt: instant('published_at'),
    followUp: text('follow_up').$type<'open' | 'complete' | 'given_up'>().notNull().default('open'),
    verification: text('verification').$type<'none' | 'matched' | 'differs'>().notNull().default('none'),
    verifications: integer('verifications').notNull().default(0),
    verifiedAt: instant('verified_at'),
    evidence: text('evidence'),
    wish: text('wish').$type<'none' | 'remove' | 'correct'>().notNull().default('none'),
    wishText: text('wish_text'),
    reopenedAt: instant('reopened_at'),
    /** When it is to be looked at next; null where nothing is to be done before somebody changes something. */
    wakeAt: instant('wake_at'),
    /** Counts its looks: the name of the workflow that makes the next one. */
    wake: integer('wake').notNull().default(1),
    /** The look that is queued or under way. */
    dispatched: integer('dispatched').notNull().default(0),
    createdAt: instant('created_at').notNull(),
    endedAt: instant('ended_at'),
  },
  (t) => [
    // Whatever is edited meanwhile: no item is live twice on a channel.
    uniqueIndex('publications_one_live')
      .on(t.item, t.account)
      .where(sql`${t.state} in ('open', 'published', 'ambiguous', 'held', 'handed_off')`),
    // Nothing goes out but what was approved, to the letter.
    foreignKey({
      name: 'publications_approved',
      columns: [t.approval, t.item, t.contentHash],
      foreignColumns: [approvals.id, approvals.item, approvals.contentHash],
    }),
    // A post that is out belongs to one publication: what is found on the account is nobody else's.
    unique('publications_remote').on(t.account, t.remoteId),
    check(
      'publications_state',
      sql`${t.state} in ('open', 'published', 'ambiguous', 'held', 'handed_off', 'failed', 'skipped', 'canceled', 'removed')`,
    ),
    check(
      'publications_published',
      sql`(${t.state} in ('published', 'removed')) = (${t.remoteId} is not null) and (${t.remoteId} is null) = (${t.publishedAt} is null)`,
    ),
    check(
      'publications_reason',
      sql`${t.state} in ('open', 'published', 'removed') or ${t.reason} is not null`,
    ),
    check(
      'publications_ended',
      sql`(${t.state} in ('failed', 'skipped', 'canceled', 'removed')) = (${t.endedAt} is not null)`,
    ),
    check('publications_late', sql`${t.lateAction} in ('publish', 'skip', 'ask', 'replan')`),
    check('publications_follow_up', sql`${t.followUp} in ('open', 'complete', 'given_up')`),
    check('publications_verification', sql`${t.verification} in ('none', 'matched', 'differs')`),
    check(
      'publications_verified',
      sql`${t.verification} = 'none' or (${t.verifiedAt} is not null and ${t.remoteId} is not null)`,
    ),
    check('publications_wish', sql`${t.wish} in ('none', 'remove', 'correct')`),
    check('publications_wish_text', sql`(${t.wish} = 'correct') = (${t.wishText} is not null)`),
    check('publications_dispatched', sql`${t.dispatched} <= ${t.wake}`),
    index('publications_wake').on(t.wakeAt),
  ],
);

export type AttemptState =
  | 'open'
  | 'done'
  | 'pending'
  | 'refused'
  | 'unknown'
  | 'found'
  | 'absent'
  | 'unsent'
  | 'abandoned';

/** One call: the intent, written before it is sent, and what became of it. */
export const attempts = hub.table(
  'attempts',
  {
    publication: text('publication')
      .notNull()
      .references(() => publications.id),
    number: integer('number').notNull(),
    call: text('call').notNull(),
    visible: boolean('visible').notNull(),
    lostAnswer: text('lost_answer').$type<'repeat' | 'ask_handle' | 'read_account'>().notNull(),
    credential: text('credential')
      .notNull()
      .references(() => credentials.id),
    tokenVersion: integer('token_version').notNull(),
    /** Hash of the post, the call and the handles that it was made from. */
    fingerprint: text('fingerprint').notNull(),
    worker: text('worker').notNull(),
    generation: integer('generation').notNull(),
    begunAt: instant('begun_at').notNull(),
    state: text('state').$type<AttemptState>().notNull().default('open'),
    endedAt: instant('ended_at'),
    handles: jsonb('handles').$type<Record<string, string>>().notNull().default({}),
    error: jsonb('error').$type<PlatformError>(),
    /** Why nobody knows, or what showed that it took effect or did not. */
    cause: text('cause'),
    retryAt: instant('retry_at'),
  },
  (t) => [
    primaryKey({ columns: [t.publication, t.number] }),
    // While it is open or unknown nothing else is sent.
    uniqueIndex('attempts_one_unsettled')
      .on(t.publication)
      .where(sql`${t.state} = 'open' or (${t.state} = 'unknown' and ${t.lostAnswer} <> 'repeat')`),
    // What is public is made once.
    uniqueIndex('attempts_visible_once')
      .on(t.publication, t.call)
      .where(sql`${t.visible} and ${t.state} in ('done', 'found')`),
    check('attempts_number', sql`${t.number} >= 1`),
    check(
      'attempts_state',
      sql`${t.state} in ('open', 'done', 'pending', 'refused', 'unknown', 'found', 'absent', 'unsent', 'abandoned')`,
    ),
    check('attempts_lost_answer', sql`${t.lostAnswer} in ('repeat', 'ask_handle', 'read_account')`),
    // A lost answer of something public is never settled by doing it again.
    check('attempts_visible_is_settled', sql`not ${t.visible} or ${t.lostAnswer} <> 'repeat'`),
    check('attempts_ended', sql`(${t.state} = 'open') = (${t.endedAt} is null)`),
    check('attempts_refused', sql`(${t.state} = 'refused') = (${t.error} is not null)`),
    check(
      'attempts_cause',
      sql`${t.state} not in ('unknown', 'found', 'absent', 'unsent') or ${t.cause} is not null`,
    ),
    check('attempts_pending', sql`${t.state} <> 'pending' or ${t.retryAt} is not null`),
  ],
);

/** What reading the account said of a call whose answer was lost. */
export const findings = hub.table(
  'findings',
  {
    publication: text('publication').notNull(),
    attempt: integer('attempt').notNull(),
    number: integer('number').notNull(),
    kind: text('kind').$type<'found' | 'absent' | 'unreadable'>().notNull(),
    evidence: text('evidence').notNull(),
    class: text('class').$type<PlatformError['class']>(),
    at: instant('at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.publication, t.attempt, t.number] }),
    foreignKey({
      name: 'findings_attempt',
      columns: [t.publication, t.attempt],
      foreignColumns: [attempts.publication, attempts.number],
    }),
    check('findings_kind', sql`${t.kind} in ('found', 'absent', 'unreadable')`),
    check('findings_class', sql`(${t.kind} = 'unreadable') = (${t.class} is not null)`),
  ],
);

/** An episode that a person has to know of: told once, however often it is met before it ends. */
export const alerts = hub.table(
  'alerts',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    kind: text('kind').$type<AlertKind>().notNull(),
    /** The publication, account or credential that it is about. */
    subject: text('subject').notNull(),
    text: text('text').notNull(),
    since: instant('since').notNull(),
    endedAt: instant('ended_at'),
  },
  (t) => [
    uniqueIndex('alerts_one_per_episode').on(t.kind, t.subject).where(sql`${t.endedAt} is null`),
    check(
      'alerts_kind',
      sql`${t.kind} in ('stuck', 'ambiguous', 'failed', 'held', 'handed_off', 'incomplete', 'differs', 'breaker', 'reconnect', 'expires', 'wish')`,
    ),
    check('alerts_ended', sql`${t.endedAt} >= ${t.since}`),
  ],
);

export type AlertKind =
  | 'stuck'
  | 'ambiguous'
  | 'failed'
  | 'held'
  | 'handed_off'
  | 'incomplete'
  | 'differs'
  | 'breaker'
  | 'reconnect'
  | 'expires'
  | 'wish';

export const allowances = hub.table(
  'allowances',
  {
    account: text('account')
      .notNull()
      .references(() => accounts.id),
    name: text('name').notNull(),
    limit: integer('limit').notNull(),
    remaining: integer('remaining').notNull(),
    resetsAt: instant('resets_at'),
    seenAt: instant('seen_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.account, t.name] })],
);

/** The timetable of a post's figures. */
export const readings = hub.table(
  'readings',
  {
    publication: text('publication')
      .notNull()
      .references(() => publications.id),
    name: text('name').notNull(),
    dueAt: instant('due_at').notNull(),
    /** Afterwards the platform does not give them any more. */
    until: instant('until'),
    state: text('state').$type<'due' | 'read' | 'missed'>().notNull().default('due'),
    tries: integer('tries').notNull().default(0),
    reason: text('reason'),
  },
  (t) => [
    primaryKey({ columns: [t.publication, t.name] }),
    check('readings_state', sql`${t.state} in ('due', 'read', 'missed')`),
    check('readings_missed', sql`${t.state} <> 'missed' or ${t.reason} is not null`),
    index('readings_due').on(t.dueAt).where(sql`${t.state} = 'due'`),
  ],
);

export const metrics = hub.table(
  'metrics',
  {
    publication: text('publication').notNull(),
    reading: text('reading').notNull(),
    metric: text('metric').notNull(),
    value: doublePrecision('value').notNull(),
    at: instant('at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.publication, t.reading, t.metric] }),
    foreignKey({
      name: 'metrics_reading',
      columns: [t.publication, t.reading],
      foreignColumns: [readings.publication, readings.name],
    }),
  ],
);

export type FedBy = 'platforms' | 'sandbox';

/** One row: who may publish, and whether anybody may. */
export const fence = hub.table(
  'fence',
  {
    id: boolean('id').primaryKey().default(true),
    /** Raised by each instance that takes it; intents of an older one are refused. */
    generation: integer('generation').notNull().default(0),
    /** The database that it was last taken in: another one is a copy. */
    home: text('home'),
    /** What the hub's accounts are on, since the first one was connected: the platforms or a sandbox, never both. */
    fedBy: text('fed_by').$type<FedBy>(),
    withdrawnBecause: text('withdrawn_because'),
    stoppedAt: instant('stopped_at'),
    stoppedBy: text('stopped_by'),
    stoppedBecause: text('stopped_because'),
  },
  (t) => [
    check('fence_one', sql`${t.id}`),
    check('fence_fed_by', sql`${t.fedBy} in ('platforms', 'sandbox')`),
    check(
      'fence_stopped',
      sql`(${t.stoppedAt} is null) = (${t.stoppedBy} is null) and (${t.stoppedAt} is null) = (${t.stoppedBecause} is null)`,
    ),
  ],
);

/** Processes that publish. `beatAt` is the server's clock, so that all of them mean the same time by it. */
export const workers = hub.table('workers', {
  id: text('id').primaryKey(),
  generation: integer('generation').notNull(),
  startedAt: instant('started_at').notNull().defaultNow(),
  beatAt: instant('beat_at').notNull().defaultNow(),
  endedAt: instant('ended_at'),
});
