import { sql } from 'drizzle-orm';
import {
  bigint,
  bigserial,
  boolean,
  check,
  date,
  doublePrecision,
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
 * Coord's tables. The CHECK and UNIQUE constraints are the law of the state machines in SPEC.md: what they
 * refuse cannot happen, whichever process tries. Every status a person sees is derived from these rows.
 */
export const muster = pgSchema('muster');

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

export type RunState = 'running' | 'stopped' | 'blocked' | 'finished' | 'abandoned';

export const runs = muster.table(
  'runs',
  {
    id: text('id').primaryKey(),
    /** Path inside the repository, without a leading slash. */
    documentPath: text('document_path').notNull(),
    state: text('state').$type<RunState>().notNull(),
    /** Raised by each coordinator that takes the run over; writes of an older one are refused. */
    generation: integer('generation').notNull().default(0),
    coordinator: jsonb('coordinator').$type<{ pid: number; startedAt: string; host: string }>(),
    options: jsonb('options').$type<Record<string, unknown>>().notNull(),
    planStart: date('plan_start').notNull(),
    startedAt: instant('started_at').notNull().defaultNow(),
    finishedAt: instant('finished_at'),
  },
  (t) => [
    check('runs_state', sql`${t.state} in ('running', 'stopped', 'blocked', 'finished', 'abandoned')`),
    check('runs_finished', sql`(${t.state} in ('finished', 'abandoned')) = (${t.finishedAt} is not null)`),
    // One run at a time moves a repository's integration branch.
    uniqueIndex('runs_one_open').on(sql`(true)`).where(sql`${t.finishedAt} is null`),
  ],
);

export const events = muster.table(
  'events',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    run: text('run')
      .notNull()
      .references(() => runs.id, { onDelete: 'cascade' }),
    /** What makes the event one and the same when a step is repeated after a crash. */
    key: text('key').notNull(),
    kind: text('kind').notNull(),
    session: integer('session'),
    task: text('task'),
    data: jsonb('data').$type<Record<string, unknown>>().notNull(),
    generation: integer('generation').notNull(),
    at: instant('at').notNull(),
  },
  (t) => [unique('events_key').on(t.run, t.key), index('events_kind').on(t.run, t.kind)],
);

