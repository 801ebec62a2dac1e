import type { Plan, Task } from '@musterhq/plan';

/** The task whose start command in the document has this very text, white space aside. */
export function startedTask(plan: Plan, text: string, session?: number): Task | undefined {
  const plain = (words: string) => words.replaceAll(/\s+/g, ' ').trim().toLowerCase();
  return plan.tasks.find(
    (task) =>
      task.start !== undefined &&
      plain(task.start.text) === plain(text) &&
      (session === undefined || task.session === session),
  );
}
