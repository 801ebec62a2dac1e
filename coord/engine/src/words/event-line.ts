import type { Event, EventKind } from '@musterhq/store';
import { budgetName } from '../ledger/spent.ts';
import { pairWords, pathWords } from './conflict-words.ts';
import { limitWords } from './limit-words.ts';

type Limit = Parameters<typeof limitWords>[0];
type Pair = { session: number; other: number };
type Foreign = { act: string; ref?: string; path?: string; session?: number };
type Words = (data: Record<string, unknown>) => string;

const short = (commit: unknown): string => String(commit).slice(0, 10);
const seconds = (ms: unknown): string => `${Math.round(Number(ms) / 1000)} s`;
const first = (text: unknown): string => String(text ?? '').split('\n')[0]!;

const reason = (why: unknown): string => (why === undefined || why === '' ? '' : `: ${first(why)}`);
const byWhom = ({ by, why }: Record<string, unknown>): string =>
  by === undefined ? '' : ` by ${by}${reason(why)}`;

/** One sentence for each kind of event; what it says can be found in the event's data. */
const words: Record<EventKind, Words> = {
  run_started: (data) => `run started on ${data.document}, pace ${data.pace}, day 1 is ${data.planStart}`,
  run_resumed: (data) => `run goes on with ${data.document}`,
  run_stopped: (data) => `run stopped${byWhom(data)}; muster resume goes on with it`,
  run_blocked: (data) =>
    data.reason === undefined
      ? 'run ended with work that is blocked or held back'
      : `run ended: ${first(data.reason)}`,
  run_finished: () => 'run finished',
  run_abandoned: (data) => `run abandoned${byWhom(data)}`,
  document_adopted: (data) =>
    data.origin === 'start'
      ? `plan taken in, version ${data.version}`
      : `edit of the plan adopted: ${list(data.changes)}`,
  document_edit_waits: (data) => `edit of the plan waits: ${first(data.reason)}`,
  attempt_started: (data) =>
    `starts ${data.label}${Number(data.attempt) > 1 ? `, attempt ${data.attempt}` : ''}`,
  attempt_submitted: (data) => `submits ${short(data.commit)}`,
  driver_out: (data) => `waits for its driver: ${first(data.feedback)}`,
  rework_asked: (data) => `is sent back (${data.cause}): ${first(data.feedback)}`,
  attempt_blocked: (data) => `is blocked: ${first(data.reason)}`,
  attempt_reopened: (data) => `is opened again: ${first(data.reason)}`,
  turn_started: (data) => `turn ${data.turn} runs (${data.driver})`,
  turn_finished: (data) => `turn ${data.turn} ${data.kind}`,
  fence_off: (data) =>
    `agents work without a fence around their processes: ${data.because}; what they leave elsewhere is looked for after each turn`,
  worktree_saved: (data) => `earlier work saved: ${data.ref ?? short(data.head)}`,
  worktree_removed: (data) =>
    `worktree ${data.path} removed${data.name === undefined ? '' : `, saved as ${data.name}`}`,
  branch_removed: (data) =>
    `branch ${data.branch} removed at ${short(data.commit)}, which ${data.containedIn} contains`,
  tip_released: (data) => `kept tip ${short(data.commit)} released, which ${data.containedIn} contains`,
  state_restored: (data) => `saved state ${data.name} restored by ${data.by} on ${data.branch}`,
  commit_made: (data) => `commits ${short(data.commit)}: ${list(data.paths)}`,
  foreign_changes: (data) =>
    `while it worked, this changed elsewhere: ${list((data.changes as Foreign[]).map(foreignWords))}`,
  ownership_refused: (data) =>
    `touched what it does not own: ${list((data.foreign as { path: string; owner: number }[]).map(({ path, owner }) => `${path} (Session ${owner})`))}`,
  conflict_met: (data) =>
    `conflicts with the integration branch in ${list((data.paths as { path: string }[]).map(({ path }) => path))}`,
  entry_queued: () => 'waits to land',
  candidate_made: () => 'is merged for its gates',
  candidate_conflicted: (data) =>
    `does not merge onto ${short(data.onto)}: ${list((data.paths as { path: string }[]).map(({ path }) => path))}`,
  candidate_gated: (data) =>
    data.passed === true ? 'is green' : `is red: ${data.gate ?? ''} ${data.outcome ?? first(data.feedback)}`,
  entry_promoted: (data) =>
    data.by === undefined ? 'is let past what it is independent of' : `goes to the front (${data.by})`,
  entry_left: (data) => (data.cause === 'withdrawn' ? 'leaves the line' : `leaves the line (${data.cause})`),
  integration_moved: (data) => `the integration branch is at ${short(data.tip)}`,
  queue_stalled: (data) =>
    data.kind === 'slow'
      ? `gates run for ${seconds(data.forMs)}, usually ${seconds(data.usualMs)}: everything is slow`
      : `gates run for ${seconds(data.forMs)}, usually ${seconds(data.usualMs)}, while others pass: it hangs`,
  block_reverted: (data) => `${data.block} was taken back as ${short(data.commit)}`,
  revert_asked: (data) => `${data.by} asks to take back ${data.block}: ${first(data.why)}`,
  revert_refused: (data) => `${data.block} is not taken back: ${first(data.reason)}`,
  conflict_forecast: (data) =>
    `conflict ahead between ${pairWords(data as Pair)} in ${pathWords(data.paths as { path: string; reason: string }[])}`,
  conflict_cleared: (data) =>
    data.reason === 'clean'
      ? `${pairWords(data as Pair)} merge cleanly again`
      : `${Number(data.session) === 0 ? `Session ${data.other} is no longer` : `${pairWords(data as Pair)} are no longer both`} to land`,
  budget_set: (data) =>
    `${data.by} limits ${budgetName(data.scope as 'run', String(data.key))} to ${limitWords(data as Limit)}: ${first(data.why)}`,
  budget_spent: (data) => `is held: ${first(data.reason)}`,
  gate_decided: (data) => `gate ${data.gate} ${data.decision} by ${data.by}: ${first(data.why)}`,
  gate_finished: (data) =>
    `gate ${data.gate} ${data.outcome}${counts(data.counts)}${data.flaky === true ? `, flaky: red before try ${data.tries}` : ''}`,
  task_integrated: (data) => `integrated as ${short(data.commit)}`,
  handoff_offered: (data) =>
    `handoff ${data.handoff} offered, ${(data.artifacts as unknown[]).length} artifacts`,
  handoff_taken: (data) => `handoff ${data.handoff} taken`,
  handoff_accepted: (data) => `handoff ${data.handoff} accepted`,
  handoff_refused: (data) => `handoff ${data.handoff} refused: ${first(data.reason)}`,
  round_held: (data) => `${data.title}`,
  review_held: (data) => `review ${data.name}: ${data.verdict}${heldBy(data)}`,
  main_landed: (data) => `main moved to ${short(data.commit)}`,
  main_proposed: (data) => `main waits for ${data.url}, which holds ${short(data.commit)}`,
  checkout_behind: (data) => `main did not move: ${first(data.why)}`,
  grant_given: (data) => `may write ${data.path} until ${data.until}: ${data.reason}`,
  grant_asked: (data) => `asks to write ${data.path} for ${data.minutes} minutes: ${first(data.reason)}`,
  grant_refused: (data) => `may not write ${data.path}: ${first(data.why)} (${data.by})`,
  artifact_published: (data) => `published ${data.path}: ${first(data.summary)}`,
  handoff_noted: (data) => `hands over ${data.handoff}: ${first(data.summary)}`,
  finding_recorded: (data) => `found out: ${data.topic}`,
  report_made: (data) => `${data.from} reports (${data.kind}): ${data.text}`,
  comment_made: (data) =>
    `${data.by} comments on ${data.path}:${data.fromLine}${data.toLine === data.fromLine ? '' : `-${data.toLine}`} of ${short(data.commit)}: ${first(data.text)}`,
  comment_told: (data) => `is told of comment ${data.comment}`,
  comment_answered: (data) => `comment ${data.comment} settled by ${data.from}: ${first(data.text)}`,
  session_paused: (data) => `paused by ${data.by}${reason(data.why)}`,
  session_unpaused: (data) => `goes on (${data.by}${reason(data.why)})`,
  session_taken: (data) =>
    `taken over by ${data.by}${reason(data.why)}, in ${data.worktree}${data.conflicts === undefined ? '' : `, in a merge that conflicts in ${list(data.conflicts)}`}`,
  session_given: (data) => `given back${byWhom(data)}`,
  agents_changed: (data) => `agents: ${list(data.agents)}`,
  assignment_made: (data) =>
    `given by hand: ${first(data.text)}${reason(data.why) === '' ? '' : ` (${first(data.why)})`}`,
  work_carried: (data) => `${(data.tasks as unknown[]).length} tasks are done already, from run ${data.from}`,
  workflow_restarted: (data) => `workflow ${data.id} starts again under version ${data.to}`,
};