export const documents = muster.table(
  'documents',
  {
    run: text('run')
      .notNull()
      .references(() => runs.id, { onDelete: 'cascade' }),
    version: integer('version').notNull(),
    sha256: text('sha256').notNull(),
    text: text('text').notNull(),
    origin: text('origin').$type<'start' | 'edit' | 'write_back'>().notNull(),
    adoptedAt: instant('adopted_at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.run, t.version] }),
    check('documents_origin', sql`${t.origin} in ('start', 'edit', 'write_back')`),
  ],
);

export const attempts = muster.table(
  'attempts',
  {
    run: text('run')
      .notNull()
      .references(() => runs.id, { onDelete: 'cascade' }),
    task: text('task').notNull(),
    number: integer('number').notNull(),
    session: integer('session').notNull(),
    state: text('state')
      .$type<'working' | 'submitted' | 'integrated' | 'blocked' | 'reopened' | 'reverted'>()
      .notNull(),
    base: text('base'),
    head: text('head'),
    integrated: text('integrated'),
    reason: text('reason'),
    startedAt: instant('started_at').notNull().defaultNow(),
    submittedAt: instant('submitted_at'),
    endedAt: instant('ended_at'),
  },
  (t) => [
    primaryKey({ columns: [t.run, t.task, t.number] }),
    check(
      'attempts_state',
      sql`${t.state} in ('working', 'submitted', 'integrated', 'blocked', 'reopened', 'reverted')`,
    ),
    check(
      'attempts_submitted',
      sql`${t.state} not in ('submitted', 'integrated') or (${t.head} is not null and ${t.submittedAt} is not null)`,
    ),
    check(
      'attempts_integrated',
      sql`(${t.state} in ('integrated', 'reopened', 'reverted')) = (${t.integrated} is not null)`,
    ),
    check('attempts_blocked', sql`${t.state} not in ('blocked', 'reverted') or ${t.reason} is not null`),
    check('attempts_ended', sql`(${t.state} in ('working', 'submitted')) = (${t.endedAt} is null)`),
    // A session does one task at a time.
    uniqueIndex('attempts_one_per_session')
      .on(t.run, t.session)
      .where(sql`${t.state} in ('working', 'submitted')`),
    // A task is integrated at most once unless it was reopened by a refused handoff.
    uniqueIndex('attempts_integrated_once').on(t.run, t.task).where(sql`${t.state} = 'integrated'`),
  ],
);

/** `outage`: the driver could not work at all; nothing is wrong with the work. */
export type ReworkCause = 'driver' | 'nothing_done' | 'ownership' | 'gates' | 'conflict' | 'hook' | 'outage';
export type Verdict =
  | { kind: 'submitted'; commit: string }
  /** `tree`: what was judged, where the turn left something that can be named. */
  | { kind: 'rework'; cause: ReworkCause; feedback: string; tree?: string }
  | { kind: 'stopped' };

export const turns = muster.table(
  'turns',
  {
    id: text('id').primaryKey(),
    run: text('run')
      .notNull()
      .references(() => runs.id, { onDelete: 'cascade' }),
    task: text('task').notNull(),
    attempt: integer('attempt').notNull(),
    number: integer('number').notNull(),
    session: integer('session').notNull(),
    driver: text('driver').notNull(),
    outcome: jsonb('outcome').$type<{ kind: string } & Record<string, unknown>>(),
    /** What the coordinator made of the turn, from facts: commits, ownership, gates. Null while it is being judged. */
    verdict: jsonb('verdict').$type<Verdict>(),
    /** The vendor's name of the conversation that the turn was held in; a further turn goes on with it. */
    conversation: text('conversation'),
    startedAt: instant('started_at').notNull().defaultNow(),
    endedAt: instant('ended_at'),
  },
  (t) => [
    unique('turns_number').on(t.run, t.task, t.attempt, t.number),
    check('turns_ended', sql`(${t.outcome} is null) = (${t.endedAt} is null)`),
    check('turns_verdict', sql`${t.verdict} is null or ${t.outcome} is not null`),
  ],
);

/** What was said and done in a turn, copied from its folder line by line; copied twice it is one row. */
export const turnEvents = muster.table(
  'turn_events',
  {
    /** Orders the events of a run, for whoever reads on from the last one. */
    id: bigserial('id', { mode: 'number' }).notNull(),
    run: text('run')
      .notNull()
      .references(() => runs.id, { onDelete: 'cascade' }),
    turn: text('turn')
      .notNull()
      .references(() => turns.id, { onDelete: 'cascade' }),
    seq: integer('seq').notNull(),
    at: instant('at').notNull(),
    kind: text('kind').notNull(),
    session: integer('session').notNull(),
    task: text('task').notNull(),
    data: jsonb('data').$type<Record<string, unknown>>().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.turn, t.seq] }),
    index('turn_events_cursor').on(t.run, t.id),
    check('turn_events_seq', sql`${t.seq} >= 1`),
  ],
);

/** Not null where a vendor said it: a number that nobody said is unknown and not zero. */
const tokens = (name: string) => bigint(name, { mode: 'number' });

