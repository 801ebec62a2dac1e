import type { Handoff, Plan, Task } from '@musterhq/plan';
import type { Attempt, HandoffRow } from '@musterhq/store';
import type { GrantRequest } from './grant-requests.ts';
import { sessionName } from './session-name.ts';

export type PlanAround = {
  plan: Plan;
  task: Task;
  /** Who asks; requests for its paths are shown to it alone. */
  session: number;
  attempts: readonly Attempt[];
  handoffs: readonly HandoffRow[];
  /** What producers have said to those who take over. */
  notes: readonly { handoff: string; summary: string }[];
  requests: readonly GrantRequest[];
  artifacts: readonly { path: string; sha256: string; session: number | null; summary: string }[];
};

/** A task and all that touches it, with how each of these stands: what an agent needs of the plan, and nothing else. */
export function planAround(around: PlanAround): string {
  const { plan, task } = around;
  const find = (id: string) => plan.tasks.find((candidate) => candidate.id === id);
  const later = plan.tasks.filter(({ dependsOn }) => dependsOn.some((edge) => edge.task === task.id));
  const beside = plan.tasks.filter(({ block, id }) => block === task.block && id !== task.id);
  const sections: [string, string[]][] = [
    ['', [taskLine(around, task), ...(task.coordinationPoint === undefined ? [] : [task.coordinationPoint])]],
    [
      'Waits for',
      task.dependsOn.flatMap((edge) => {
        const needed = find(edge.task);
        return needed === undefined ? [] : [`${taskLine(around, needed)} (${edge.phrase})`];
      }),
    ],
    ['Waited for by', later.map((one) => taskLine(around, one))],
    ['Beside it', beside.map((one) => taskLine(around, one))],
    ['Handoffs', plan.handoffs.filter(isAbout(task)).flatMap((handoff) => handoffLines(around, handoff))],
    ['Asked of your session (answer with decide_grant)', requestLines(around)],
    [
      'Artifacts that sessions published',
      around.artifacts
        .slice(-10)
        .map(
          ({ path, sha256, session, summary }) =>
            `${path} ${sha256.slice(0, 12)}${session === null ? '' : ` by Session ${session}`}: ${summary}`,
        ),
    ],
  ];
  return sections
    .filter(([, lines]) => lines.length > 0)
    .map(([title, lines]) =>
      title === '' ? lines.join('\n') : [`${title}:`, ...lines.map((line) => `- ${line}`)].join('\n'),
    )
    .join('\n\n');
}

const isAbout =
  ({ id }: Task) =>
  ({ producer, consumer }: Handoff) =>
    producer === id || consumer === id;

function taskLine({ plan, attempts }: PlanAround, task: Task): string {
  const what = task.deliverable ?? task.text.trim().split('\n')[0] ?? '';
  return `${task.label} (${task.id}), ${sessionName(plan, task.session)}, ${stateWords(attempts, task.id)}: ${what}`;
}

function stateWords(attempts: readonly Attempt[], task: string): string {
  const last = attempts.filter((attempt) => attempt.task === task).toSorted((a, b) => b.number - a.number)[0];
  switch (last?.state) {
    case undefined:
      return 'not begun';
    case 'working':
      return 'at work';
    case 'submitted':
      return 'waits to land';
    case 'integrated':
      return `landed as ${last.integrated?.slice(0, 12)}`;
    case 'blocked':
      return `blocked, ${last.reason}`;
    case 'reopened':
      return `opened again, ${last.reason}`;
    case 'reverted':
      return `taken back, ${last.reason}`;
  }
}

function handoffLines({ plan, handoffs, notes }: PlanAround, handoff: Handoff): string[] {
  const row = handoffs.findLast((candidate) => candidate.handoff === handoff.id);
  const note = notes.findLast((candidate) => candidate.handoff === handoff.id);
  const artifacts = (row?.artifacts ?? []).map(({ path, sha256 }) => `${path} ${sha256.slice(0, 12)}`);
  return [
    `${handoff.id}: ${handoff.title}, from ${sessionName(plan, handoff.from)} to ${sessionName(plan, handoff.to)}, ${row?.state ?? 'not offered yet'}. Validation: ${handoff.validation}`,
    ...(artifacts.length === 0 ? [] : [`  artifacts: ${artifacts.join(', ')}`]),
    ...(note === undefined ? [] : [`  note: ${note.summary}`]),
  ];
}

function requestLines({ plan, session, requests }: PlanAround): string[] {
  return requests
    .filter(({ owner }) => owner === session)
    .map(
      (request) =>
        `#${request.id}: ${sessionName(plan, request.session)} wants to write ${request.path} for ${request.minutes} minutes: ${request.reason}`,
    );
}
