import type { Branch } from '../plan.ts';
import { listed, type Rule } from './rule.ts';

/** The master coordinates, and needs no task of its own. */
export const sessionUnused: Rule = {
  name: 'session-unused',
  severity: 'warning',
  find({ plan }) {
    const busy = new Set(plan.tasks.map((task) => task.session));
    return plan.sessions
      .filter((session) => !session.isMaster && !busy.has(session.id))
      .map((session) => ({
        at: session.range.start,
        message: `session ${session.id} has no task in any block`,
        fix: `add \`Session_${session.id}_Tasks:\` to a block, or take the session out`,
      }));
  },
};

export const oversightByOther: Rule = {
  name: 'oversight-not-by-master',
  severity: 'warning',
  find: ({ plan }) =>
    plan.oversights
      .filter(
        (oversight) =>
          oversight.session !== plan.master && plan.sessions.some(({ id }) => id === oversight.session),
      )
      .map((oversight) => ({
        at: oversight.range.start,
        message: `session ${oversight.session} oversees this block, but session ${plan.master} is the master`,
        fix: `write \`Session_${plan.master}_Oversight:\``,
      })),
};

/** The master works on the integration branch and needs none of its own. */
export const branchMissing: Rule = {
  name: 'branch-missing',
  severity: 'warning',
  find({ plan }) {
    const named = plan.branches.filter((branch) => !branch.isDefault);
    const withBranch = new Set(
      named.filter((branch) => branch.role === 'session').map((branch) => branch.session),
    );
    const without = plan.sessions.filter((session) => !session.isMaster && !withBranch.has(session.id));
    // A document that speaks of no branch at all has one finding, not one for each session.
    const found = named.length === 0 ? without.slice(0, 1) : without;
    return found.map((session) => ({
      at: session.range.start,
      message:
        named.length === 0
          ? `the document names no branches; sessions without one: ${listed(without.map(({ id }) => String(id)))}`
          : `session ${session.id} has no branch`,
      fix: `name \`${branchNameOf(plan.branches, session.id)}\` and its purpose in the branch section`,
    }));
  },
};

function branchNameOf(branches: readonly Branch[], session: number): string {
  const made = branches.find((branch) => branch.role === 'session' && branch.session === session);
  return made?.name ?? `session-${session}`;
}