/** Tokens as a vendor, or the proxy before it, told them: never changed, and of a turn, so that nobody else ever has any. */
export const usage = muster.table(
  'usage',
  {
    run: text('run')
      .notNull()
      .references(() => runs.id, { onDelete: 'cascade' }),
    turn: text('turn')
      .notNull()
      .references(() => turns.id, { onDelete: 'cascade' }),
    /** Of the turn's event that told it. */
    seq: integer('seq').notNull(),
    at: instant('at').notNull(),
    session: integer('session').notNull(),
    task: text('task').notNull(),
    vendor: text('vendor').notNull(),
    model: text('model'),
    /** The conversation that was held when it was told. */
    conversation: text('conversation'),
    scope: text('scope').$type<'request' | 'turn' | 'conversation'>().notNull(),
    kind: text('kind').$type<'delta' | 'total'>().notNull(),
    quality: text('quality').$type<'reported' | 'metered' | 'unknown'>().notNull(),
    input: tokens('input'),
    cacheRead: tokens('cache_read'),
    cacheWrite: tokens('cache_write'),
    output: tokens('output'),
    reasoning: tokens('reasoning'),
    /** What the agent itself reckons, in US dollars. */
    costUsd: doublePrecision('cost_usd'),
    costScope: text('cost_scope').$type<'turn' | 'conversation'>(),
  },
  (t) => [
    primaryKey({ columns: [t.turn, t.seq] }),
    index('usage_run').on(t.run),
    index('usage_conversation').on(t.conversation),
    check('usage_scope', sql`${t.scope} in ('request', 'turn', 'conversation')`),
    check('usage_kind', sql`${t.kind} in ('delta', 'total')`),
    check('usage_quality', sql`${t.quality} in ('reported', 'metered', 'unknown')`),
    check('usage_cost_scope', sql`${t.costScope} is null or ${t.costScope} in ('turn', 'conversation')`),
    check(
      'usage_not_negative',
      sql`least(${t.input}, ${t.cacheRead}, ${t.cacheWrite}, ${t.output}, ${t.reasoning}, ${t.costUsd}) >= 0`,
    ),
  ],
);

/** What a turn was told, word by word, with what did not fit; `followUp` is what a conversation that went on was told in its place. */
export const briefs = muster.table(
  'briefs',
  {
    turn: text('turn').primaryKey(),
    run: text('run')
      .notNull()
      .references(() => runs.id, { onDelete: 'cascade' }),
    session: integer('session').notNull(),
    task: text('task').notNull(),
    text: text('text').notNull(),
    /** By the counter of briefs, which is not the vendor's. */
    tokens: integer('tokens').notNull(),
    sections: jsonb('sections').$type<{ title: string; tokens: number }[]>().notNull(),
    leftOut: jsonb('left_out').$type<{ title: string; lines: number; of: number }[]>().notNull(),
    followUp: text('follow_up'),
    followUpTokens: integer('follow_up_tokens'),
    at: instant('at').notNull().defaultNow(),
  },
  (t) => [
    index('briefs_run').on(t.run),
    check('briefs_tokens', sql`${t.tokens} >= 0`),
    check('briefs_follow_up', sql`(${t.followUp} is null) = (${t.followUpTokens} is null)`),
  ],
);

/** Names of inputs with the hash of each, by part: see `coord/engine/src/reuse`. */
export type ReuseInputs = Record<string, Record<string, string>>;

/** For each attempt, whether a stored result was taken in place of a turn, and why or why not. */
export const reuses = muster.table(
  'reuses',
  {
    run: text('run')
      .notNull()
      .references(() => runs.id, { onDelete: 'cascade' }),
    task: text('task').notNull(),
    attempt: integer('attempt').notNull(),
    session: integer('session').notNull(),
    state: text('state').$type<'hit' | 'miss' | 'not_asked'>().notNull(),
    reason: text('reason').notNull(),
    /** Of all that the task is made from; the result of the attempt is stored under it. */
    key: text('key'),
    inputs: jsonb('inputs').$type<ReuseInputs>(),
    /** The commit of the stored result. */
    result: text('result'),
    at: instant('at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.run, t.task, t.attempt] }),
    check('reuses_state', sql`${t.state} in ('hit', 'miss', 'not_asked')`),
    check('reuses_key', sql`(${t.key} is null) = (${t.inputs} is null)`),
    check('reuses_asked', sql`${t.state} = 'not_asked' or ${t.key} is not null`),
    check('reuses_hit', sql`(${t.state} = 'hit') = (${t.result} is not null)`),
  ],
);

export type BudgetScope = 'run' | 'day' | 'session' | 'task';

/** Limits that people set, every one kept: the newest of a scope and key counts. Neither tokens nor cents: no limit. */
export const budgets = muster.table(
  'budgets',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    run: text('run')
      .notNull()
      .references(() => runs.id, { onDelete: 'cascade' }),
    scope: text('scope').$type<BudgetScope>().notNull(),
    /** Civil date, number of a session or id of a task; empty: each of the scope. */
    key: text('key').notNull(),
    tokens: tokens('tokens'),
    cents: bigint('cents', { mode: 'number' }),
    by: text('by').notNull(),
    why: text('why').notNull(),
    at: instant('at').notNull().defaultNow(),
  },
  (t) => [
    check('budgets_scope', sql`${t.scope} in ('run', 'day', 'session', 'task')`),
    check('budgets_key', sql`${t.scope} <> 'run' or ${t.key} = ''`),
    check('budgets_limit', sql`least(${t.tokens}, ${t.cents}) >= 0`),
    check('budgets_why', sql`length(trim(${t.why})) > 0`),
  ],
);

