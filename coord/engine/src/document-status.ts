import type { DocumentStatus, Plan, Session } from '@musterhq/plan';
import type { Facts, Limits } from './facts.ts';
import type { DueReview } from './next-review.ts';
import type { Judged, Judgement } from './review.ts';
import { workOf } from './work.ts';
import { openKinds, statesOf, type WorkState } from './work-state.ts';

/**
 * What the document says about the run. Derived from the facts and free of clock times and commit ids, so that two
 * runs that did the same work leave the same document.
 */
export function documentStatus(options: {
  plan: Plan;
  facts: Facts;
  limits: Limits;
  judged: Judged;
  review: DueReview;
}): DocumentStatus {
  const { plan, facts, limits, judged } = options;
  const states = statesOf(workOf(plan, facts.assignments), facts, limits);
  const passed =
    (kind: Judgement['kind']) =>
    (item: { id: string; isChecked: boolean }): [string, boolean] => {
      const judgement = judged.judgements.find((one) => one.kind === kind && one.id === item.id);
      // What was not judged this time keeps its box.
      return [item.id, judgement === undefined ? item.isChecked : judgement.outcome === 'passed'];
    };
  return {
    statusLines: Object.fromEntries(
      plan.statusLines.map((line) => [line.id, statusText(plan, states, line.subject)]),
    ),
    milestones: Object.fromEntries(plan.milestones.map(passed('milestone'))),
    qualityGates: Object.fromEntries(plan.qualityGates.map(passed('quality'))),
    progress: progressLines(plan, states, facts, judged, options.review),
  };
}

function statusText(
  plan: Plan,
  states: Map<string, WorkState>,
  subject: Plan['statusLines'][number]['subject'],
): string {
  const ended = plan.tasks.every((task) => states.get(task.id)?.kind === 'done');
  const isHeldBack = [...states.values()].some((state) => state.kind === 'blocked');
  switch (subject.kind) {
    case 'session': {
      const session = plan.sessions.find((one) => one.id === subject.session);
      return session === undefined ? bold('UNKNOWN') : bold(sessionStatus(plan, states, session));
    }
    case 'plan':
      return bold(ended ? 'COMPLETE' : 'ACTIVE COORDINATION');
    case 'framework':
      return bold(isHeldBack ? 'WAITING FOR A DECISION' : 'OPERATIONAL');
    case 'next_phase':
      return bold(ended ? 'ALL WORK INTEGRATED' : 'PARALLEL EXECUTION UNDER WAY');
  }
}

function sessionStatus(plan: Plan, states: Map<string, WorkState>, session: Session): string {
  const tasks = plan.tasks.filter((task) => task.session === session.id);
  const count = (kind: WorkState['kind']) =>
    tasks.filter((task) => states.get(task.id)?.kind === kind).length;
  if (count('blocked') > 0) return `BLOCKED - ${count('done')} OF ${tasks.length} TASKS DONE`;
  if (tasks.length === 0) return 'NO TASKS';
  if (count('done') === tasks.length) return `DONE - ${tasks.length} OF ${tasks.length} TASKS`;
  const isActive = ['done' as const, ...openKinds].some((kind) => count(kind) > 0);
  return isActive ? `ACTIVE - ${count('done')} OF ${tasks.length} TASKS DONE` : 'WAITING';
}

const bold = (text: string): string => `**${text}**`;

function progressLines(
  plan: Plan,
  states: Map<string, WorkState>,
  facts: Facts,
  judged: Judged,
  review: DueReview,
): string[] {
  const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ').trim();
  const tasks = plan.tasks.map(
    (task) =>
      `| ${task.label} | Session ${task.session} | ${cell(task.deliverable ?? '')} | ${stateWords(states.get(task.id))} |`,
  );
  const judgements = judged.judgements
    .filter((one) => one.kind !== 'handoff')
    .map((one) => `| ${one.kind} | ${cell(one.id)} | ${outcomeWords(one)} |`);
  // A handoff is judged once, by whichever review comes first after it: what the document says is where it stands.
  const handoffs = plan.handoffs.map((handoff) => {
    const row = facts.handoffs.findLast((one) => one.handoff === handoff.id);
    return `| handoff | ${cell(handoff.id)} | ${row?.state ?? 'not offered yet'} |`;
  });
  return [
    `### Progress after the review ${review.name}`,
    '',
    '| Task | Session | Deliverable | State |',
    '| --- | --- | --- | --- |',
    ...tasks,
    '',
    '| Gate | Id | Evidence |',
    '| --- | --- | --- |',
    ...judgements,
    ...handoffs,
  ];
}

function stateWords(state: WorkState | undefined): string {
  if (state === undefined) return 'unknown';
  if (state.kind === 'waiting')
    return `waits for ${state.for.length} task${state.for.length === 1 ? '' : 's'}`;
  if (state.kind === 'early') return `starts on day ${state.day}`;
  if (state.kind === 'done') return 'integrated';
  return state.kind;
}

function outcomeWords(judgement: Judgement): string {
  const gates = judgement.gates
    .map(({ gate, outcome, standing }) =>
      standing?.kind === 'overridden'
        ? `${gate} ${outcome}, overridden by ${standing.by}`
        : `${gate} ${outcome}`,
    )
    .join(', ')
    .replaceAll('|', '\\|');
  const reason = judgement.reason?.split('\n')[0]?.replaceAll('|', '\\|') ?? '';
  return [judgement.outcome, gates || reason].filter((text) => text !== '').join(': ');
}
