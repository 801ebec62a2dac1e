import { existsSync } from 'node:fs';
import { applyActivation, installAgents } from '@musterhq/agents';
import { requireSession, seatOf } from '@musterhq/engine';
import { ensureExcluded, trackedPaths } from '@musterhq/git';
import type { ActivationStep } from '@musterhq/plan';
import { readSeats, setAgents } from '@musterhq/store';
import type { Environment } from '../environment.ts';
import { findRunPlan } from '../find-run-plan.ts';
import { findSession } from '../find-session.ts';
import { withProject } from '../open-project.ts';
import { UsageError } from '../usage-error.ts';

/** `ca preset|activate|deactivate`: changes the set for good, and in the session's worktree at once if there is one. */
export async function caChange(
  environment: Environment,
  steps: ActivationStep[],
  flags: { session?: number },
): Promise<void> {
  await withProject(environment, async ({ around }) => {
    const { store, library, repo, stateDir } = around;
    const session = findSession(environment, stateDir, flags.session);
    const plan = await findRunPlan(around);
    if (plan !== undefined) requireSession(plan, session);
    const seats = await readSeats(store.database);
    const recommended = plan?.sessions.find((one) => one.id === session)?.agents ?? [];
    const current = seats.find((seat) => seat.session === session)?.agents ?? recommended;
    const { agents, diagnostics } = applyActivation(current, steps, library.presets, library.agents);
    if (diagnostics.length > 0) {
      throw new UsageError(
        diagnostics
          .map(({ message, fix }) => (fix === undefined ? message : `${message}: ${fix}`))
          .join('\n'),
      );
    }
    await setAgents(store, session, agents);
    const worktree = plan === undefined ? undefined : seatOf(plan, stateDir, session).worktree;
    if (worktree !== undefined && existsSync(worktree)) {
      await ensureExcluded(repo, [
        '/.muster/',
        ...library.agents.map((agent) => `/.claude/agents/${agent.name}.md`),
      ]);
      const tracked = await trackedPaths(repo, worktree, '.claude/agents');
      installAgents({
        worktree,
        agents: library.agents.filter((agent) => agents.includes(agent.name)),
        isTracked: (path) => tracked.has(path),
      });
    }
    process.stdout.write(`Session ${session}: ${agents.join(', ') || 'no agent is active'}\n`);
  });
}