/** What a turn may use, taken out of the budgets before it starts; settled, what it came to; released, nothing. */
export const reservations = muster.table(
  'reservations',
  {
    turn: text('turn').primaryKey(),
    run: text('run')
      .notNull()
      .references(() => runs.id, { onDelete: 'cascade' }),
    /** Of the coordinator that reserved it: what an earlier one never started is free again. */
    generation: integer('generation').notNull(),
    session: integer('session').notNull(),
    task: text('task').notNull(),
    driver: text('driver').notNull(),
    day: date('day').notNull(),
    state: text('state').$type<'reserved' | 'settled' | 'released'>().notNull(),
    tokens: tokens('tokens').notNull(),
    cents: doublePrecision('cents').notNull(),
    reservedAt: instant('reserved_at').notNull(),
    endedAt: instant('ended_at'),
  },
  (t) => [
    index('reservations_run').on(t.run),
    index('reservations_day').on(t.day),
    check('reservations_state', sql`${t.state} in ('reserved', 'settled', 'released')`),
    check('reservations_amount', sql`${t.tokens} >= 0 and ${t.cents} >= 0`),
    check('reservations_released', sql`${t.state} <> 'released' or (${t.tokens} = 0 and ${t.cents} = 0)`),
    check('reservations_ended', sql`(${t.state} = 'reserved') = (${t.endedAt} is null)`),
  ],
);

export type GateKind = 'test' | 'check' | 'http' | 'metric' | 'files' | 'review' | 'human';

export const gateResults = muster.table(
  'gate_results',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    run: text('run')
      .notNull()
      .references(() => runs.id, { onDelete: 'cascade' }),
    key: text('key').notNull(),
    gate: text('gate').notNull(),
    kind: text('kind').$type<GateKind>().notNull(),
    /** Hash of the gate's entry in gates.yaml: a changed command has not passed yet. */
    definition: text('definition').notNull(),
    /** Hash of what the gate reads: its declared inputs, else the commit's contents without the plan's document. */
    contents: text('contents').notNull(),
    /** Hash of the declared environment: values let through and versions of tools. */
    environment: text('environment').notNull().default(''),
    commit: text('commit').notNull(),
    tree: text('tree').notNull(),
    outcome: text('outcome').notNull(),
    exitCode: integer('exit_code'),
    counts: jsonb('counts').$type<{ passed: number; failed: number; skipped: number }>(),
    /** Probes, a measured number, findings of a review: what the outcome rests on beside the output. */
    evidence: jsonb('evidence').$type<Record<string, unknown>>(),
    /** How often it ran for this result; a pass after the first try is flaky. */
    tries: integer('tries').notNull().default(1),
    durationMs: integer('duration_ms').notNull(),
    tail: text('tail').notNull(),
    at: instant('at').notNull().defaultNow(),
  },
  (t) => [
    unique('gate_results_key').on(t.run, t.key),
    index('gate_results_reuse').on(t.gate, t.definition, t.contents, t.environment),
    check(
      'gate_results_kind',
      sql`${t.kind} in ('test', 'check', 'http', 'metric', 'files', 'review', 'human')`,
    ),
    check(
      'gate_results_outcome',
      sql`${t.outcome} in ('passed', 'failed', 'missing_command', 'no_tests', 'timed_out', 'killed', 'unparsable', 'unreachable', 'refused', 'undecided')`,
    ),
    // Only an exit code of zero is ever a pass of a command, and a pass never counts failures. A CHECK passes on null, hence the words.
    check(
      'gate_results_pass',
      sql`${t.outcome} <> 'passed' or ${t.kind} not in ('test', 'check') or ${t.exitCode} is not distinct from 0`,
    ),
    check(
      'gate_results_counts',
      sql`${t.outcome} <> 'passed' or ${t.counts} is null or (coalesce((${t.counts}->>'failed')::int, 1) = 0 and coalesce((${t.counts}->>'passed')::int, 0) > 0)`,
    ),
    // What is no function of a tree says what it saw.
    check(
      'gate_results_evidence',
      sql`${t.outcome} <> 'passed' or ${t.kind} in ('test', 'check') or ${t.evidence} is not null`,
    ),
    check('gate_results_tries', sql`${t.tries} >= 1`),
  ],
);

