import type { ToolInput, ToolResult } from '@musterhq/desk';
import {
  insertRequest,
  type NewEvent,
  type Question,
  readAttempts,
  readQuestions,
  type Transaction,
} from '@musterhq/store';
import type { Asker, AskRoom } from './ask-room.ts';
import { once } from './once.ts';
import { refusalOfAsk } from './refusal-of-ask.ts';

/** The master's word on what a session asked. No other session answers: it would speak for the one that decides. */
export async function answerQuestionAsMaster(
  room: AskRoom,
  asker: Asker,
  { question: id, answer }: ToolInput<'answer_question'>,
): Promise<ToolResult<'answer_question'>> {
  return once<'answer_question'>(room, asker, async (transaction) => {
    if (asker.session !== room.plan.master)
      throw refusalOfAsk('Questions are answered by the master or by a person.');
    const question = await getOpenQuestion(transaction, room.run, id);
    const isTriedAgain = await retryBlocked(transaction, room.run, question.task);
    return {
      event: answerEvent(`Session ${asker.session}`, answer, question),
      result: {
        stored: asker.key,
        session: question.session,
        next: isTriedAgain
          ? 'Its task was blocked and is tried again with your answer.'
          : 'It has your answer in the brief of its next turn.',
      },
    };
  });
}

/** The question of that number, which nobody has answered yet; refused otherwise, with those that are open. */
export async function getOpenQuestion(transaction: Transaction, run: string, id: number): Promise<Question> {
  const { questions } = await readQuestions(transaction, run);
  const question = questions.find((one) => one.id === id);
  if (question?.answer === null) return question;
  if (question !== undefined)
    throw refusalOfAsk(`Question ${id} was answered by ${question.answer?.from}: ${question.answer?.text}`);
  const open = questions.filter(({ answer }) => answer === null).map((one) => one.id);
  throw refusalOfAsk(
    `There is no question ${id}. ${open.length === 0 ? 'None is open.' : `Open: ${open.join(', ')}.`}`,
  );
}

/** What was given up for want of an answer is tried again; true when there is such an attempt. */
export async function retryBlocked(
  transaction: Transaction,
  run: string,
  task: string | null,
): Promise<boolean> {
  const last = (await readAttempts(transaction, run)).findLast((attempt) => attempt.task === task);
  if (task === null || last?.state !== 'blocked') return false;
  await insertRequest({ database: transaction }, { run, kind: 'retry', data: { task } });
  return true;
}

export const answerEvent = (
  from: string,
  text: string,
  question: Pick<Question, 'id' | 'session'>,
): Pick<NewEvent, 'kind' | 'data'> => ({
  kind: 'report_made',
  data: { from, kind: 'answer', text, to: question.session, question: question.id },
});
