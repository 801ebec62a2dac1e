import { readRunPlan } from '@musterhq/engine';
import { insertRequest } from '@musterhq/store';
import type { Environment } from '../environment.ts';
import { withProject } from '../open-project.ts';

/** `muster plan adopt`: the coordinator takes the waiting edit over with its next look. */
export async function planAdopt(environment: Environment): Promise<void> {
  await withProject(environment, async ({ around }) => {
    const { run } = await readRunPlan(around);
    await insertRequest(around.store, { run: run.id, kind: 'adopt', data: { by: environment.user } });
    process.stdout.write('The edit is taken over with the next look at the document.\n');
  });
}