/** What a person said of a gate on exact contents: the answer to a human gate, or the override of a red one. */
export const gateDecisions = muster.table(
  'gate_decisions',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    run: text('run')
      .notNull()
      .references(() => runs.id, { onDelete: 'cascade' }),
    gate: text('gate').notNull(),
    /** Hash of the gate's entry in gates.yaml: of a changed gate nothing was said. */
    definition: text('definition').notNull(),
    /** Hash of the commit's contents without the plan's document, which the decision was made on. */
    contents: text('contents').notNull(),
    decision: text('decision').$type<'approved' | 'refused' | 'overridden'>().notNull(),
    by: text('by').notNull(),
    why: text('why').notNull(),
    at: instant('at').notNull().defaultNow(),
  },
  (t) => [
    check('gate_decisions_decision', sql`${t.decision} in ('approved', 'refused', 'overridden')`),
    check('gate_decisions_why', sql`length(trim(${t.why})) > 0`),
  ],
);

/** A landed block taken back as one commit, which goes through the queue like any other work. */
export const reverts = muster.table(
  'reverts',
  {
    run: text('run')
      .notNull()
      .references(() => runs.id, { onDelete: 'cascade' }),
    block: text('block').notNull(),
    number: integer('number').notNull(),
    state: text('state').$type<'submitted' | 'integrated' | 'refused'>().notNull(),
    /** The commit that undoes the block on the tip of its time. */
    commit: text('commit'),
    integrated: text('integrated'),
    /** Attempts whose work it takes back, as `task#number`. */
    attempts: jsonb('attempts').$type<string[]>().notNull(),
    by: text('by').notNull(),
    why: text('why').notNull(),
    reason: text('reason'),
    at: instant('at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.run, t.block, t.number] }),
    check('reverts_state', sql`${t.state} in ('submitted', 'integrated', 'refused')`),
    check('reverts_commit', sql`${t.state} = 'refused' or ${t.commit} is not null`),
    check('reverts_integrated', sql`(${t.state} = 'integrated') = (${t.integrated} is not null)`),
    check('reverts_refused', sql`(${t.state} = 'refused') = (${t.reason} is not null)`),
    uniqueIndex('reverts_one_open').on(t.run, t.block).where(sql`${t.state} = 'submitted'`),
  ],
);

/** A conflict that two live branches will meet when both land; one row per pair and episode. */
export const conflictForecasts = muster.table(
  'conflict_forecasts',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    run: text('run')
      .notNull()
      .references(() => runs.id, { onDelete: 'cascade' }),
    /** The smaller session number of the pair. */
    session: integer('session').notNull(),
    other: integer('other').notNull(),
    commit: text('commit').notNull(),
    otherCommit: text('other_commit').notNull(),
    paths: jsonb('paths').$type<{ path: string; reason: string; hunks?: string }[]>().notNull(),
    at: instant('at').notNull().defaultNow(),
    /** When the pair merged cleanly again, or one of the two was gone. */
    clearedAt: instant('cleared_at'),
  },
  (t) => [
    check('conflict_forecasts_pair', sql`${t.session} < ${t.other}`),
    uniqueIndex('conflict_forecasts_one_open')
      .on(t.run, t.session, t.other)
      .where(sql`${t.clearedAt} is null`),
  ],
);

