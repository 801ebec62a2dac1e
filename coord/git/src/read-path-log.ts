import type { Repository } from './repository.ts';
import { runGit } from './run-git.ts';
import { parseTrailers, type Trailers } from './trailers.ts';

export type PathCommit = {
  commit: string;
  author: string;
  subject: string;
  trailers: Trailers;
  /** Those of the paths asked for that it changes. */
  paths: string[];
};

/** The commits that `to` has and `from` has not and that change one of the paths, the newest first; merges left out. */
export async function readPathLog(
  repo: Repository,
  { from, to, paths, limit }: { from: string; to: string; paths: readonly string[]; limit: number },
): Promise<PathCommit[]> {
  if (paths.length === 0) return [];
  const { stdout } = await runGit(repo, {
    args: [
      ...['log', '-z', `--max-count=${limit}`, '--no-merges', '--no-renames', '--name-only'],
      ...['--no-show-signature', '--format=commit %H%x00%an%x00%B', `${from}..${to}`, '--', ...paths],
    ],
    kind: 'read',
    env: { GIT_LITERAL_PATHSPECS: '1' },
  });
  // `commit <id>` NUL <author> NUL <message> NUL, then paths, the first behind a line break, each with a NUL.
  const fields = stdout.split('\0');
  const log: PathCommit[] = [];
  for (let at = 0; at < fields.length; at += 1) {
    const commit = /^commit ([0-9a-f]{40,64})$/.exec(fields[at] ?? '')?.[1];
    const path = (fields[at] ?? '').replace(/^\n/, '');
    if (commit === undefined) {
      if (path !== '') log.at(-1)?.paths.push(path);
      continue;
    }
    const [author = '', message = ''] = fields.slice(at + 1, at + 3);
    const subject = message.split('\n', 1)[0] ?? '';
    log.push({ commit, author, subject, trailers: parseTrailers(message), paths: [] });
    at += 2;
  }
  return log;
}
