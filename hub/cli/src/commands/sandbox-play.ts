import { setTimeout as delay } from 'node:timers/promises';
import { readSandbox } from '@musterhub/api';
import { moveSandboxClock, readSandboxClock } from '@musterhub/sandbox';
import { type Publication, readPublications } from '@musterhub/store';
import type { Environment } from '../environment.ts';
import { exitCodes } from '../exit-codes.ts';
import { HubError } from '../hub-error.ts';
import { type OpenHub, withHub } from '../open-hub.ts';
import { print } from '../print.ts';
import { readSandboxFile } from '../sandbox-file.ts';

type Flags = { until: string; json?: boolean };

const lookMs = 50;
/** A worker takes up what is due within a moment; a single call to a platform may take half a minute. */
const patienceMs = 90_000;

/** A post whose hour has come, and what became of it. */
type Played = {
  publication: string;
  item: string;
  platform: string;
  account: string;
  kind: string;
  dueAt: string;
  state: string;
  reason: string | null;
  url: string | null;
  contentHash: string;
  media: string[];
  verification: string;
  evidence: string | null;
};

/**
 * Moves the sandbox's clock from each moment at which something is to be done to the next one, and lets the hub that runs here do
 * it meanwhile: a day of posts passes in seconds, and nothing is late, however slow the machine is. Exit code 3 where a post did
 * not go out as it was meant.
 */
export async function sandboxPlay(environment: Environment, flags: Flags): Promise<void> {
  const until = new Date(flags.until);
  if (Number.isNaN(until.getTime()))
    throw new HubError(
      'usage',
      `--until: expected an instant such as 2026-12-02T00:00:00Z, found '${flags.until}'`,
    );
  await withHub(environment, async (open) => {
    const { now, posts } = await play(open, until, (post) => {
      if (flags.json !== true) process.stdout.write(`${postLine(post)}\n`);
    });
    const good = posts.filter(({ verification }) => verification === 'matched').length;
    const result = { sandbox: 'SANDBOX', now: now.toISOString(), played: posts.length, matched: good, posts };
    print(result, flags.json, () => [
      `${posts.length} posts were due until ${result.now}, ${good} of them read back as they were meant (SANDBOX)`,
    ]);
    if (good < posts.length) process.exitCode = exitCodes.refused;
  });
}

async function play(
  { hub, stateDir }: OpenHub,
  until: Date,
  tell: (post: Played) => void,
): Promise<{ now: Date; posts: Played[] }> {
  const file = await readSandboxFile(stateDir);
  if (file === undefined)
    throw new HubError('refused', "no sandbox runs here: 'hub sandbox' in this folder starts one");
  const { inspectionUrl } = file;
  // Says so where it was killed and has left its file.
  await readSandbox(inspectionUrl);
  const from = await readSandboxClock(inspectionUrl);
  const told = new Set<string>();
  let still = { looks: '', from: Date.now() };
  for (let now = from; ; now = await readSandboxClock(inspectionUrl)) {
    const rows = await readPublications(hub.store.database);
    const looks = rows.map(({ wake, dispatched }) => `${wake}/${dispatched}`).join();
    if (looks !== still.looks) still = { looks, from: Date.now() };
    const playedBy = (at: Date) => {
      const played = rows.filter(({ dueAt, publishedAt }) => (publishedAt ?? dueAt) >= from && dueAt <= at);
      for (const row of played.filter((one) => isOver(one) && !told.has(one.id))) {
        told.add(row.id);
        tell(playedOf(row));
      }
      return played.map(playedOf);
    };
    playedBy(now);
    if (rows.every((row) => !isUnderWay(row, now))) {
      const next = rows.flatMap(({ wakeAt }) => wakeAt ?? []).sort((a, b) => a.getTime() - b.getTime())[0];
      if (next === undefined || next > until)
        // What came to its end before its hour, when it was prepared, is among them.
        return { now: await moveSandboxClock(inspectionUrl, until), posts: playedBy(until) };
      await moveSandboxClock(inspectionUrl, next);
      still = { looks, from: Date.now() };
    } else if (Date.now() - still.from > patienceMs) {
      throw new HubError(
        'refused',
        `nobody has taken up what is due for ${patienceMs / 1000} s: 'hub serve --sandbox' in this folder publishes`,
      );
    }
    await delay(lookMs);
  }
}

/** A look at it is wanted now, queued, or being carried out. */
const isUnderWay = ({ wake, dispatched, wakeAt }: Publication, now: Date): boolean =>
  dispatched === wake || (wakeAt !== null && wakeAt <= now);

/** Nothing more happens to it by itself. */
const isOver = ({ wakeAt, wake, dispatched }: Publication): boolean => wakeAt === null && dispatched !== wake;

function playedOf(row: Publication): Played {
  const { id, item, account, post, dueAt, state, reason, url, contentHash, verification, evidence } = row;
  return {
    ...{ publication: id, item, platform: post.platform, account, kind: post.kind },
    dueAt: dueAt.toISOString(),
    ...{ state, reason, url, contentHash, media: post.media.map(({ sha256 }) => sha256) },
    ...{ verification, evidence },
  };
}

function postLine({ dueAt, platform, state, item, verification, reason, url }: Played): string {
  const seen =
    verification === 'matched'
      ? 'read back as it was meant'
      : (reason ?? (verification === 'none' ? 'not read back' : verification));
  return `${dueAt}  ${platform.padEnd(9)}  ${state.padEnd(9)}  ${item}  ${seen}  ${url ?? ''}`.trimEnd();
}