export const integrations = muster.table(
  'integrations',
  {
    run: text('run')
      .notNull()
      .references(() => runs.id, { onDelete: 'cascade' }),
    task: text('task').notNull(),
    attempt: integer('attempt').notNull(),
    onto: text('onto').notNull(),
    commit: text('commit').notNull(),
    at: instant('at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.run, t.task, t.attempt] }), unique('integrations_commit').on(t.commit)],
);

export const reviews = muster.table(
  'reviews',
  {
    run: text('run')
      .notNull()
      .references(() => runs.id, { onDelete: 'cascade' }),
    /** `day-3` at a dated pace, `block-p4.d1-2` at pace asap. */
    name: text('name').notNull(),
    number: integer('number').notNull(),
    verdict: text('verdict').$type<'landed' | 'held'>().notNull(),
    main: text('main'),
    evidence: jsonb('evidence').$type<Record<string, unknown>>().notNull(),
    at: instant('at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.run, t.name, t.number] }),
    check('reviews_verdict', sql`${t.verdict} in ('landed', 'held')`),
    check('reviews_landed', sql`(${t.verdict} = 'landed') = (${t.main} is not null)`),
  ],
);

export const handoffs = muster.table(
  'handoffs',
  {
    run: text('run')
      .notNull()
      .references(() => runs.id, { onDelete: 'cascade' }),
    handoff: text('handoff').notNull(),
    /** 1 for the first delivery; a refused handoff that is delivered again counts on. */
    delivery: integer('delivery').notNull(),
    state: text('state').$type<'offered' | 'taken' | 'accepted' | 'refused'>().notNull(),
    commit: text('commit').notNull(),
    artifacts: jsonb('artifacts').$type<{ path: string; sha256: string }[]>().notNull(),
    reason: text('reason'),
    at: instant('at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.run, t.handoff, t.delivery] }),
    check('handoffs_state', sql`${t.state} in ('offered', 'taken', 'accepted', 'refused')`),
    check('handoffs_refused', sql`(${t.state} = 'refused') = (${t.reason} is not null)`),
    uniqueIndex('handoffs_accepted_once').on(t.run, t.handoff).where(sql`${t.state} = 'accepted'`),
  ],
);

export const grants = muster.table(
  'grants',
  {
    id: text('id').primaryKey(),
    path: text('path').notNull(),
    session: integer('session').notNull(),
    reason: text('reason').notNull(),
    grantedBy: text('granted_by').notNull(),
    grantedAt: instant('granted_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
  },
  (t) => [check('grants_expire', sql`${t.expiresAt} > ${t.grantedAt}`)],
);

/** The seat of a session: who holds it and which agents are active. Outlives a run. */
export const seats = muster.table(
  'seats',
  {
    session: integer('session').primaryKey(),
    /** `nobody`: paused, its driver begins no turn. */
    holder: text('holder').$type<'driver' | 'person' | 'nobody'>().notNull().default('driver'),
    /** Null until `ca` or a task changed the set; then the plan's recommended agents no longer count. */
    agents: jsonb('agents').$type<string[]>(),
  },
  (t) => [check('seats_holder', sql`${t.holder} in ('driver', 'person', 'nobody')`)],
);

/** Tasks given by hand with `cs`, beside the document's. */
export const assignments = muster.table(
  'assignments',
  {
    id: text('id').primaryKey(),
    session: integer('session').notNull(),
    text: text('text').notNull(),
    mode: text('mode').$type<'coding' | 'writing' | 'analysis' | 'review'>(),
    asAgents: boolean('as_agents').notNull(),
    /** The task of the plan that the text starts, where it is one of the document's start commands. */
    startsTask: text('starts_task'),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [
    check(
      'assignments_mode',
      sql`${t.mode} is null or ${t.mode} in ('coding', 'writing', 'analysis', 'review')`,
    ),
  ],
);

/** What people and other processes ask of the coordinator; it deletes nothing and answers by events. */
export const requests = muster.table(
  'requests',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    run: text('run')
      .notNull()
      .references(() => runs.id, { onDelete: 'cascade' }),
    kind: text('kind')
      .$type<
        | 'stop'
        | 'give'
        | 'take'
        | 'pause'
        | 'unpause'
        | 'adopt'
        | 'retry'
        | 'revert'
        | 'promote'
        | 'decide'
        | 'budget'
      >()
      .notNull(),
    data: jsonb('data').$type<Record<string, unknown>>().notNull(),
    at: instant('at').notNull().defaultNow(),
    answeredAt: instant('answered_at'),
  },
  (t) => [
    check(
      'requests_kind',
      sql`${t.kind} in ('stop', 'give', 'take', 'pause', 'unpause', 'adopt', 'retry', 'revert', 'promote', 'decide', 'budget')`,
    ),
  ],
);

export type Role = 'lead' | 'viewer';

/** Who may open the dashboard. Of a token only its hash is here; it was shown once. Rows stay, so that a name in the log is known. */
export const people = muster.table(
  'people',
  {
    name: text('name').primaryKey(),
    role: text('role').$type<Role>().notNull(),
    /** SHA-256 of a random token, in hexadecimal; null for somebody who comes in by links alone. */
    token: text('token').unique(),
    addedBy: text('added_by').notNull(),
    addedAt: instant('added_at').notNull().defaultNow(),
    revokedBy: text('revoked_by'),
    revokedAt: instant('revoked_at'),
  },
  (t) => [
    check('people_name', sql`length(trim(${t.name})) > 0`),
    check('people_role', sql`${t.role} in ('lead', 'viewer')`),
    check('people_revoked', sql`(${t.revokedAt} is null) = (${t.revokedBy} is null)`),
  ],
);

/** The secrets of links: each lets one browser in, once. */
export const logins = muster.table('logins', {
  /** SHA-256 of the secret. */
  secret: text('secret').primaryKey(),
  person: text('person')
    .notNull()
    .references(() => people.name, { onDelete: 'cascade' }),
  expiresAt: instant('expires_at').notNull(),
});

/** Browsers that were let in; what their cookie holds is known by its hash. */
export const browsers = muster.table(
  'browsers',
  {
    cookie: text('cookie').primaryKey(),
    person: text('person')
      .notNull()
      .references(() => people.name, { onDelete: 'cascade' }),
    expiresAt: instant('expires_at').notNull(),
  },
  (t) => [index('browsers_person').on(t.person)],
);

/** What a webhook is told: once for each episode of what it tells of, such as one waiting of one gate. */
export const notices = muster.table(
  'notices',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    run: text('run')
      .notNull()
      .references(() => runs.id, { onDelete: 'cascade' }),
    /** What it is about, `gate:tone`; the number counts its episodes. */
    subject: text('subject').notNull(),
    episode: integer('episode').notNull(),
    kind: text('kind').notNull(),
    title: text('title').notNull(),
    text: text('text').notNull(),
    at: instant('at').notNull(),
    /** When it was no longer so; null while it is. */
    endedAt: instant('ended_at'),
  },
  (t) => [
    unique('notices_episode').on(t.run, t.subject, t.episode),
    uniqueIndex('notices_one_open').on(t.run, t.subject).where(sql`${t.endedAt} is null`),
    check('notices_numbered', sql`${t.episode} >= 1`),
    check('notices_ended', sql`${t.endedAt} >= ${t.at}`),
  ],
);

/** One notice on its way to one receiver. `waiting` until it was taken or given up; whoever sends it takes it for a while first. */
export const deliveries = muster.table(
  'deliveries',
  {
    notice: bigint('notice', { mode: 'number' })
      .notNull()
      .references(() => notices.id, { onDelete: 'cascade' }),
    /** Its name in the configuration. */
    receiver: text('receiver').notNull(),
    state: text('state').$type<'waiting' | 'sent' | 'given_up'>().notNull().default('waiting'),
    tries: integer('tries').notNull().default(0),
    /** Not before; while somebody sends it, when somebody else may. */
    nextAt: instant('next_at').notNull(),
    /** What came of the last try that was in vain. */
    error: text('error'),
    endedAt: instant('ended_at'),
  },
  (t) => [
    primaryKey({ columns: [t.notice, t.receiver] }),
    index('deliveries_due').on(t.nextAt).where(sql`${t.state} = 'waiting'`),
    check('deliveries_state', sql`${t.state} in ('waiting', 'sent', 'given_up')`),
    check('deliveries_tries', sql`${t.tries} >= 0`),
    check('deliveries_ended', sql`(${t.state} = 'waiting') = (${t.endedAt} is null)`),
  ],
);
