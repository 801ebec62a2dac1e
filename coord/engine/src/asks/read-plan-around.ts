import type { ToolInput, ToolResult } from '@musterhq/desk';
import type { Task } from '@musterhq/plan';
import { readAttempts, readEvents, readHandoffs } from '@musterhq/store';
import type { Asker, AskRoom } from './ask-room.ts';
import { planAround } from './plan-around.ts';
import { readGrantRequests } from './read-grant-requests.ts';
import { refusalOfAsk } from './refusal-of-ask.ts';

/** The plan around the task of the one who asks, or around another one by id or label. */
export async function readPlanAround(
  room: AskRoom,
  asker: Asker,
  input: ToolInput<'read_plan'>,
): Promise<ToolResult<'read_plan'>> {
  const { store, run, plan } = room;
  const task = requireTask(room, asker, input.task);
  const [attempts, handoffs, notes, artifacts, requests] = await Promise.all([
    readAttempts(store.database, run),
    readHandoffs(store.database, run),
    readEvents(store.database, run, { kind: 'handoff_noted' }),
    readEvents(store.database, run, { kind: 'artifact_published' }),
    readGrantRequests(store.database, run),
  ]);
  return {
    text: planAround({
      plan,
      task,
      session: asker.session,
      attempts,
      handoffs,
      notes: notes.map(({ data }) => ({ handoff: String(data.handoff), summary: String(data.summary) })),
      requests,
      artifacts: artifacts.map(({ session, data }) => ({
        path: String(data.path),
        sha256: String(data.sha256),
        summary: String(data.summary),
        session,
      })),
    }),
  };
}

/** Without a task of its own in the document (one given by hand, or none), the first one of the session. */
function requireTask({ plan }: AskRoom, asker: Asker, named: string | undefined): Task {
  const wanted = named ?? asker.task;
  const found = plan.tasks.find(({ id, label }) => id === wanted || label === wanted);
  if (found !== undefined) return found;
  const own = plan.tasks.filter(({ session }) => session === asker.session);
  if (named === undefined && own[0] !== undefined) return own[0];
  const labels = own.map(({ label }) => label).join(', ');
  throw refusalOfAsk(`The plan has no task '${named ?? ''}'. Those of your session: ${labels || 'none'}.`);
}
