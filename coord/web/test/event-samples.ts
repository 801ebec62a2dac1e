/** What an event of a kind tells, and the words of it that the page has to show. */
export type EventSample = { data: Record<string, unknown>; shows: RegExp };

const commit = 'c0ffee0000000000000000000000000000000000';
const paths = [{ path: 'beds/list.md', reason: 'contents', hunks: '' }];
const by = 'Ada';
const why = 'it is time';
/** Of the queue: one that is gone, so that these change nothing of the run. */
const entry = 'gone';

/** One of each kind that the store knows; the test walks the store's list and misses none. */
export const eventSamples: Record<string, EventSample> = {
  run_started: {
    data: { document: 'PLAN.md', pace: 'asap', planStart: '2026-11-23' },
    shows: /run started on PLAN\.md/,
  },
  run_resumed: { data: { document: 'PLAN.md' }, shows: /run goes on with PLAN\.md/ },
  run_stopped: { data: { by, why }, shows: /run stopped by .+: .+; muster resume/ },
  run_blocked: { data: {}, shows: /run ended/ },
  run_finished: { data: {}, shows: /run finished/ },
  run_abandoned: { data: {}, shows: /run abandoned/ },
  document_adopted: { data: { origin: 'edit', changes: ['b1s2'], version: 2 }, shows: /plan/ },
  document_edit_waits: {
    data: { reason: 'a task is at work' },
    shows: /edit of the plan waits: a task is at work/,
  },
  attempt_started: { data: { label: 'b1s2', attempt: 1 }, shows: /starts b\ds\d/ },
  attempt_submitted: { data: { commit }, shows: /submits [0-9a-f]{10}/ },
  rework_asked: { data: { cause: 'gates', feedback: 'red' }, shows: /is sent back \(gates\): red/ },
  driver_out: { data: { feedback: 'no answer' }, shows: /waits for its driver: no answer/ },
  attempt_blocked: { data: { reason: 'no key' }, shows: /is blocked: no key/ },
  attempt_reopened: { data: { reason: 'refused' }, shows: /is opened again: refused/ },
  turn_started: { data: { turn: 1, driver: 'runbook' }, shows: /turn 1 runs/ },
  turn_finished: { data: { turn: 1, kind: 'finished' }, shows: /turn 1 finished/ },
  worktree_saved: {
    data: { ref: 'refs/muster/saved/1' },
    shows: /earlier work saved: refs\/muster\/saved\/1/,
  },
  worktree_removed: { data: { path: 'session-2' }, shows: /worktree session-2 removed/ },
  branch_removed: {
    data: { branch: 'b', commit, containedIn: 'main' },
    shows: /branch b removed at c0ffee0000, which main contains/,
  },
  tip_released: { data: { commit, containedIn: 'main' }, shows: /kept tip c0ffee0000 released/ },
  state_restored: { data: { name: 's1', by, branch: 'b' }, shows: /saved state s1 restored by Ada/ },
  commit_made: { data: { commit, paths: ['a.md'] }, shows: /commits [0-9a-f]{10}/ },
  ownership_refused: {
    data: { foreign: [{ path: 'a.md', owner: 3 }] },
    shows: /does not own: a\.md \(Session 3\)/,
  },
  foreign_changes: {
    data: { changes: [{ act: 'put_back', path: 'a.md' }] },
    shows: /changed elsewhere: a\.md \(put back\)/,
  },
  fence_off: { data: { because: 'there is no bwrap' }, shows: /without a fence .*there is no bwrap/ },
  conflict_met: { data: { paths }, shows: /conflicts with the integration branch in beds\/list\.md/ },
  gate_finished: { data: { gate: 'pages', outcome: 'passed', counts: null }, shows: /gate \w+ \w+/ },
  gate_decided: { data: { gate: 'tone', decision: 'approved', by, why }, shows: /gate tone approved by Ada/ },
  entry_queued: { data: { entry, paths: [], reads: [] }, shows: /waits to land/ },
  candidate_made: { data: { entry, onto: commit, commit }, shows: /is merged for its gates/ },
  candidate_conflicted: {
    data: { entry, onto: commit, paths },
    shows: /does not merge onto c0ffee0000: beds\/list\.md/,
  },
  candidate_gated: { data: { entry, commit, passed: true }, shows: /is (green|red)/ },
  entry_promoted: { data: { entry, by, why }, shows: /goes to the front \(Ada\)/ },
  entry_left: { data: { entry, cause: 'gates' }, shows: /leaves the line \(gates\)/ },
  integration_moved: { data: { tip: commit }, shows: /the integration branch is at [0-9a-f]{10}/ },
  queue_stalled: {
    data: { kind: 'slow', forMs: 90_000, usualMs: 9_000, entry, commit },
    shows: /gates run for 90 s, usually 9 s: everything is slow/,
  },
  conflict_forecast: {
    data: { session: 2, other: 3, paths },
    shows: /conflict ahead between .*beds\/list\.md/,
  },
  conflict_cleared: { data: { session: 2, other: 3, reason: 'clean' }, shows: /merge cleanly again/ },
  revert_asked: { data: { by, block: 'b1', why }, shows: /Ada asks to take back b1/ },
  revert_refused: {
    data: { block: 'b1', reason: 'later work needs it' },
    shows: /b1 is not taken back: later work needs it/,
  },
  block_reverted: { data: { entry, block: 'b1', commit }, shows: /b1 was taken back as c0ffee0000/ },
  task_integrated: { data: { entry, commit }, shows: /integrated as [0-9a-f]{10}/ },
  handoff_offered: { data: { handoff: 'h', artifacts: [] }, shows: /handoff \S+ offered, \d+ artifacts/ },
  handoff_taken: { data: { handoff: 'h' }, shows: /handoff \S+ taken/ },
  handoff_accepted: { data: { handoff: 'h' }, shows: /handoff \S+ accepted/ },
  handoff_refused: { data: { handoff: 'h', reason: 'too short' }, shows: /handoff h refused: too short/ },
  round_held: {
    data: { round: 'r', when: 'w', title: 'Standup, w', speaker: 'All.', answers: [] },
    shows: /, \S+/,
  },
  review_held: { data: { name: 'day-9', verdict: 'landed', judgements: [] }, shows: /review \S+: \w+/ },
  main_landed: { data: { commit }, shows: /main moved to [0-9a-f]{10}/ },
  main_proposed: {
    data: { url: 'https://example.org/1', commit },
    shows: /main waits for https:\/\/example\.org\/1/,
  },
  checkout_behind: { data: { why: 'a file was edited' }, shows: /main did not move: a file was edited/ },
  grant_given: {
    data: { path: 'a.md', until: 'noon', reason: 'a line' },
    shows: /may write a\.md until noon: a line/,
  },
  grant_asked: {
    data: { path: 'a.md', owner: 3, minutes: 5, reason: 'a line' },
    shows: /asks to write a\.md for 5 minutes: a line/,
  },
  grant_refused: {
    data: { path: 'a.md', request: 0, why, by },
    shows: /may not write a\.md: it is time \(Ada\)/,
  },
  artifact_published: { data: { path: 'a.md', summary: 'the list' }, shows: /published a\.md: the list/ },
  handoff_noted: { data: { handoff: 'h', summary: 'mind the frost' }, shows: /hands over h: mind the frost/ },
  finding_recorded: {
    data: { topic: 'how the list is sorted', text: '', paths: [] },
    shows: /found out: how the list is sorted/,
  },
  report_made: {
    data: { from: by, kind: 'progress', text: 'half done' },
    shows: /Ada reports \(progress\): half done/,
  },
  comment_made: {
    data: { by, path: 'a.md', fromLine: 1, toLine: 3, commit, text: 'shorter' },
    shows: /Ada comments on a\.md:1-3 of c0ffee0000: shorter/,
  },
  comment_told: { data: { comment: 0, turn: 't' }, shows: /is told of comment 0/ },
  comment_answered: { data: { comment: 0, from: by, text: 'fine' }, shows: /comment 0 settled by Ada: fine/ },
  session_paused: { data: { by, why }, shows: /paused by Ada: it is time/ },
  session_unpaused: { data: { by }, shows: /goes on \(Ada\)/ },
  session_taken: {
    data: { by, why, worktree: 'session-2' },
    shows: /taken over by Ada: it is time, in session-2/,
  },
  session_given: { data: { by, why }, shows: /given back by Ada: it is time/ },
  agents_changed: { data: { agents: ['writer'] }, shows: /agents: .*writer/ },
  assignment_made: { data: { text: 'Write more', by, why }, shows: /given by hand: Write more/ },
  workflow_restarted: { data: { id: 'w1', to: 'v2' }, shows: /workflow w1 starts again under version v2/ },
  work_carried: { data: { tasks: ['b1s2'], from: 'r0' }, shows: /1 tasks are done already, from run r0/ },
  budget_set: {
    data: { by, scope: 'run', key: '', tokens: 1_000, cents: null, why },
    shows: /Ada limits the run to .*: it is time/,
  },
  budget_spent: {
    data: { reason: 'the budget of the run is spent' },
    shows: /is held: the budget of the run is spent/,
  },
};
