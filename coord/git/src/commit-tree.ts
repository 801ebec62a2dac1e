import type { Repository } from './repository.ts';
import { runGit } from './run-git.ts';

export type Person = { name: string; email: string };

export type CommitParts = {
  tree: string;
  parents: string[];
  message: string;
  author: Person;
  /** The author when absent; where the repository signs, its configured identity, whose key it is. */
  committer?: Person;
  /** ISO 8601. Given, the same parts make the same commit id (a signature breaks that: it carries its own time). */
  date?: string;
};

/** Writes a commit object, signed where `commit.gpgsign` says so, and moves nothing. Throws `signing_failed`. */
export async function commitTree(repo: Repository, parts: CommitParts): Promise<string> {
  const { stdout } = await runGit(repo, {
    args: [
      'commit-tree',
      ...parts.parents.flatMap((parent) => ['-p', parent]),
      ...(repo.isSigning ? ['-S'] : []),
      '-F',
      '-',
      parts.tree,
    ],
    kind: 'write',
    input: `${parts.message.trimEnd()}\n`,
    env: commitEnvironment(repo, parts),
  });
  return stdout.trim();
}

/** The variables by which git takes author, committer and time of a commit. */
export function commitEnvironment(
  repo: Repository,
  { author, committer, date }: Pick<CommitParts, 'author' | 'committer' | 'date'>,
): Record<string, string> {
  const by = committer ?? (repo.isSigning ? undefined : author);
  const at = date === undefined ? undefined : gitDate(date);
  return {
    GIT_AUTHOR_NAME: author.name,
    GIT_AUTHOR_EMAIL: author.email,
    ...(by === undefined ? {} : { GIT_COMMITTER_NAME: by.name, GIT_COMMITTER_EMAIL: by.email }),
    ...(at === undefined ? {} : { GIT_AUTHOR_DATE: at, GIT_COMMITTER_DATE: at }),
  };
}

/** Git's own form, `@seconds +hhmm`: it reads ISO dates only from 1970 to 2099 and guesses at the rest. */
function gitDate(iso: string): string {
  const milliseconds = Date.parse(iso);
  if (Number.isNaN(milliseconds)) throw new RangeError(`expected an ISO 8601 date, received ${iso}`);
  const zone = /([+-]\d\d):?(\d\d)$/.exec(iso.includes('T') ? iso : '');
  return `@${Math.floor(milliseconds / 1000)} ${zone === null ? '+0000' : `${zone[1]}${zone[2]}`}`;
}
