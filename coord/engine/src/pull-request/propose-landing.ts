import type { Repository } from '@musterhq/git';
import {
  canUseGh,
  isAncestor,
  openPullRequestByGh,
  type PullRequestOrder,
  pushBranch,
  readRemoteUrl,
  treeOf,
} from '@musterhq/git';
import type { Context } from '../context.ts';
import { openPullRequestByApi } from './open-by-api.ts';
import { repositoryOf } from './repository-of.ts';

/** A pull request that waits for somebody to merge it. */
export type OpenPullRequest = { url: string; number: number; branch: string; commit: string };

export type Proposal = { kind: 'waits'; pullRequest: OpenPullRequest } | { kind: 'failed'; reason: string };

/** Whether a branch has all of a commit: the commit itself, or its contents where it was squashed or rebased. */
export async function holdsAllOf(repo: Repository, tip: string, commit: string): Promise<boolean> {
  if (await isAncestor(repo, commit, tip)) return true;
  return (await isAncestor(repo, tip, commit)) && (await treeOf(repo, tip)) === (await treeOf(repo, commit));
}

/** Pushes the commit to Muster's own branch at the remote, and opens or updates the one pull request from there to main. */
export async function proposeLanding(
  context: Context,
  { commit, title, body }: Pick<PullRequestOrder, 'commit' | 'title' | 'body'>,
): Promise<Proposal> {
  const { repo, configuration, fence, main } = context;
  const { remote, branch = `muster/${fence.run}` } = configuration.landing;
  if (branch === main || branch === context.integration)
    return { kind: 'failed', reason: `landing.branch is ${branch}, which is not Muster's own: name another` };
  const target = await findTarget(context);
  if (target.kind === 'failed') return target;
  const pushed = await pushBranch(repo, { remote, branch, commit });
  if (pushed.kind === 'failed')
    return { kind: 'failed', reason: `${branch} cannot be pushed to ${remote}: ${pushed.reason}` };
  if (pushed.kind === 'foreign') {
    const reason = `${branch} at ${remote} holds ${pushed.tip.slice(0, 10)}, which did not come from here: merge it into ${context.integration}, or delete that branch there`;
    return { kind: 'failed', reason };
  }
  const order = { repository: target.repository, branch, commit, base: main, title, body };
  const opened = await open(context, target.host, order);
  if (opened.kind === 'failed') return opened;
  if (opened.kind === 'closed') {
    const reason = `the pull request ${opened.url} was closed without being merged: reopen it there`;
    return { kind: 'failed', reason };
  }
  const { url, number } = opened;
  return { kind: 'waits', pullRequest: { url, number, branch, commit } };
}

type Target = { kind: 'found'; host: string; repository: string } | { kind: 'failed'; reason: string };

/** Which repository at which host pull requests go to, by the remote's address. */
export async function findTarget({
  repo,
  configuration,
}: Pick<Context, 'repo' | 'configuration'>): Promise<Target> {
  const { remote, repository } = configuration.landing;
  const url = await readRemoteUrl(repo, remote);
  if (url === undefined)
    return { kind: 'failed', reason: `there is no remote '${remote}': add it with 'git remote add'` };
  const found = repositoryOf(url);
  const named = repository ?? found?.repository;
  if (named !== undefined) return { kind: 'found', host: found?.host ?? 'github.com', repository: named };
  const reason = `the address of the remote '${remote}' names no repository at GitHub: say which with 'landing.repository' in muster/config.yaml`;
  return { kind: 'failed', reason };
}

/** By `gh` where somebody is logged in with it, else by the API with a token. */
async function open(context: Context, host: string, order: PullRequestOrder) {
  const { repo, configuration, gitHubToken, stopping } = context;
  if (await canUseGh(repo, host)) return openPullRequestByGh(repo, host, order);
  if (gitHubToken !== undefined) {
    const { api: url } = configuration.landing;
    return openPullRequestByApi({ url, token: gitHubToken, signal: stopping.signal }, order);
  }
  const reason = `${order.branch} is pushed, and nobody may open its pull request: log in with 'gh auth login', or give a token in GH_TOKEN`;
  return { kind: 'failed' as const, reason };
}
