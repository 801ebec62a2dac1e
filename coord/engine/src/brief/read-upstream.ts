import { type Event, readAttempts, readEvents, readTurns } from '@musterhq/store';
import type { Context } from '../context.ts';
import type { Work } from '../work.ts';
import type { HandoffNote, Published, Upstream } from './brief-facts.ts';

/** The landed tasks that one stands on, in the document's order, as their last turns told of them. */
export async function readUpstream({ store, fence, live }: Context, work: Work): Promise<Upstream[]> {
  const [attempts, turns] = await Promise.all([
    readAttempts(store.database, fence.run),
    readTurns(store.database, fence.run),
  ]);
  const wanted = new Set(work.dependsOn.map(({ task }) => task));
  return live.plan.tasks
    .filter(({ id }) => wanted.has(id))
    .flatMap((task) => {
      const attempt = attempts.find(({ task: id, state }) => id === task.id && state === 'integrated');
      if (attempt === undefined) return [];
      const last = turns
        .filter((turn) => turn.task === task.id && turn.attempt === attempt.number)
        .toSorted((a, b) => b.number - a.number)[0];
      const outcome = (last?.outcome ?? {}) as { message?: string; artifacts?: string[] };
      return [
        {
          task: task.id,
          label: task.label,
          session: task.session,
          commit: attempt.integrated!,
          summary: (outcome.message ?? task.deliverable ?? task.text).trim().split('\n')[0]!,
          artifacts: outcome.artifacts ?? [],
        },
      ];
    });
}

/** What the sessions whose work it waits for said of handoffs and of files, the newest last. */
export async function readTold(
  { store, fence }: Context,
  work: Work,
): Promise<{ notes: HandoffNote[]; published: Published[] }> {
  const [noted, told] = await Promise.all([
    readEvents(store.database, fence.run, { kind: 'handoff_noted' }),
    readEvents(store.database, fence.run, { kind: 'artifact_published' }),
  ]);
  const upstream = new Set(work.dependsOn.map(({ task }) => task));
  const isUpstream = ({ task }: Event) => task !== null && upstream.has(task);
  return {
    notes: noted.filter(isUpstream).map(({ data }) => ({
      handoff: String(data.handoff),
      summary: String(data.summary),
      paths: (data.paths ?? []) as string[],
    })),
    published: told.filter(isUpstream).map(({ data, session }) => ({
      path: String(data.path),
      sha256: String(data.sha256),
      session: session ?? 0,
      summary: String(data.summary),
    })),
  };
}
