import type { Person } from '@musterhq/git';

/** The name under which a session's processes commit and move refs, so that git's own logs tell whose doing it was. */
export function identityEnv({ name, email }: Person): Record<string, string> {
  return {
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: email,
  };
}
