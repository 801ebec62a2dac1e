import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { emptyStore, makeTestStore, type TestStore } from './make-test-store.ts';

let database: TestStore;
beforeAll(async () => {
  database = await makeTestStore();
});
afterAll(() => database.remove());
beforeEach(() => emptyStore(database));

type Row = Record<string, unknown>;
const now = '2026-12-01T09:00:00Z';
const later = '2026-12-01T10:00:00Z';
const hash = 'a'.repeat(64);

/** A legal row of each table; every test below breaks one thing in it. In an order in which each finds what it hangs on. */
const legal: Record<string, Row> = {
  workers: { id: 'w1', generation: 1 },
  brands: { id: 'b1', name: 'Drill', profile: '{}', rules_version: '1', changed_at: now },
  campaigns: {
    ...{ id: 'k1', brand: 'b1', profile: '{"id":"k1"}', changed_at: now },
  },
  templates: { name: 'tip', version: 1, brand: 'b1', text: 'A tip', sha256: hash, added_at: now },
  media: { sha256: hash, facts: `{"sha256":"${hash}"}`, name: 'square.jpg', added_at: now },
  accounts: {
    ...{ id: 'a1', brand: 'b1', platform: 'x', remote_id: '77', name: 'Drill', spacing_ms: 0 },
    connected_at: now,
  },
  credentials: { id: 'c1', account: 'a1', rank: 1, token: '\\x00', state: 'live', issued_at: now },
  items: {
    ...{ id: 'i1', external_key: 'row-1', account: 'a1', wall_time: '2026-12-01T09:00' },
    ...{ zone: 'UTC', decision: 'plain', due_at: now, publishes: 'A', late_after_ms: 0 },
    ...{ late_action: 'replan', changed_at: now },
  },
  variants: { item: 'i1', variant: 'A', factor: 'hook', post: '{}', content_hash: hash },
  approvals: {
    ...{ id: 1, item: 'i1', content_hash: hash, rules_version: '1', by: 'somebody', approved_at: now },
  },
  sent_back: { id: 1, item: 'i1', content_hash: hash, by: 'somebody', reason: 'name the glaze', at: now },
  publications: {
    ...{ id: 'p1', item: 'i1', account: 'a1', approval: 1, post: '{}', content_hash: hash, state: 'open' },
    ...{ due_at: now, late_after_ms: 0, late_action: 'replan', created_at: now },
  },
  attempts: {
    ...{ publication: 'p1', number: 1, call: 'create_post:0', visible: true, lost_answer: 'read_account' },
    ...{ credential: 'c1', token_version: 1, fingerprint: 'f', worker: 'w1', generation: 1, begun_at: now },
  },
  findings: { publication: 'p1', attempt: 1, number: 1, kind: 'absent', evidence: 'no such post', at: now },
  alerts: { kind: 'stuck', subject: 'p1', text: 'no end', since: now },
  allowances: { account: 'a1', name: 'x.create_post.user', limit: 100, remaining: 3, seen_at: now },
  readings: { publication: 'p1', name: '1h', due_at: now },
  metrics: { publication: 'p1', reading: '1h', metric: 'likes', value: 3, at: now },
  fence: {},
};
const tables = Object.keys(legal);

const out = { state: 'published', remote_id: '1', published_at: now };
const ended = { ended_at: now };
const unknown = { ...ended, state: 'unknown', cause: 'no answer' };
const repeatable = { visible: false, lost_answer: 'repeat' };

