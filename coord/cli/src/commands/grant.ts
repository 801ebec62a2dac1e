import { randomUUID } from 'node:crypto';
import { readRunPlan } from '@musterhq/engine';
import { normalPath, parseDuration } from '@musterhq/plan';
import { announce, insertGrant } from '@musterhq/store';
import type { Environment } from '../environment.ts';
import { withProject } from '../open-project.ts';
import { requireSession } from '../require-session.ts';
import { UsageError } from '../usage-error.ts';

/** `muster grant PATH --to N --for 2h`: narrow, expiring, in the log; the next commit is judged by it. */
export async function grant(
  environment: Environment,
  path: string,
  flags: { to: number; for: string; why: string },
): Promise<void> {
  const durationMs = parseDuration(flags.for);
  if (durationMs === undefined || durationMs <= 0)
    throw new UsageError(`--for expects a duration such as 30m or 2h, found '${flags.for}'.`);
  const normal = normalPath(path);
  if (normal === undefined || normal === '')
    throw new UsageError(`'${path}' is not a path inside the repository.`);
  await withProject(environment, async ({ around }) => {
    const { plan, run } = await readRunPlan(around);
    requireSession(plan, flags.to);
    const grantedAt = new Date(around.now());
    const expiresAt = new Date(grantedAt.getTime() + durationMs);
    const id = randomUUID();
    await insertGrant(around.store, {
      id,
      path: normal,
      session: flags.to,
      reason: flags.why,
      grantedBy: environment.user,
      grantedAt,
      expiresAt,
    });
    await announce(around.store, run.id, {
      key: `grant:${id}`,
      kind: 'grant_given',
      session: flags.to,
      data: { path: normal, until: expiresAt.toISOString(), reason: flags.why, by: environment.user },
    });
    process.stdout.write(`Session ${flags.to} may write ${normal} until ${expiresAt.toISOString()}.\n`);
  });
}
