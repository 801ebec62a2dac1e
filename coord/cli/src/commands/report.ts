import { randomUUID } from 'node:crypto';
import { readRunPlan, requireSession } from '@musterhq/engine';
import { announce, readAttempts } from '@musterhq/store';
import type { Environment } from '../environment.ts';
import { withProject } from '../open-project.ts';

/** `muster report`: one sentence into the log, from a person or in the name of a session. */
export async function report(
  environment: Environment,
  text: string,
  flags: { session?: number; kind: string },
): Promise<void> {
  await withProject(environment, async ({ around }) => {
    const { plan, run } = await readRunPlan(around);
    if (flags.session !== undefined) requireSession(plan, flags.session);
    const open = (await readAttempts(around.store.database, run.id)).findLast(
      ({ session, endedAt }) => session === flags.session && endedAt === null,
    );
    const from = flags.session === undefined ? environment.user : `Session ${flags.session}`;
    await announce(around.store, run.id, {
      key: `report:${randomUUID()}`,
      kind: 'report_made',
      ...(flags.session === undefined ? {} : { session: flags.session }),
      ...(open === undefined ? {} : { task: open.task }),
      data: { from, kind: flags.kind, text },
    });
    process.stdout.write(`Reported to run ${run.id}.\n`);
  });
}
