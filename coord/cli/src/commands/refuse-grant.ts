import { refuseGrant } from '@musterhq/engine';
import type { Environment } from '../environment.ts';
import { withProject } from '../open-project.ts';

/** `muster refuse-grant NUMBER --why TEXT`: no to what a session asks to write. */
export async function refuseGrantAsked(
  environment: Environment,
  request: number,
  { why }: { why: string },
): Promise<void> {
  await withProject(environment, async ({ around }) => {
    const { session, path } = await refuseGrant(around, { request, why, by: environment.user });
    process.stdout.write(`Session ${session} may not write ${path}; it hears why when it asks again.\n`);
  });
}
