import { type ProcessResult, runProcess } from '@musterhq/process';
import type { Repository } from './repository.ts';

/** What both ways to a pull request take; `repository` is `owner/name`, `commit` is what the branch holds. */
export type PullRequestOrder = {
  repository: string;
  branch: string;
  commit: string;
  base: string;
  title: string;
  body: string;
};

export type PullRequest =
  | { kind: 'open'; number: number; url: string }
  /** Somebody closed it without merging it, and nothing has come since. */
  | { kind: 'closed'; number: number; url: string }
  | { kind: 'failed'; reason: string };

const longestMs = 60_000;

/** Whether GitHub's own command line is there and somebody is logged in with it at this host. */
export async function canUseGh(repo: Repository, host: string): Promise<boolean> {
  return (await gh(repo, ['auth', 'status', '--hostname', host])).exitCode === 0;
}

/** Opens the pull request of a branch, or brings title and text of the open one up to date. */
export async function openPullRequestByGh(
  repo: Repository,
  host: string,
  { repository, branch, commit, base, title, body }: PullRequestOrder,
): Promise<PullRequest> {
  const place = ['--repo', `${host}/${repository}`];
  const find = ['pr', 'list', ...place, '--head', branch, '--base', base, '--state', 'all', '--limit', '1'];
  const list = () => gh(repo, [...find, '--json', 'number,url,state,headRefOid']);
  const found = await list();
  if (found.exitCode !== 0) return failed(found);
  const last = firstOf(found.stdout);
  const text = ['--title', title, '--body-file', '-'];
  if (last?.state === 'OPEN') {
    const edited = await gh(repo, ['pr', 'edit', String(last.number), ...place, ...text], body);
    return edited.exitCode === 0 ? openOne(last) : failed(edited);
  }
  if (last?.state === 'CLOSED' && last.headRefOid === commit) return { ...openOne(last), kind: 'closed' };
  const created = await gh(repo, ['pr', 'create', ...place, '--head', branch, '--base', base, ...text], body);
  // Also after a failure: one that was made by a call whose answer was lost is there all the same.
  const made = firstOf((await list()).stdout);
  return made?.state === 'OPEN' ? openOne(made) : failed(created);
}

type Listed = { number: number; url: string; state: 'OPEN' | 'CLOSED' | 'MERGED'; headRefOid: string };

const openOne = ({ number, url }: Listed) => ({ kind: 'open' as const, number, url });

function firstOf(stdout: string): Listed | undefined {
  try {
    return (JSON.parse(stdout) as Listed[])[0];
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function gh(repo: Repository, args: string[], input?: string): Promise<ProcessResult> {
  return runProcess({
    command: 'gh',
    args,
    cwd: repo.dir,
    env: { ...repo.env, GH_PROMPT_DISABLED: '1', GH_NO_UPDATE_NOTIFIER: '1', NO_COLOR: '1' },
    timeoutMs: longestMs,
    keepBytes: 1024 * 1024,
    ...(input === undefined ? {} : { input }),
  });
}

function failed({ stderr, stdout, exitCode, isTimedOut }: ProcessResult): { kind: 'failed'; reason: string } {
  const words = stderr.trim() || stdout.trim();
  const end = isTimedOut ? `no answer within ${longestMs / 1000} s` : `exit code ${exitCode}`;
  return { kind: 'failed', reason: `gh: ${words === '' ? end : words.slice(-800)}` };
}
