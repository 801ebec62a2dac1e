import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { emptyStore, makeTestStore, type TestStore } from './make-test-store.ts';

let database: TestStore;
beforeAll(async () => {
  database = await makeTestStore();
});
afterAll(() => database.remove());
beforeEach(() => emptyStore(database));

type Row = Record<string, unknown>;
const now = '2026-11-23T09:00:00Z';

/** A legal row of each table; every test below breaks one thing in it. */
const legal: Record<string, Row> = {
  runs: { id: 'r1', document_path: 'PLAN.md', state: 'stopped', options: '{}', plan_start: '2026-11-23' },
  events: { run: 'r1', key: 'k', kind: 'run_started', data: '{}', generation: 1, at: now },
  documents: { run: 'r1', version: 1, sha256: 'aa', text: '# Plan', origin: 'start' },
  attempts: { run: 'r1', task: 't', number: 1, session: 2, state: 'working' },
  turns: { id: 'r1.t.a1.t1', run: 'r1', task: 't', attempt: 1, number: 1, session: 2, driver: 'runbook' },
  gate_results: {
    run: 'r1',
    key: 'g',
    gate: 'unit',
    kind: 'test',
    definition: 'd1',
    contents: 'h1',
    commit: 'c1',
    tree: 't1',
    outcome: 'passed',
    exit_code: 0,
    counts: '{"passed":1,"failed":0,"skipped":0}',
    duration_ms: 5,
    tail: '',
  },
  integrations: { run: 'r1', task: 't', attempt: 1, onto: 'c0', commit: 'c1' },
  reviews: { run: 'r1', name: 'day-1', number: 1, verdict: 'landed', main: 'c1', evidence: '{}' },
  handoffs: { run: 'r1', handoff: 'h', delivery: 1, state: 'offered', commit: 'c1', artifacts: '[]' },
  grants: {
    id: 'g1',
    path: 'src/a',
    session: 2,
    reason: 'one line',
    granted_by: 'somebody',
    granted_at: now,
    expires_at: '2026-11-23T11:00:00Z',
  },
  seats: { session: 2, holder: 'driver' },
  assignments: { id: 'a1', session: 2, text: 'Write', mode: 'writing', as_agents: false },
  requests: { run: 'r1', kind: 'stop', data: '{}' },
  gate_decisions: {
    run: 'r1',
    gate: 'lead',
    definition: 'd1',
    contents: 'h1',
    decision: 'approved',
    by: 'somebody',
    why: 'seen and tried',
  },
  reverts: {
    run: 'r1',
    block: 'b1',
    number: 1,
    state: 'submitted',
    commit: 'c3',
    attempts: '["t#1"]',
    by: 'somebody',
    why: 'the numbers are wrong',
  },
  turn_events: {
    ...{ run: 'r1', turn: 'r1.t.a1.t1', seq: 1, at: now, kind: 'message', session: 2, task: 't' },
    data: '{}',
  },
  usage: {
    ...{ run: 'r1', turn: 'r1.t.a1.t1', seq: 1, at: now, session: 2, task: 't', vendor: 'anthropic' },
    ...{ scope: 'turn', kind: 'total', quality: 'reported', input: 10 },
  },
  budgets: { run: 'r1', scope: 'session', key: '2', tokens: 1000, by: 'somebody', why: 'enough' },
  reservations: {
    ...{ turn: 'r1.t.a1.t1', run: 'r1', generation: 1, session: 2, task: 't', driver: 'acp' },
    ...{ day: '2026-11-23', state: 'reserved', tokens: 100, cents: 5, reserved_at: now },
  },
  briefs: {
    ...{ turn: 'r1.t.a1.t1', run: 'r1', session: 2, task: 't', text: 'Write', tokens: 1 },
    ...{ sections: '[]', left_out: '[]' },
  },
  reuses: {
    run: 'r1',
    task: 't',
    attempt: 1,
    session: 2,
    state: 'miss',
    reason: 'new',
    key: 'k',
    inputs: '{}',
  },
  people: { name: 'Ada', role: 'lead', token: 'h1', added_by: 'somebody' },
  logins: { secret: 'h2', person: 'Ada', expires_at: now },
  browsers: { cookie: 'h3', person: 'Ada', expires_at: now },
  notices: {
    ...{ id: 1, run: 'r1', subject: 'gate:tone', episode: 1, kind: 'decision', title: 'tone', text: '?' },
    at: now,
  },
  deliveries: { notice: 1, receiver: 'team', next_at: now },
  conflict_forecasts: { run: 'r1', session: 2, other: 3, commit: 'c1', other_commit: 'c2', paths: '[]' },
};