/** Constraint, table, the rows before, and the row that it refuses; each row is given by what differs from the legal one. */
const refusals: [constraint: string, table: string, why: string, before: Row[], refused: Row][] = [
  ['workers_pkey', 'workers', 'a worker twice', [{}], {}],
  ['brands_pkey', 'brands', 'a brand twice', [{}], {}],
  ['brands_name', 'brands', 'a brand without a name', [], { name: ' ' }],
  ['campaigns_pkey', 'campaigns', 'a campaign twice', [{}], {}],
  ['campaigns_brand_brands_id_fk', 'campaigns', 'a brand that is not there', [], { brand: 'b9' }],
  ['campaigns_profile', 'campaigns', 'a profile of another one', [], { profile: '{"id":"k2"}' }],
  ['campaigns_profile', 'campaigns', 'a profile of none', [], { profile: '{}' }],
  ['templates_name_version_pk', 'templates', 'a version twice', [{}], { text: 'Other' }],
  ['templates_brand_brands_id_fk', 'templates', 'a brand that is not there', [], { brand: 'b9' }],
  ['templates_version', 'templates', 'a version before the first', [], { version: 0 }],
  ['media_pkey', 'media', 'the same bytes twice', [{}], { name: 'other.jpg' }],
  ['media_sha256', 'media', 'a hash that is none', [], { sha256: 'zz', facts: '{"sha256":"zz"}' }],
  ['media_facts', 'media', 'facts of other bytes', [], { facts: '{"sha256":"other"}' }],
  ['accounts_pkey', 'accounts', 'an account twice', [{}], { remote_id: '78' }],
  ['accounts_brand_brands_id_fk', 'accounts', 'a brand that is not there', [], { brand: 'b9' }],
  ['accounts_remote', 'accounts', 'one account of a platform as two', [{}], { id: 'a2' }],
  ['accounts_platform', 'accounts', 'a platform that is none', [], { platform: 'myspace' }],
  ['accounts_spacing', 'accounts', 'a spacing below nothing', [], { spacing_ms: -1 }],
  ['accounts_breaker', 'accounts', 'a breaker in no state', [], { breaker: '{"state":"ajar"}' }],
  ['credentials_pkey', 'credentials', 'a credential twice', [{}], { rank: 2 }],
  [
    'credentials_account_accounts_id_fk',
    'credentials',
    'an account that is not there',
    [],
    { account: 'a9' },
  ],
  [
    'credentials_refreshing_by_workers_id_fk',
    'credentials',
    'refreshed by nobody',
    [],
    { refreshing_by: 'w9' },
  ],
  ['credentials_rank', 'credentials', 'two of one rank', [{}], { id: 'c2' }],
  ['credentials_rank_from_1', 'credentials', 'a rank before the first', [], { rank: 0 }],
  ['credentials_version', 'credentials', 'a version before the first', [], { token_version: 0 }],
  ['credentials_state', 'credentials', 'a state that is none', [], { state: 'asleep' }],
  ['credentials_expiry', 'credentials', 'an end before its start', [], { expires_at: now }],
  ['items_pkey', 'items', 'an item twice', [{}], { external_key: 'row-2' }],
  ['items_account_accounts_id_fk', 'items', 'an account that is not there', [], { account: 'a9' }],
  ['items_external_key', 'items', 'an imported row twice', [{}], { id: 'i2' }],
  ['items_wall_time', 'items', 'a time that is an instant', [], { wall_time: now }],
  ['items_decision', 'items', 'a decision that is none', [], { decision: 'guess' }],
  ['items_publishes', 'items', 'a variant that is none', [], { publishes: 'C' }],
  ['items_late', 'items', 'an action that is none', [], { late_action: 'shrug' }],
  ['items_late', 'items', 'late before its time', [], { late_after_ms: -1 }],
  ['variants_item_variant_pk', 'variants', 'a variant twice', [{}], { factor: 'image' }],
  ['variants_item_items_id_fk', 'variants', 'an item that is not there', [], { item: 'i9' }],
  ['variants_variant', 'variants', 'a third variant', [], { variant: 'C' }],
  ['variants_factor', 'variants', 'a factor that is none', [], { factor: 'luck' }],
  ['variants_content_hash', 'variants', 'a hash that is none', [], { content_hash: 'h' }],
  ['approvals_pkey', 'approvals', 'an approval twice', [{ voided_at: now, voided_because: 'edited' }], {}],
  ['approvals_item_items_id_fk', 'approvals', 'an item that is not there', [], { item: 'i9' }],
  ['approvals_one_valid', 'approvals', 'two that are valid', [{}], { id: 2 }],
  ['approvals_by', 'approvals', 'a yes of nobody', [], { by: '' }],
  ['approvals_voided', 'approvals', 'void without a reason', [], { voided_at: now }],
  ['sent_back_pkey', 'sent_back', 'two of one id', [{ id: 7 }], { id: 7 }],
  ['sent_back_item_items_id_fk', 'sent_back', 'of no item', [], { item: 'i9' }],
  ['sent_back_content_hash', 'sent_back', 'of no content', [], { content_hash: 'short' }],
  ['sent_back_by', 'sent_back', 'a no of nobody', [], { by: ' ' }],
  ['sent_back_reason', 'sent_back', 'a no without what is to change', [], { reason: '' }],
  [
    'publications_pkey',
    'publications',
    'a publication twice',
    [{ ...ended, state: 'failed', reason: 'no' }],
    {},
  ],
  [
    'publications_account_accounts_id_fk',
    'publications',
    'an account that is not there',
    [],
    { account: 'a9' },
  ],
  ['publications_one_live', 'publications', 'a second one while one is open', [{}], { id: 'p2' }],
  ['publications_one_live', 'publications', 'a second one after it is out', [out], { id: 'p2' }],
  [
    'publications_one_live',
    'publications',
    'a second one while nobody knows',
    [{ state: 'ambiguous', reason: 'unreadable' }],
    { id: 'p2' },
  ],
  [
    'publications_one_live',
    'publications',
    'a second one while a person has the packet',
    [{ state: 'handed_off', reason: 'refused' }],
    { id: 'p2' },
  ],
  ['publications_approved', 'publications', 'what nobody approved', [], { content_hash: 'b'.repeat(64) }],
  [
    'publications_remote',
    'publications',
    'one post as two',
    [{ ...out, ...ended, state: 'removed' }],
    { ...out, id: 'p2' },
  ],
  ['publications_state', 'publications', 'a state that is none', [], { state: 'sent', reason: 'x' }],
  ['publications_published', 'publications', 'published without a post', [], { state: 'published' }],
  ['publications_published', 'publications', 'open with a post', [], { ...out, state: 'open' }],
  ['publications_published', 'publications', 'a post without its hour', [], { ...out, published_at: null }],
  ['publications_reason', 'publications', 'ambiguous without a reason', [], { state: 'ambiguous' }],
  ['publications_ended', 'publications', 'failed without an end', [], { state: 'failed', reason: 'no' }],
  ['publications_ended', 'publications', 'open after its end', [], ended],
  ['publications_late', 'publications', 'an action that is none', [], { late_action: 'shrug' }],
  ['publications_follow_up', 'publications', 'a follow-up that is none', [], { follow_up: 'maybe' }],
  ['publications_verification', 'publications', 'a result that is none', [], { verification: 'maybe' }],
  [
    'publications_verified',
    'publications',
    'verified, and not out',
    [],
    { verification: 'matched', verified_at: now },
  ],
  ['publications_verified', 'publications', 'verified at no time', [], { ...out, verification: 'matched' }],
  ['publications_wish', 'publications', 'a wish that is none', [], { wish: 'improve' }],
  ['publications_wish_text', 'publications', 'a correction to nothing', [], { wish: 'correct' }],
  ['publications_dispatched', 'publications', 'a look ahead of its time', [], { dispatched: 2 }],
  [
    'attempts_publication_number_pk',
    'attempts',
    'an attempt twice',
    [{ ...unknown, ...repeatable }],
    { call: 'other' },
  ],
  ['attempts_publication_publications_id_fk', 'attempts', 'of no publication', [], { publication: 'p9' }],
  ['attempts_credential_credentials_id_fk', 'attempts', 'with no credential', [], { credential: 'c9' }],
  ['attempts_one_unsettled', 'attempts', 'a call while one is open', [{}], { number: 2, call: 'other' }],
  [
    'attempts_one_unsettled',
    'attempts',
    'a call while one is unknown',
    [unknown],
    { number: 2, call: 'other' },
  ],
  [
    'attempts_visible_once',
    'attempts',
    'what is public twice',
    [{ ...ended, state: 'done' }],
    { ...ended, state: 'found', cause: 'seen', number: 2 },
  ],
  ['attempts_number', 'attempts', 'a number before the first', [], { number: 0 }],
  ['attempts_state', 'attempts', 'a state that is none', [], { ...ended, state: 'lost' }],
  ['attempts_lost_answer', 'attempts', 'a settling that is none', [], { lost_answer: 'hope' }],
  [
    'attempts_visible_is_settled',
    'attempts',
    'something public to be repeated',
    [],
    { lost_answer: 'repeat' },
  ],
  ['attempts_ended', 'attempts', 'done without an end', [], { state: 'done' }],
  ['attempts_ended', 'attempts', 'open after its end', [], ended],
  ['attempts_refused', 'attempts', 'refused without an error', [], { ...ended, state: 'refused' }],
  ['attempts_refused', 'attempts', 'done with an error', [], { ...ended, state: 'done', error: '{}' }],
  ['attempts_cause', 'attempts', 'unknown without a cause', [], { ...ended, state: 'unknown' }],
  ['attempts_pending', 'attempts', 'pending for ever', [], { ...ended, state: 'pending' }],
  ['findings_publication_attempt_number_pk', 'findings', 'a finding twice', [{}], { evidence: 'other' }],
  ['findings_attempt', 'findings', 'of no attempt', [], { attempt: 9 }],
  ['findings_kind', 'findings', 'a kind that is none', [], { kind: 'maybe' }],
  ['findings_class', 'findings', 'unreadable for no reason', [], { kind: 'unreadable' }],
  ['alerts_pkey', 'alerts', 'two of one id', [{ id: 7 }], { id: 7, subject: 'p2' }],
  ['alerts_one_per_episode', 'alerts', 'an episode told twice', [{}], { text: 'again' }],
  ['alerts_kind', 'alerts', 'a kind that is none', [], { kind: 'mood' }],
  ['alerts_ended', 'alerts', 'an end before its start', [], { since: later, ended_at: now }],
  ['allowances_account_name_pk', 'allowances', 'an allowance twice', [{}], { remaining: 2 }],
  ['allowances_account_accounts_id_fk', 'allowances', 'of no account', [], { account: 'a9' }],
  ['readings_publication_name_pk', 'readings', 'a reading twice', [{}], { due_at: later }],
  ['readings_publication_publications_id_fk', 'readings', 'of no publication', [], { publication: 'p9' }],
  ['readings_state', 'readings', 'a state that is none', [], { state: 'maybe' }],
  ['readings_missed', 'readings', 'missed for no reason', [], { state: 'missed' }],
  ['metrics_publication_reading_metric_pk', 'metrics', 'a figure twice', [{}], { value: 4 }],
  ['metrics_reading', 'metrics', 'of no reading', [], { reading: '2h' }],
  ['fence_pkey', 'fence', 'a second fence', [{}], {}],
  ['fence_one', 'fence', 'another fence', [], { id: false }],
  ['fence_fed_by', 'fence', 'fed by nobody knows what', [], { fed_by: 'both' }],
  ['fence_stopped', 'fence', 'stopped by nobody', [], { stopped_at: now }],
];

