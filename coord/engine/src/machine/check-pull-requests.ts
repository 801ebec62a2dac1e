import { canUseGh, fetchBranch } from '@musterhq/git';
import { z } from 'zod';
import type { Surroundings } from '../open-run.ts';
import { callApi } from '../outbound.ts';
import { isByPullRequest } from '../pull-request/fetch-main.ts';
import { findTarget } from '../pull-request/propose-landing.ts';
import type { MachineFinding } from './machine-finding.ts';

type Around = Pick<Surroundings, 'repo' | 'configuration' | 'gitHubToken'>;

const timeoutMs = 30_000;
const repositorySchema = z.object({ permissions: z.object({ push: z.boolean() }).optional() });

/**
 * Whether a review could move `main` by a pull request: its remote answers, and somebody may push and open one there. Nothing where `main` is moved
 * by the review itself. Asks, and changes nothing but a ref of Muster's own.
 */
export async function checkPullRequests(around: Around): Promise<MachineFinding[]> {
  if (!isByPullRequest(around)) return [];
  const target = await findTarget(around);
  if (target.kind === 'failed') return [{ severity: 'error', about: 'remote', message: target.reason }];
  return [await checkRemote(around), await checkLogin(around, target)];
}

async function checkRemote({ repo, configuration }: Around): Promise<MachineFinding> {
  const { remote } = configuration.landing;
  const branch = configuration.main ?? 'main';
  const fetched = await fetchBranch(repo, { remote, branch });
  const about = 'remote' as const;
  if (fetched.kind === 'fetched')
    return {
      severity: 'ok',
      about,
      message: `${remote} answers, its ${branch} is at ${fetched.commit.slice(0, 10)}`,
    };
  if (fetched.kind === 'absent')
    return {
      ...{ severity: 'error', about, message: `${remote} has no branch ${branch}` },
      fix: `push it: git push ${remote} ${branch}, or name the branch as 'main:' in muster/config.yaml`,
    };
  return {
    ...{ severity: 'error', about, message: `${remote} does not answer: ${fetched.reason}` },
    fix: `try 'git fetch ${remote}' by hand, and mend what it says`,
  };
}

async function checkLogin(
  { repo, configuration, gitHubToken: token }: Around,
  { host, repository }: { host: string; repository: string },
): Promise<MachineFinding> {
  const about = 'login' as const;
  if (await canUseGh(repo, host)) return { severity: 'ok', about, message: `gh is logged in at ${host}` };
  const refused = (message: string, fix: string): MachineFinding => ({
    severity: 'error',
    about,
    message,
    fix,
  });
  const login = `log in with 'gh auth login --hostname ${host}', or give a token in GH_TOKEN`;
  if (token === undefined) return refused(`nobody may open a pull request at ${host}`, login);
  const { signal } = new AbortController();
  const headers = { authorization: `Bearer ${token}`, accept: 'application/vnd.github+json' };
  const url = `${configuration.landing.api}/repos/${repository}`;
  const answer = await callApi(url, { method: 'GET', headers }, { timeoutMs, signal });
  if (answer.kind === 'failed')
    return refused(`${url} does not answer: ${answer.reason}`, 'look at the network, and at landing.api');
  if (answer.status !== 200)
    return refused(
      `the token of GH_TOKEN does not open ${repository}: ${url} answers ${answer.status}`,
      login,
    );
  const permissions = readPermissions(answer.text);
  if (permissions?.push === false)
    return refused(
      `the token of GH_TOKEN may read ${repository} and not push to it`,
      'give it the permissions Contents and Pull requests, both to write',
    );
  return { severity: 'ok', about, message: `the token of GH_TOKEN opens ${repository}` };
}

/** Undefined where the answer says nothing of them, as for some kinds of tokens. */
function readPermissions(text: string): { push: boolean } | undefined {
  try {
    return repositorySchema.safeParse(JSON.parse(text)).data?.permissions;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