/** What hangs on a turn needs one. */
const tablesOfATurn = ['turn_events', 'usage'];
const tablesOfAPerson = ['logins', 'browsers'];
const tablesOfANotice = ['deliveries'];

const submitted = { state: 'submitted', head: 'c1', submitted_at: now };
const integrated = { ...submitted, state: 'integrated', integrated: 'c2', ended_at: now };

/** Constraint, table, the rows before, and the row that it refuses; each row is given by what differs from the legal one. */
const refusals: [constraint: string, table: string, why: string, before: Row[], refused: Row][] = [
  ['runs_pkey', 'runs', 'two runs of one id', [{ state: 'finished', finished_at: now }], {}],
  ['runs_state', 'runs', 'a state that is none', [], { state: 'paused' }],
  ['runs_finished', 'runs', 'finished without an end', [], { state: 'finished' }],
  ['runs_finished', 'runs', 'abandoned without an end', [], { state: 'abandoned' }],
  ['runs_finished', 'runs', 'running with an end', [], { state: 'running', finished_at: now }],
  ['runs_one_open', 'runs', 'a second open run', [{}], { id: 'r2' }],
  ['events_pkey', 'events', 'two events of one id', [{ id: 7 }], { id: 7, key: 'other' }],
  ['events_key', 'events', 'the same fact twice', [{}], { kind: 'run_stopped' }],
  ['documents_run_version_pk', 'documents', 'two texts as one version', [{}], { text: '# Other' }],
  ['documents_origin', 'documents', 'an origin that is none', [], { origin: 'guess' }],
  ['attempts_run_task_number_pk', 'attempts', 'an attempt twice', [{}], { session: 3 }],
  ['attempts_state', 'attempts', 'a state that is none', [], { state: 'done', ended_at: now }],
  ['attempts_submitted', 'attempts', 'submitted without a commit', [], { ...submitted, head: null }],
  ['attempts_submitted', 'attempts', 'submitted without a time', [], { ...submitted, submitted_at: null }],
  ['attempts_submitted', 'attempts', 'integrated without a commit', [], { ...integrated, head: null }],
  ['attempts_integrated', 'attempts', 'integrated as nothing', [], { ...integrated, integrated: null }],
  ['attempts_integrated', 'attempts', 'integrated while working', [], { integrated: 'c2' }],
  ['attempts_integrated', 'attempts', 'reopened, yet never in', [], { state: 'reopened', ended_at: now }],
  ['attempts_blocked', 'attempts', 'blocked without a reason', [], { state: 'blocked', ended_at: now }],
  ['attempts_blocked', 'attempts', 'reverted without a reason', [], { ...integrated, state: 'reverted' }],
  ['attempts_ended', 'attempts', 'working after its end', [], { ended_at: now }],
  ['attempts_ended', 'attempts', 'blocked without an end', [], { state: 'blocked', reason: 'why' }],
  ['attempts_one_per_session', 'attempts', 'a session at two tasks', [{}], { task: 'u' }],
  ['attempts_one_per_session', 'attempts', 'a second task before landing', [submitted], { task: 'u' }],
  [
    'attempts_integrated_once',
    'attempts',
    'a task integrated twice',
    [integrated],
    { ...integrated, number: 2 },
  ],
  ['turns_pkey', 'turns', 'two turns of one id', [{}], { number: 2 }],
  ['turns_number', 'turns', 'two turns of one number', [{}], { id: 'other' }],
  ['turns_ended', 'turns', 'an outcome without an end', [], { outcome: '{"kind":"finished"}' }],
  ['turns_ended', 'turns', 'an end without an outcome', [], { ended_at: now }],
  ['turns_verdict', 'turns', 'a verdict before the outcome', [], { verdict: '{"kind":"stopped"}' }],
  ['gate_results_pkey', 'gate_results', 'two results of one id', [{ id: 7 }], { id: 7, key: 'other' }],
  ['gate_results_key', 'gate_results', 'a check judged twice', [{}], { outcome: 'failed' }],
  ['gate_results_outcome', 'gate_results', 'an outcome that is none', [], { outcome: 'flaky' }],
  ['gate_results_pass', 'gate_results', 'a pass with exit code 1', [], { exit_code: 1 }],
  ['gate_results_pass', 'gate_results', 'a pass without an exit code', [], { exit_code: null }],
  ['gate_results_counts', 'gate_results', 'a pass with a failure', [], { counts: '{"passed":3,"failed":1}' }],
  ['gate_results_counts', 'gate_results', 'a pass of no test', [], { counts: '{"passed":0,"failed":0}' }],
  ['gate_results_counts', 'gate_results', 'a pass that counts nothing', [], { counts: '{}' }],
  ['gate_results_kind', 'gate_results', 'a kind that is none', [], { kind: 'guess', evidence: '{}' }],
  [
    'gate_results_evidence',
    'gate_results',
    'an http pass that saw nothing',
    [],
    { kind: 'http', exit_code: null, counts: null },
  ],
  ['gate_results_tries', 'gate_results', 'a result without a try', [], { tries: 0 }],
  ['gate_decisions_pkey', 'gate_decisions', 'two decisions of one id', [{ id: 7 }], { id: 7 }],
  ['gate_decisions_decision', 'gate_decisions', 'a decision that is none', [], { decision: 'maybe' }],
  ['gate_decisions_why', 'gate_decisions', 'a decision without a reason', [], { why: ' ' }],
  ['reverts_run_block_number_pk', 'reverts', 'a revert twice', [{ state: 'refused', reason: 'no' }], {}],
  ['reverts_state', 'reverts', 'a state that is none', [], { state: 'done' }],
  ['reverts_commit', 'reverts', 'submitted without a commit', [], { commit: null }],
  ['reverts_integrated', 'reverts', 'integrated as nothing', [], { state: 'integrated' }],
  ['reverts_refused', 'reverts', 'refused without a reason', [], { state: 'refused' }],
  ['reverts_one_open', 'reverts', 'a second revert of a block', [{}], { number: 2 }],
  ['conflict_forecasts_pkey', 'conflict_forecasts', 'two of one id', [{ id: 7 }], { id: 7, other: 4 }],
  ['conflict_forecasts_pair', 'conflict_forecasts', 'a session with itself', [], { other: 2 }],
  ['conflict_forecasts_one_open', 'conflict_forecasts', 'a pair twice', [{}], { commit: 'c4' }],
  ['integrations_run_task_attempt_pk', 'integrations', 'an attempt landing twice', [{}], { commit: 'c2' }],
  ['integrations_commit', 'integrations', 'one commit for two attempts', [{}], { task: 'u' }],
  ['reviews_run_name_number_pk', 'reviews', 'a review twice', [{}], { verdict: 'held', main: null }],
  ['reviews_verdict', 'reviews', 'a verdict that is none', [], { verdict: 'perhaps', main: null }],
  ['reviews_landed', 'reviews', 'landed nowhere', [], { main: null }],
  ['reviews_landed', 'reviews', 'held, yet landed', [], { verdict: 'held' }],
  ['handoffs_run_handoff_delivery_pk', 'handoffs', 'a delivery twice', [{}], { commit: 'c2' }],
  ['handoffs_state', 'handoffs', 'a state that is none', [], { state: 'lost' }],
  ['handoffs_refused', 'handoffs', 'refused without a reason', [], { state: 'refused' }],
  ['handoffs_refused', 'handoffs', 'accepted with a refusal', [], { state: 'accepted', reason: 'no' }],
  [
    'handoffs_accepted_once',
    'handoffs',
    'accepted twice',
    [{ state: 'accepted' }],
    { state: 'accepted', delivery: 2 },
  ],
  ['grants_pkey', 'grants', 'two grants of one id', [{}], { path: 'src/b' }],
  ['grants_expire', 'grants', 'a grant that ends before it begins', [], { expires_at: now }],
  ['seats_pkey', 'seats', 'two seats of one session', [{}], { holder: 'person' }],
  ['seats_holder', 'seats', 'a holder that is none', [], { holder: 'somebody' }],
  ['assignments_pkey', 'assignments', 'two assignments of one id', [{}], { text: 'Other' }],
  ['assignments_mode', 'assignments', 'a mode that is none', [], { mode: 'dancing' }],
  ['turn_events_turn_seq_pk', 'turn_events', 'a line copied twice', [{}], { kind: 'note' }],
  ['turn_events_seq', 'turn_events', 'a line before the first', [], { seq: 0 }],
  ['turn_events_turn_turns_id_fk', 'turn_events', 'a turn that is not there', [], { turn: 'other' }],
  ['usage_turn_seq_pk', 'usage', 'a report counted twice', [{}], { input: 20 }],
  ['usage_turn_turns_id_fk', 'usage', 'tokens of nobody’s turn', [], { turn: 'coordinator' }],
  ['usage_scope', 'usage', 'a scope that is none', [], { scope: 'day' }],
  ['usage_kind', 'usage', 'a kind that is none', [], { kind: 'guess' }],
  ['usage_quality', 'usage', 'a quality that is none', [], { quality: 'guessed' }],
  ['usage_cost_scope', 'usage', 'a cost of something else', [], { cost_scope: 'request' }],
  ['usage_not_negative', 'usage', 'fewer than no tokens', [], { cache_read: -1 }],
  ['usage_not_negative', 'usage', 'money that comes back', [], { cost_usd: -0.01 }],
  ['budgets_pkey', 'budgets', 'two of one id', [{ id: 7 }], { id: 7 }],
  ['budgets_scope', 'budgets', 'a scope that is none', [], { scope: 'week' }],
  ['budgets_key', 'budgets', 'one run of several', [], { scope: 'run', key: 'r1' }],
  ['budgets_limit', 'budgets', 'less than nothing', [], { tokens: null, cents: -1 }],
  ['budgets_why', 'budgets', 'a limit without a reason', [], { why: ' ' }],
  ['reservations_pkey', 'reservations', 'a turn reserved twice', [{}], { tokens: 1 }],
  ['reservations_state', 'reservations', 'a state that is none', [], { state: 'spent', ended_at: now }],
  ['reservations_amount', 'reservations', 'less than nothing', [], { cents: -1 }],
  ['reservations_released', 'reservations', 'freed and kept', [], { state: 'released', ended_at: now }],
  ['reservations_ended', 'reservations', 'settled without an end', [], { state: 'settled' }],
  ['reservations_ended', 'reservations', 'reserved after its end', [], { ended_at: now }],
  ['briefs_pkey', 'briefs', 'a turn briefed twice', [{}], { text: 'Other' }],
  ['briefs_tokens', 'briefs', 'fewer than no tokens', [], { tokens: -1 }],
  ['briefs_follow_up', 'briefs', 'a follow-up that nobody counted', [], { follow_up: 'Again' }],
  ['reuses_run_task_attempt_pk', 'reuses', 'an attempt decided twice', [{}], { reason: 'other' }],
  ['reuses_state', 'reuses', 'a state that is none', [], { state: 'perhaps' }],
  ['reuses_key', 'reuses', 'a key of nothing', [], { inputs: null }],
  ['reuses_asked', 'reuses', 'a miss that was not asked', [], { key: null, inputs: null }],
  ['reuses_hit', 'reuses', 'a hit without a result', [], { state: 'hit' }],
  ['people_pkey', 'people', 'two of one name', [{}], { token: 'h9' }],
  ['people_name', 'people', 'somebody without a name', [], { name: ' ' }],
  ['people_role', 'people', 'a role that is none', [], { role: 'owner' }],
  ['people_token_unique', 'people', 'one token of two', [{}], { name: 'Ben' }],
  ['people_revoked', 'people', 'revoked by nobody', [], { revoked_at: now }],
  ['logins_pkey', 'logins', 'one secret twice', [{}], {}],
  ['logins_person_people_name_fk', 'logins', 'a link for nobody', [], { person: 'Ben' }],
  ['browsers_pkey', 'browsers', 'one cookie twice', [{}], {}],
  ['browsers_person_people_name_fk', 'browsers', 'a browser of nobody', [], { person: 'Ben' }],
  ['notices_pkey', 'notices', 'two notices of one id', [{}], { subject: 'other' }],
  ['notices_episode', 'notices', 'an episode twice', [{ ended_at: now }], { id: 2 }],
  ['notices_one_open', 'notices', 'two episodes at once', [{}], { id: 2, episode: 2 }],
  ['notices_numbered', 'notices', 'an episode before the first', [], { episode: 0 }],
  ['notices_ended', 'notices', 'over before it began', [], { ended_at: '2026-11-22T09:00:00Z' }],
  ['deliveries_notice_receiver_pk', 'deliveries', 'one receiver twice', [{}], {}],
  ['deliveries_notice_notices_id_fk', 'deliveries', 'a notice that is not there', [], { notice: 9 }],
  ['deliveries_state', 'deliveries', 'a state that is none', [], { state: 'lost', ended_at: now }],
  ['deliveries_tries', 'deliveries', 'fewer tries than none', [], { tries: -1 }],
  ['deliveries_ended', 'deliveries', 'sent at no time', [], { state: 'sent' }],
  ['deliveries_ended', 'deliveries', 'waiting, yet over', [], { ended_at: now }],
  ['requests_pkey', 'requests', 'two requests of one id', [{ id: 7 }], { id: 7 }],
  ['requests_kind', 'requests', 'a request that is none', [], { kind: 'explode' }],
];