/** `12  Session 2  b1s2  gate calendar passed (3 passed)`, without the time, which the caller puts in front. */
export function eventLine(event: Event, labels: ReadonlyMap<string, string>): string {
  const who = event.session === null ? '' : `Session ${event.session}  `;
  const task = event.task === null ? '' : `${labels.get(event.task) ?? event.task}  `;
  // Of a kind that a later version wrote.
  const say: Words | undefined = words[event.kind as EventKind];
  return `${who}${task}${say === undefined ? event.kind : say(event.data)}`;
}

function foreignWords({ act, ref, path, session }: Foreign): string {
  const place = ref ?? path ?? `the worktree of Session ${session}`;
  return `${place} (${act === 'put_back' ? 'put back' : 'left as it is'})`;
}

function counts(value: unknown): string {
  if (value === null || value === undefined) return '';
  const { passed, failed, skipped } = value as { passed: number; failed: number; skipped: number };
  return ` (${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`})`;
}

function heldBy(data: Record<string, unknown>): string {
  if (data.verdict !== 'held') return '';
  if (data.error !== undefined) return `, ${first(data.error)}`;
  const holding = (data.judgements as { kind: string; id: string; outcome: string }[]).filter(
    (one) => one.kind !== 'milestone' && (one.outcome === 'red' || one.outcome === 'unbound'),
  );
  return holding.length === 0 ? '' : ` by ${holding.map((one) => `${one.id} (${one.outcome})`).join(', ')}`;
}

function list(value: unknown): string {
  const items = Array.isArray(value) ? value.map(String) : [];
  return items.length <= 4
    ? items.join(', ')
    : `${items.slice(0, 4).join(', ')} and ${items.length - 4} more`;
}
