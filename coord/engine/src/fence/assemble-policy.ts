import type { Policy } from '@musterhq/agents';
import type { Plan } from '@musterhq/plan';
import type { Grant } from '@musterhq/store';
import type { Work } from '../work.ts';

/** What decides who may write what in a turn of this work, from the same facts that the landing judges its diff by. */
export function assemblePolicy(
  plan: Plan,
  work: Pick<Work, 'id' | 'label' | 'session' | 'ownedPaths'>,
  { grants, document }: { grants: readonly Grant[]; document: string },
): Policy {
  return {
    version: 1,
    session: work.session,
    master: plan.master,
    sessions: plan.sessions.map(({ id, name }) => ({ id, name })),
    resources: plan.resources.map(({ path, ownership, phrase }) => ({ path, ownership, phrase })),
    task: { id: work.id, label: work.label, ownedPaths: work.ownedPaths },
    grants: grants
      .filter(({ session }) => session === work.session)
      .map(({ path, expiresAt }) => ({ path, expiresAt: expiresAt.toISOString() })),
    document,
  };
}