async function insert(table: string, row: Row): Promise<void> {
  const names = Object.keys(row);
  const columns = names.map((name) => `"${name}"`).join(', ');
  const values = names.map((_, index) => `$${index + 1}`).join(', ');
  await database.pool.query(
    names.length === 0
      ? `insert into hub.${table} default values`
      : `insert into hub.${table} (${columns}) values (${values})`,
    Object.values(row),
  );
}

/** What a row of each table hangs on, directly or not. */
const needs: Record<string, string[]> = {
  campaigns: ['brands'],
  templates: ['brands'],
  accounts: ['brands'],
  credentials: ['workers', 'brands', 'accounts'],
  allowances: ['brands', 'accounts'],
  items: ['brands', 'accounts'],
};
needs.variants = [...needs.items!, 'items'];
needs.approvals = needs.variants;
needs.sent_back = needs.variants;
needs.publications = [...needs.variants, 'approvals'];
needs.attempts = [...needs.publications, 'publications', 'workers', 'credentials'];
needs.findings = [...needs.attempts, 'attempts'];
needs.readings = [...needs.publications, 'publications'];
needs.metrics = [...needs.readings, 'readings'];

async function insertAround(table: string): Promise<void> {
  for (const other of tables) if (needs[table]?.includes(other)) await insert(other, legal[other]!);
}

