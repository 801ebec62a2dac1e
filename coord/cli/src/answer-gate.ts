import { decideGate, type GateAnswer } from '@musterhq/engine';
import { isProcessAlive } from '@musterhq/process';
import type { Environment } from './environment.ts';
import { withProject } from './open-project.ts';
import { print } from './print.ts';
import { UsageError } from './usage-error.ts';

export type AnswerFlags = { why: string; commit?: string; json?: boolean };

/** What `muster approve` and `muster refuse` have in common: one word of one person on one gate. */
export async function answerGate(
  environment: Environment,
  order: { gate: string; answer: 'approve' | 'refuse' } & AnswerFlags,
): Promise<void> {
  const { json, ...word } = order;
  await withProject(environment, async ({ around }) => {
    const answer = await decideGate(around, { ...word, by: environment.user });
    if (answer.kind === 'refused') throw new UsageError(answer.reason);
    print(answer, json, (value) => answerLines(value, environment.hostName));
  });
}

type Said = Exclude<GateAnswer, { kind: 'refused' }>;

function answerLines(answer: Said, hostName: string): string[] {
  const { gate } = answer;
  const commit = answer.commit.slice(0, 10);
  if (answer.kind === 'needless')
    return [`'${gate}' passed at ${commit}: there is nothing to answer for, and nothing was recorded.`];
  const { decision, outcome, gateKind, by, why, run } = answer;
  const said =
    decision === 'overridden'
      ? [
          `OVERRIDE of the gate '${gate}' (${gateKind}), which is ${outcome} at ${commit}, by ${by}: ${why}`,
          'It stays red in the log and counts as passed on these contents alone; what it stands for is waived, not ticked.',
        ]
      : [`'${gate}' is ${decision} at ${commit} by ${by}: ${why}`];
  return [
    ...said,
    ...elsewhereLines(answer),
    answer.kind === 'already'
      ? `Run ${run.id} knows that already; nothing was added.`
      : hasCoordinator(run, hostName)
        ? `Recorded in run ${run.id}; its coordinator looks again now.`
        : `Recorded in run ${run.id}, which nobody coordinates now; 'muster resume' goes on with it.`,
  ];
}

/** What was decided on is not what a review would judge now. */
function elsewhereLines({ isOfTip, isCandidate }: Extract<Said, { decision: string }>): string[] {
  if (isOfTip) return [];
  return isCandidate
    ? [
        "It was work that was to land: handed in again with the same contents, it lands. 'muster resume' has blocked work tried again.",
      ]
    : ['The integration branch holds something else by now: a review of that asks again.'];
}

function hasCoordinator(
  { state, coordinator }: Extract<Said, { decision: string }>['run'],
  hostName: string,
): boolean {
  if (state !== 'running' || coordinator === null) return false;
  return coordinator.host !== hostName || isProcessAlive(coordinator);
}
