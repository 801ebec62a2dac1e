import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { policyFileOf, publishPolicy } from '@musterhq/agents';
import { readAssignments, readLiveGrants, readTurns } from '@musterhq/store';
import type { Context } from '../context.ts';
import { workOf } from '../work.ts';
import { assemblePolicy } from './assemble-policy.ts';

type PolicyContext = Pick<Context, 'store' | 'fence' | 'stateDir' | 'live' | 'clock' | 'documentPath'>;

/** Says for one turn who may write what, by the plan and the grants as they are now. Before its host is started; safe to repeat. */
export function writePolicy(context: PolicyContext, turn: { id: string; task: string }): Promise<void> {
  return writePolicies(context, [turn]);
}

/** Says it anew for every turn under way: call it once a grant was given or the document changed. */
export async function refreshPolicies(context: PolicyContext): Promise<void> {
  const turns = await readTurns(context.store.database, context.fence.run);
  const underWay = turns.filter(({ endedAt }) => endedAt === null);
  if (underWay.length > 0) await writePolicies(context, underWay);
}

/** A task that the document no longer has keeps what was said before. */
async function writePolicies(
  { store, live, clock, stateDir, documentPath }: PolicyContext,
  turns: readonly { id: string; task: string }[],
): Promise<void> {
  const [assignments, grants] = await Promise.all([
    readAssignments(store.database),
    readLiveGrants(store.database, new Date(clock.now())),
  ]);
  const works = new Map(workOf(live.plan, assignments).map((work) => [work.id, work]));
  for (const { id, task } of turns) {
    const work = works.get(task);
    if (work === undefined) continue;
    const folder = join(stateDir, 'turns', id);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    publishPolicy(policyFileOf(folder), assemblePolicy(live.plan, work, { grants, document: documentPath }));
  }
}
