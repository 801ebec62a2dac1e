import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Reader } from './make-store.ts';
import { events } from './schema.ts';

/** What a session wants to know of the master. The id is the number of its event: whoever answers names it. */
export type Question = {
  id: number;
  at: Date;
  session: number;
  /** Null where the session had no task under way. */
  task: string | null;
  text: string;
  /** Null while it is open. */
  answer: Answer | null;
};

/** What the master or a person tells a session, asked or not. */
export type Answer = {
  id: number;
  at: Date;
  session: number;
  from: string;
  text: string;
};

/** All questions and answers of a run in the order of the log. */
export async function readQuestions(
  reader: Reader,
  run: string,
): Promise<{ questions: Question[]; answers: Answer[] }> {
  const rows = await reader
    .select()
    .from(events)
    .where(
      and(
        eq(events.run, run),
        eq(events.kind, 'report_made'),
        inArray(sql`${events.data} ->> 'kind'`, ['question', 'answer']),
      ),
    )
    .orderBy(events.id);
  const answers: Answer[] = [];
  const byQuestion = new Map<unknown, Answer>();
  for (const { id, at, data } of rows) {
    if (data.kind !== 'answer' || data.to === undefined) continue;
    const answer = {
      id,
      at,
      session: Number(data.to),
      from: String(data.from),
      text: String(data.text),
    };
    answers.push(answer);
    if (data.question !== undefined) byQuestion.set(data.question, answer);
  }
  const questions = rows.flatMap(({ id, at, session, task, data }) => {
    if (data.kind !== 'question' || session === null) return [];
    return [{ id, at, session, task, text: String(data.text), answer: byQuestion.get(id) ?? null }];
  });
  return { questions, answers };
}