describe('[J3] the tables refuse what must not happen', () => {
  test.each(refusals)('%s refuses in %s %s', async (constraint, table, _why, before, refused) => {
    await insertAround(table);
    for (const row of before) await insert(table, { ...legal[table], ...row });
    await expect(insert(table, { ...legal[table], ...refused })).rejects.toMatchObject({ constraint });
  });

  test.each(tables)('the legal row of %s, which the refused ones differ from, goes in', async (table) => {
    await insertAround(table);
    await insert(table, legal[table]!);
  });

  test('each named constraint and unique index of these tables has a row above that it refuses', async () => {
    const { rows } = await database.pool.query<{ name: string }>(
      `select conname as name from pg_constraint join pg_class on pg_class.oid = conrelid
       where connamespace = 'hub'::regnamespace and contype <> 'n' and relname = any($1)
       union
       select indexrelid::regclass::text from pg_index join pg_class on pg_class.oid = indrelid
       where relnamespace = 'hub'::regnamespace and indisunique and relname = any($1)
       order by name`,
      [tables],
    );
    const inSchema = new Set(rows.map(({ name }) => name.replace(/^hub\./, '')));
    // What the foreign key of publications stands on, and the key of the item within it: no row breaks them alone.
    for (const name of ['approvals_content', 'publications_item_items_id_fk']) inSchema.delete(name);
    expect(inSchema).toEqual(new Set(refusals.map(([constraint]) => constraint)));
  });
});

describe('what the constraints let through on purpose', () => {
  test('an item is published again after a publication that failed, and a call repeated that nobody sees', async () => {
    await insertAround('attempts');
    await database.pool.query(
      `update hub.publications set state = 'failed', reason = 'no', ended_at = now()`,
    );
    await insert('publications', { ...legal.publications, id: 'p2' });
    await insert('attempts', { ...legal.attempts, ...repeatable, ...unknown, publication: 'p2' });
    await insert('attempts', { ...legal.attempts, ...repeatable, publication: 'p2', number: 2 });
  });
});
