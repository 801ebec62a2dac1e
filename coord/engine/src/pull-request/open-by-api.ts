import { setTimeout as delay } from 'node:timers/promises';
import type { PullRequest, PullRequestOrder } from '@musterhq/git';
import { z } from 'zod';
import { callApi, type Probe } from '../outbound.ts';

/** GitHub's REST API, or what behaves like it. */
export type Api = {
  url: string;
  token: string;
  signal: AbortSignal;
  /** Before the second try of a call; doubled for the third. */
  pauseMs?: number;
};

const timeoutMs = 30_000;
const mostTries = 3;
/** Whoever asks for a longer wait is told of to a person instead. */
const longestWaitMs = 60_000;

const pullSchema = z.object({
  number: z.int(),
  html_url: z.string(),
  state: z.enum(['open', 'closed']),
  merged_at: z.string().nullable(),
  head: z.object({ sha: z.string() }),
});
const refusalSchema = z.object({
  message: z.string().default(''),
  errors: z.array(z.union([z.string(), z.object({ message: z.string().default('') })])).default([]),
});

type Answer = Extract<Probe, { kind: 'answered' }>;
type Failed = { kind: 'failed'; reason: string };
type Pull = z.infer<typeof pullSchema>;

/** Opens the pull request of a branch, or brings title and text of the open one up to date. */
export async function openPullRequestByApi(api: Api, order: PullRequestOrder): Promise<PullRequest> {
  const { repository, branch, base, title, body } = order;
  const found = await findLast(api, order);
  if (found.kind === 'failed') return found;
  const { pull } = found;
  if (pull?.state === 'open') return update(api, order, pull.number);
  if (pull?.merged_at === null && pull.head.sha === order.commit)
    return { kind: 'closed', number: pull.number, url: pull.html_url };
  const made = await call(api, 'POST', `/repos/${repository}/pulls`, { title, head: branch, base, body });
  if (made.kind === 'failed') return made;
  if (made.status === 201) return openOne(made);
  if (made.status !== 422) return refusalOf(made, order);
  // Made by a call whose answer was lost, or by somebody else meanwhile.
  const other = await findLast(api, order);
  if (other.kind === 'failed') return other;
  return other.pull?.state === 'open' ? update(api, order, other.pull.number) : refusalOf(made, order);
}

/** The newest pull request from this branch to that one, whatever became of it. */
async function findLast(
  api: Api,
  order: PullRequestOrder,
): Promise<{ kind: 'found'; pull: Pull | undefined } | Failed> {
  const { repository, branch, base } = order;
  const query = new URLSearchParams({
    ...{ head: `${repository.split('/')[0]}:${branch}`, base, state: 'all' },
    ...{ sort: 'created', direction: 'desc', per_page: '1' },
  });
  const found = await call(api, 'GET', `/repos/${repository}/pulls?${query}`);
  if (found.kind === 'failed') return found;
  if (found.status !== 200) return refusalOf(found, order);
  const pulls = z.array(pullSchema).safeParse(parseJson(found.text));
  return pulls.success ? { kind: 'found', pull: pulls.data[0] } : strange(found);
}

async function update(api: Api, order: PullRequestOrder, number: number): Promise<PullRequest> {
  const { repository, title, body } = order;
  const changed = await call(api, 'PATCH', `/repos/${repository}/pulls/${number}`, { title, body });
  if (changed.kind === 'failed') return changed;
  return changed.status === 200 ? openOne(changed) : refusalOf(changed, order);
}

function openOne(answer: Answer): PullRequest {
  const pull = pullSchema.safeParse(parseJson(answer.text));
  return pull.success ? { kind: 'open', number: pull.data.number, url: pull.data.html_url } : strange(answer);
}

/** What passes by itself is tried again, a few times and within bounds; each call may be repeated. */
async function call(api: Api, method: string, path: string, body?: unknown): Promise<Answer | Failed> {
  const { url, token, signal, pauseMs = 1_000 } = api;
  const headers = {
    accept: 'application/vnd.github+json',
    authorization: `Bearer ${token}`,
    'user-agent': 'muster',
    'x-github-api-version': '2022-11-28',
  };
  const request = { method, headers, ...(body === undefined ? {} : { body }) };
  for (let number = 1; ; number += 1) {
    const answer = await callApi(`${url}${path}`, request, { timeoutMs, signal });
    const wait = waitMs(answer, pauseMs * 2 ** (number - 1));
    if (wait === undefined || number === mostTries || wait > longestWaitMs || signal.aborted)
      return answer.kind === 'failed'
        ? { kind: 'failed', reason: `${url} cannot be reached: ${answer.reason}` }
        : afterWait(url, answer, wait);
    // Ended early when the coordinator is to end: then the next look says what came.
    await delay(wait, undefined, { signal }).catch(() => undefined);
  }
}

/** Until a call is worth another try; undefined where the answer stands. */
function waitMs(answer: Probe, pauseMs: number): number | undefined {
  if (answer.kind === 'failed' || answer.status >= 500) return pauseMs;
  const { status, headers } = answer;
  if (status !== 403 && status !== 429) return undefined;
  const after = Number(headers.get('retry-after') ?? Number.NaN) * 1000;
  if (Number.isFinite(after)) return after;
  if (headers.get('x-ratelimit-remaining') !== '0') return status === 429 ? pauseMs : undefined;
  return Math.max(pauseMs, Number(headers.get('x-ratelimit-reset')) * 1000 - Date.now());
}

function afterWait(url: string, answer: Answer, wait: number | undefined): Answer | Failed {
  if (wait === undefined) return answer;
  const reason =
    answer.status >= 500
      ? `${url} answered with status ${answer.status}, ${mostTries} times`
      : `${url} limits how often it is asked (status ${answer.status}) and wants ${Math.ceil(wait / 1000)} s of silence`;
  return { kind: 'failed', reason };
}

function refusalOf({ status, text }: Answer, { repository }: PullRequestOrder): Failed {
  const refusal = refusalSchema.safeParse(parseJson(text));
  const { message, errors } = refusal.success ? refusal.data : { message: text.slice(0, 200), errors: [] };
  const words = [message, ...errors.map((one) => (typeof one === 'string' ? one : one.message))];
  const said = words.filter((word) => word !== '').join('; ');
  const meaning: Record<number, string> = {
    401: 'the token in GH_TOKEN or GITHUB_TOKEN is not accepted',
    403: `the token may not write pull requests of ${repository}`,
    404: `there is no repository ${repository}, or the token may not see it`,
  };
  const why = meaning[status] ?? `the pull request is refused with status ${status}`;
  return { kind: 'failed', reason: said === '' ? why : `${why} (${said})` };
}

const strange = ({ status, text }: Answer): Failed => ({
  kind: 'failed',
  reason: `the API answered with status ${status} and something that is no pull request: ${text.slice(0, 200)}`,
});

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
