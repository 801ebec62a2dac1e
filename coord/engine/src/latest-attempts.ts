import type { Attempt } from '@musterhq/store';

/** The newest attempt at each task, in whatever order they come. */
export function latestAttempts(attempts: readonly Attempt[]): Map<string, Attempt> {
  const latest = new Map<string, Attempt>();
  for (const attempt of attempts) {
    const known = latest.get(attempt.task);
    if (known === undefined || attempt.number > known.number) latest.set(attempt.task, attempt);
  }
  return latest;
}
