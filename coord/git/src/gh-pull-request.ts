import { type ProcessResult, runProcess } from '@musterhq/process';
import type { Repository } from './repository.ts';

/** A pull request as both ways to it take it: `repository` is `owner/name`. */
export type PullRequestOrder = {
  repository: string;
  branch: string;
  base: string;
  title: string;
  body: string;
};

export type PullRequest = { kind: 'open'; number: number; url: string };

const longestMs = 60_000;

/** Whether GitHub's own command line is there and somebody is logged in with it at this host. */
export async function canUseGh(repo: Repository, host: string): Promise<boolean> {
  return (await gh(repo, ['auth', 'status', '--hostname', host])).exitCode === 0;
}

/** Opens the pull request of a branch, or brings title and text of the open one up to date. */
export async function openPullRequestByGh(
  repo: Repository,
  host: string,
  { repository, branch, base, title, body }: PullRequestOrder,
): Promise<PullRequest | { kind: 'failed'; reason: string }> {
  const place = ['--repo', `${host}/${repository}`];
  const find = ['pr', 'list', ...place, '--head', branch, '--base', base, '--state', 'open'];
  const list = () => gh(repo, [...find, '--json', 'number,url', '--limit', '1']);
  const found = await list();
  if (found.exitCode !== 0) return failed(found);
  const open = firstOf(found.stdout);
  const text = ['--title', title, '--body-file', '-'];
  if (open !== undefined) {
    const edited = await gh(repo, ['pr', 'edit', String(open.number), ...place, ...text], body);
    return edited.exitCode === 0 ? { kind: 'open', ...open } : failed(edited);
  }
  const created = await gh(repo, ['pr', 'create', ...place, '--head', branch, '--base', base, ...text], body);
  // Made a moment ago by a call whose answer was lost: then it is there all the same.
  const made = firstOf((await list()).stdout);
  if (made !== undefined) return { kind: 'open', ...made };
  return failed(created);
}

function firstOf(stdout: string): { number: number; url: string } | undefined {
  try {
    const [first] = JSON.parse(stdout) as { number: number; url: string }[];
    return first && { number: first.number, url: first.url };
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
