import { readSeats } from '@musterhq/store';
import type { Environment } from '../environment.ts';
import { findRunPlan } from '../find-run-plan.ts';
import { withProject } from '../open-project.ts';
import { print, table } from '../print.ts';

/** The active set of each session: changed by hand or by a task, else as the plan recommends. */
export async function caStatus(environment: Environment, flags: { json?: boolean }): Promise<void> {
  await withProject(environment, async ({ around }) => {
    const seats = await readSeats(around.store.database);
    const plan = await findRunPlan(around);
    const numbers = new Set([
      ...seats.map((seat) => seat.session),
      ...(plan?.sessions ?? []).map((session) => session.id),
    ]);
    const value = [...numbers]
      .sort((a, b) => a - b)
      .map((session) => {
        const seat = seats.find((row) => row.session === session);
        const known = plan?.sessions.find((one) => one.id === session);
        return {
          session,
          name: known?.name ?? '',
          agents: seat?.agents ?? known?.agents ?? [],
          isRecommended: seat?.agents === undefined || seat.agents === null,
        };
      });
    print({ sessions: value }, flags.json, ({ sessions }) =>
      sessions.length === 0
        ? ['No session is known yet: no run was started here, and no set was changed.']
        : table(
            sessions.map((one) => [
              `Session ${one.session}`,
              one.name,
              one.agents.join(', ') || 'none',
              one.isRecommended ? 'as recommended' : '',
            ]),
          ),
    );
  });
}