const tablesOfARun = Object.keys(legal).filter((table) => 'run' in legal[table]!);
for (const table of tablesOfARun)
  refusals.push([`${table}_run_runs_id_fk`, table, 'a run that is not there', [], { run: 'r9' }]);

async function insert(table: string, row: Row): Promise<void> {
  const names = Object.keys(row);
  const values = names.map((_, index) => `$${index + 1}`).join(', ');
  const columns = names.map((name) => `"${name}"`).join(', ');
  await database.pool.query(
    `insert into muster.${table} (${columns}) values (${values})`,
    Object.values(row),
  );
}

/** The rows that a row of the table hangs on. */
async function insertAround(table: string): Promise<void> {
  if (table !== 'runs') await insert('runs', legal.runs!);
  if (tablesOfATurn.includes(table)) await insert('turns', legal.turns!);
  if (tablesOfAPerson.includes(table)) await insert('people', legal.people!);
  if (tablesOfANotice.includes(table)) await insert('notices', legal.notices!);
}

describe('the tables refuse what must not happen', () => {
  test.each(refusals)('%s refuses in %s %s', async (constraint, table, _why, before, refused) => {
    await insertAround(table);
    for (const row of before) await insert(table, { ...legal[table], ...row });
    await expect(insert(table, { ...legal[table], ...refused })).rejects.toMatchObject({ constraint });
  });

  test.each(Object.keys(legal))(
    'the legal row of %s, which the refused ones differ from, goes in',
    async (table) => {
      await insertAround(table);
      await insert(table, legal[table]!);
    },
  );

  test('each named constraint and unique index of the schema has a row above that it refuses', async () => {
    const { rows } = await database.pool.query<{ name: string }>(`
      select conname as name from pg_constraint where connamespace = 'muster'::regnamespace and contype <> 'n'
      union
      select indexrelid::regclass::text from pg_index
      join pg_class on pg_class.oid = indrelid
      where relnamespace = 'muster'::regnamespace and indisunique
      order by name`);
    const inSchema = new Set(rows.map(({ name }) => name.replace(/^muster\./, '')));
    expect(inSchema).toEqual(new Set(refusals.map(([constraint]) => constraint)));
  });
});

describe('what the constraints let through on purpose', () => {
  beforeEach(() => insert('runs', legal.runs!));

  test('a task that was reopened is integrated again by the next attempt', async () => {
    await insert('attempts', { ...legal.attempts, ...integrated, state: 'reopened', reason: 'refused' });
    await insert('attempts', { ...legal.attempts, ...integrated, number: 2 });
  });

  test('a session begins its next task once the last one is integrated, and two sessions work side by side', async () => {
    await insert('attempts', { ...legal.attempts, ...integrated });
    await insert('attempts', { ...legal.attempts, task: 'u' });
    await insert('attempts', { ...legal.attempts, task: 'v', session: 3 });
  });

  test('a check passes by its exit code alone, without counts', async () => {
    await insert('gate_results', { ...legal.gate_results, counts: null });
  });

  test('ended runs pile up beside the open one', async () => {
    await insert('runs', { ...legal.runs, id: 'r2', state: 'finished', finished_at: now });
    await insert('runs', { ...legal.runs, id: 'r3', state: 'abandoned', finished_at: now });
  });
});
