import type { Handoff, Plan } from '@musterhq/plan';
import {
  type Attempt,
  type Event,
  type EventKind,
  findDocument,
  type HandoffRow,
  readAssignments,
  readAttempts,
  readBriefs,
  readEvents,
  readGateResults,
  readHandoffs,
  readMoment,
  readReuses,
  readTurns,
  type Turn,
} from '@musterhq/store';
import { viewComment } from '../comments/comment-view.ts';
import { readComments } from '../comments/read-comments.ts';
import { compileDocument } from '../compile-document.ts';
import type { Ledger } from '../ledger/assemble-ledger.ts';
import { readLedger } from '../ledger/read-ledger.ts';
import type { Surroundings } from '../open-run.ts';
import { readStatusAt } from '../read-status.ts';
import { requireRun } from '../require-run.ts';
import type { Status } from '../status.ts';
import { workOf } from '../work.ts';
import type { TaskView } from './task-view.ts';

/** Nobody reads more of either; the log has them all. */
const mostShown = 200;
const kinds: readonly EventKind[] = ['commit_made', 'task_integrated', 'gate_finished', 'report_made'];

/** All that is known of a task of the newest run, by its id or label; undefined where there is none. */
export function readTaskView(around: Surroundings, name: string): Promise<TaskView | undefined> {
  return readMoment(around.store, async (store, at) => {
    const still = { ...around, store };
    const { database } = still.store;
    const run = await requireRun(still);
    const document = await findDocument(database, run.id);
    const { plan } = compileDocument(document?.text ?? '', around.library);
    const work = workOf(plan, await readAssignments(database));
    const task = work.find(({ id, label }) => id === name || label === name);
    if (task === undefined) return undefined;
    const [status, attempts, turns, briefs, reuses, events, gates, handoffs, ledger, comments] =
      await Promise.all([
        readStatusAt(still, 0, run.id),
        readAttempts(database, run.id),
        readTurns(database, run.id),
        readBriefs(database, run.id),
        readReuses(database, run.id),
        readEvents(database, run.id, { kinds }),
        readGateResults(database, run.id),
        readHandoffs(database, run.id),
        readLedger(still, 'turn', run.id),
        readComments(database, run.id),
      ]);
    const own = events.filter((event) => event.task === task.id);
    const ofKind = (kind: EventKind) => own.filter((event) => event.kind === kind);
    const shown = (id: string) => shownTask(status, id);
    return {
      at,
      task: {
        id: task.id,
        label: task.label,
        session: task.session,
        sessionName: plan.sessions.find(({ id }) => id === task.session)?.name ?? '',
        origin: task.origin,
        block: task.block,
        fromDay: task.firstDay,
        toDay: task.lastDay,
        text: task.text,
        deliverable: task.deliverable ?? null,
        coordinationPoint: task.coordinationPoint ?? null,
        agents: task.agents,
        gates: task.gates,
        ownedPaths: task.ownedPaths,
        produces: task.produces,
        consumes: task.consumes,
        line: task.range.line,
      },
      state: status.tasks.find(({ id }) => id === task.id)!.state,
      waitsFor: task.dependsOn.map(({ task: id, reason, phrase, line }) => ({
        ...shown(id),
        ...{ reason, phrase, line },
      })),
      neededBy: work
        .filter(({ dependsOn }) => dependsOn.some((one) => one.task === task.id))
        .map(({ id }) => shown(id)),
      attempts: attempts
        .filter((attempt) => attempt.task === task.id)
        .map((attempt) => shownAttempt(attempt, reuses)),
      turns: turns.filter((turn) => turn.task === task.id).map((turn) => shownTurn(turn, briefs, ledger)),
      commits: own.flatMap(shownCommit).slice(-mostShown),
      gates: ofKind('gate_finished')
        .slice(-mostShown)
        .flatMap(({ id, key }) => {
          const result = gates.find((one) => `gate:${one.key}` === key);
          if (result === undefined) return [];
          const { gate, kind, outcome, counts, exitCode, tries, durationMs, commit, at, tail } = result;
          return [
            {
              ...{ event: id, gate, kind, outcome, counts, exitCode, tries, durationMs, commit, tail },
              at: at.toISOString(),
            },
          ];
        }),
      comments: comments.filter((one) => one.task === task.id).map((one) => viewComment(one, turns)),
      handoffs: handoffsOf(plan, task.id, handoffs),
      reports: ofKind('report_made').map(({ id, at, data }) => ({
        id,
        at: at.toISOString(),
        from: String(data.from),
        kind: String(data.kind),
        text: String(data.text),
      })),
    };
  });
}

function shownTask({ tasks }: Status, id: string): { task: string; label: string; state: string } {
  const found = tasks.find((task) => task.id === id);
  return { task: id, label: found?.label ?? id, state: found?.state.kind ?? 'unknown' };
}

function shownAttempt(
  attempt: Attempt,
  reuses: Awaited<ReturnType<typeof readReuses>>,
): TaskView['attempts'][number] {
  const { task, number, state, base, head, integrated, reason } = attempt;
  const reuse = reuses.find((one) => one.task === task && one.attempt === number);
  return {
    ...{ number, state, base, head, integrated, reason },
    startedAt: attempt.startedAt.toISOString(),
    submittedAt: attempt.submittedAt?.toISOString() ?? null,
    endedAt: attempt.endedAt?.toISOString() ?? null,
    reuse: reuse === undefined ? null : { state: reuse.state, reason: reuse.reason },
  };
}

function shownTurn(
  turn: Turn,
  briefs: Awaited<ReturnType<typeof readBriefs>>,
  ledger: Ledger,
): TaskView['turns'][number] {
  const { id, attempt, number, driver, outcome, verdict, conversation } = turn;
  const row = ledger.rows.find(({ key }) => key === id);
  return {
    ...{ id, attempt, number, driver, conversation },
    startedAt: turn.startedAt.toISOString(),
    endedAt: turn.endedAt?.toISOString() ?? null,
    outcome: outcome?.kind ?? null,
    verdict:
      verdict === null
        ? null
        : {
            kind: verdict.kind,
            commit: verdict.kind === 'submitted' ? verdict.commit : null,
            cause: verdict.kind === 'rework' ? verdict.cause : null,
            feedback: verdict.kind === 'rework' ? verdict.feedback : null,
          },
    briefTokens: briefs.find((brief) => brief.turn === id)?.tokens ?? null,
    usage:
      row === undefined
        ? null
        : { tokens: row.tokens, told: row.told, costUsd: row.costUsd, certainties: row.certainties },
  };
}

function shownCommit({ id, kind, at, data }: Event): TaskView['commits'] {
  if (kind !== 'commit_made' && kind !== 'task_integrated') return [];
  return [
    {
      commit: String(data.commit),
      kind: kind === 'commit_made' ? 'made' : 'integrated',
      event: id,
      at: at.toISOString(),
      paths: Array.isArray(data.paths) ? data.paths.map(String) : [],
    },
  ];
}

function handoffsOf(plan: Plan, task: string, rows: readonly HandoffRow[]): TaskView['handoffs'] {
  const shown = ({ id, title, from, to, validation }: Handoff) => {
    const row = rows.findLast(({ handoff }) => handoff === id);
    return {
      ...{ id, title, from, to, validation },
      state: row?.state ?? 'waiting',
      artifacts: row?.artifacts ?? [],
      reason: row?.reason ?? null,
    };
  };
  return {
    in: plan.handoffs.filter(({ consumer }) => consumer === task).map(shown),
    out: plan.handoffs.filter(({ producer }) => producer === task).map(shown),
  };
}
