import type { Plan } from '@musterhq/plan';
import type { Attempt, Turn } from '@musterhq/store';
import type { Work } from '../work.ts';

export type WarmFacts = {
  plan: Pick<Plan, 'tasks'>;
  /** Of the run. */
  attempts: readonly Attempt[];
  turns: readonly Turn[];
  now: Date;
  /** Tasks that one conversation is for at most; 1: each has its own. */
  mostTasks: number;
  /** How long after its last turn a conversation is gone on with; vendors forget what they hold ready soon after. */
  withinMs: number;
  /** Who takes a task's first turn. */
  choiceOf: (work: Pick<Work, 'id' | 'label' | 'session'>) => { driver: string; model?: string };
};

/**
 * The conversation of the session's last task, for one that is related to it: of the same block, or waiting for it. It has the
 * files of the one in mind already, and its vendor holds them ready. The same driver and model, lately, and not for ever.
 */
export function warmConversation(work: Work, facts: WarmFacts): string | undefined {
  const { plan, attempts, turns, now, mostTasks, withinMs, choiceOf } = facts;
  const own = turns
    .filter(({ session, task, endedAt }) => session === work.session && task !== work.id && endedAt !== null)
    .toSorted((a, b) => b.endedAt!.getTime() - a.endedAt!.getTime());
  const last = own[0];
  const conversation = last?.conversation ?? undefined;
  const before = plan.tasks.find(({ id }) => id === last?.task);
  if (last === undefined || conversation === undefined || before === undefined) return undefined;
  const isRelated = before.block === work.block || work.dependsOn.some(({ task }) => task === before.id);
  const [was, is] = [choiceOf(before), choiceOf(work)];
  const isSame = last.driver === is.driver && was.driver === is.driver && was.model === is.model;
  const isWell = attempts.some(
    ({ task, number, state }) =>
      task === last.task && number === last.attempt && (state === 'submitted' || state === 'integrated'),
  );
  const heard = new Set(own.filter((turn) => turn.conversation === conversation).map(({ task }) => task));
  const isLately = now.getTime() - last.endedAt!.getTime() <= withinMs;
  return isRelated && isSame && isWell && isLately && heard.size < mostTasks ? conversation : undefined;
}
