import { grantPath } from '@musterhq/engine';
import type { Environment } from '../environment.ts';
import { withProject } from '../open-project.ts';

/** `muster grant PATH --to N --for 2h`: narrow, expiring, in the log; the next commit is judged by it. */
export async function grant(
  environment: Environment,
  path: string,
  flags: { to: number; for: string; why: string },
): Promise<void> {
  await withProject(environment, async ({ around }) => {
    const order = { path, session: flags.to, duration: flags.for, by: environment.user, why: flags.why };
    const given = await grantPath(around, order);
    process.stdout.write(
      `Session ${flags.to} may write ${given.path} until ${given.expiresAt.toISOString()}.\n`,
    );
  });
}
