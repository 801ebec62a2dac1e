import { randomUUID } from 'node:crypto';
import { announceWith, type Run, readAssignments, readAttempts } from '@musterhq/store';
import { answerEvent, getOpenQuestion, retryBlocked } from '../asks/answer-question.ts';
import { refusalOfAsk } from '../asks/refusal-of-ask.ts';
import type { Surroundings } from '../open-run.ts';
import { readRunPlan } from '../read-status.ts';
import { workOf } from '../work.ts';

/** `isTriedAgain`: the task was blocked, and the coordinator begins another attempt with the answer in its brief. */
export type Answered = { run: Run; session: number; task: string | null; isTriedAgain: boolean };

/**
 * A person's word to a session: to the question of that number, or about a blocked task, by its id or label. Refused with
 * `ask_refused` where nothing waits for it.
 */
export async function answerSession(
  around: Surroundings,
  { to, text, by }: { to: string; text: string; by: string },
): Promise<Answered> {
  const { store } = around;
  const { run, plan } = await readRunPlan(around);
  const work = workOf(plan, await readAssignments(store.database));
  return announceWith(store, run.id, async (transaction, append) => {
    if (/^\d+$/.test(to)) {
      const question = await getOpenQuestion(transaction, run.id, Number(to));
      const { session, task } = question;
      const about = task === null ? {} : { task };
      await append({ key: `answer:${question.id}`, session, ...about, ...answerEvent(by, text, question) });
      return { run, session, task, isTriedAgain: await retryBlocked(transaction, run.id, task) };
    }
    const item = work.find(({ id, label }) => id === to || label === to);
    if (item === undefined)
      throw refusalOfAsk(`'${to}' is no question's number and no task; 'muster status' lists both.`);
    const { id: task, session } = item;
    if (!(await retryBlocked(transaction, run.id, task))) {
      const state = (await readAttempts(transaction, run.id)).findLast((one) => one.task === task)?.state;
      throw refusalOfAsk(
        `${item.label} waits for no answer: it is ${state ?? 'not begun'}. To tell Session ${session} something all the same: muster report "WORDS" --kind answer`,
      );
    }
    const data = { from: by, kind: 'answer', text, to: session };
    await append({ key: `answer:${randomUUID()}`, kind: 'report_made', session, task, data });
    return { run, session, task, isTriedAgain: true };
  });
}
