import { endWorker, findPublication, readAttempts } from '@musterhub/store';
import { advance } from '../../src/index.ts';
import type { ConnectedAccount, World } from '../make-world.ts';
import type { Cell, Kill, Reference, Subject } from './cell.ts';
import { killedAt } from './killed-at.ts';

/** Thrown in the place of the process's death: nothing after it is done, and nothing before it is taken back. */
class Killed extends Error {}

const die = (): never => {
  throw new Killed();
};

export type CellResult = {
  cell: Cell;
  /** How it ended, in the words of the golden table. */
  outcome: string;
  /** What must never be. */
  faults: string[];
  /** How many kills were reached. */
  kills: number;
};

/** A busy machine answers late as well: only where a late answer is the fault is the client impatient. */
const patientMs = 10_000;
const impatientMs = 600;

/** One publication under the cell's faults and kills, with a new worker after each kill, until nothing is left to do. */
export async function runCell(world: World, cell: Cell, name: string): Promise<CellResult> {
  const { subject } = cell;
  world.setting.timeoutMs = cell.faults.some(({ kind }) => kind === 'slow') ? impatientMs : patientMs;
  const account = await world.connect(subject.platform);
  const id = await world.plan(account.id, subject.postOf(`Post ${name}`));
  befall(world, account, [...subject.faults, ...cell.faults]);
  const kills = [...cell.kills];
  // With a token that died it is not read either.
  const isReadable = !cell.faults.some(
    ({ kind, times }) => (times ?? 1) >= 1_000 || kind === 'token_revoked',
  );
  await drive(world, id, kills);
  world.sandbox.faults.clear();
  const { outcome, faults } = await judge(world, account, id, {
    isReadable,
    isTwice: cell.faults.some(({ kind }) => kind === 'delivered_twice'),
  });
  return { cell, outcome, faults, kills: cell.kills.length - kills.length };
}

function befall(world: World, { remoteId }: ConnectedAccount, faults: Cell['faults']): void {
  world.sandbox.faults.clear();
  world.sandbox.faults.script(...faults.map((fault) => ({ ...fault, accountId: remoteId })));
}

/** The subject's publication with none but its own faults. */
export async function runUncut(world: World, subject: Subject): Promise<Reference> {
  world.setting.timeoutMs = patientMs;
  const account = await world.connect(subject.platform);
  const id = await world.plan(account.id, subject.postOf(`Uncut of ${subject.name}`));
  befall(world, account, subject.faults);
  const calls: Reference['calls'] = [];
  let move = 0;
  const requests = () => world.sandbox.inspect.requests({ accountId: account.remoteId });
  const note = (name: string, visible: boolean) =>
    calls.push({ name, visible, request: requests().length + 1, move });
  const context = await world.worker(({ scheduler, ...channel }) => ({
    ...channel,
    scheduler: scheduler && {
      ...scheduler,
      hand(...args) {
        note('schedule', false);
        return scheduler.hand(...args);
      },
    },
    nextCall(post, handles) {
      move += 1;
      return channel.nextCall(post, handles);
    },
    perform(call, ...rest) {
      note(call.name, call.visible);
      return channel.perform(call, ...rest);
    },
  }));
  await settle(world, () => advance(context, id));
  world.sandbox.faults.clear();
  return { subject, requests: requests().map(({ endpoint }) => endpoint), calls, moves: move };
}

/** The longest that a publication may take, in looks; a throttled account is looked at again after its hour. */
const mostLooks = 60;

async function settle(world: World, look: () => Promise<Date | undefined>): Promise<void> {
  for (let looks = 0; looks < mostLooks; looks += 1) {
    const wakeAt = await look();
    if (wakeAt === undefined) return;
    await world.clock.sleepUntil(wakeAt);
  }
  throw new Error('the publication came to no end');
}

/** `kills` is emptied by those that are reached. */
async function drive(world: World, id: string, kills: Kill[]): Promise<void> {
  for (;;) {
    const context = await world.worker((channel) => killedAt(channel, kills, die));
    try {
      await settle(world, () => advance(context, id));
      return;
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
      await endWorker(world.store, context.worker);
    }
  }
}

/** How it ended, in words, and what must never be. */
export async function judge(
  world: World,
  account: ConnectedAccount,
  id: string,
  { isReadable = true, isTwice = false }: { isReadable?: boolean; isTwice?: boolean } = {},
): Promise<Pick<CellResult, 'outcome' | 'faults'>> {
  const { store, sandbox } = world;
  const publication = (await findPublication(store.database, id))!;
  const attempts = await readAttempts(store.database, id);
  const shown = await sandbox.inspect.posts({ accountId: account.remoteId, visible: true });
  const posts = shown.filter(({ inReplyTo }) => inReplyTo === undefined);
  const follow = shown.length - posts.length + posts.reduce((sum, post) => sum + post.comments.length, 0);
  const { state, followUp, verification } = publication;
  const faults: string[] = [];
  if (posts.length > 1) faults.push(`${posts.length} posts are shown`);
  // Comments have no duplicate rule: where the network delivers one twice it is there twice.
  if (follow > (isTwice ? 2 : 1)) faults.push(`${follow} follow-ups are shown`);
  if (state === 'published' && posts.length !== 1)
    faults.push(`published, and ${posts.length} posts are shown`);
  const { firstComment, thread } = publication.post;
  const wantsMore = firstComment !== undefined || thread !== undefined;
  if (state === 'published' && followUp === 'complete' && wantsMore && follow < 1)
    faults.push('complete without its follow-up');
  if (state === 'failed' && posts.length !== 0) faults.push(`failed, and ${posts.length} posts are shown`);
  if (state === 'ambiguous' && isReadable) faults.push('ambiguous, and the account could be read');
  if (state === 'open') faults.push('it came to no end');
  if (verification === 'differs') faults.push(publication.evidence ?? 'read back as something else');
  if (attempts.some((attempt) => attempt.state === 'open')) faults.push('an attempt is still open');
  const count = `${posts.length} ${posts.length === 1 ? 'post' : 'posts'}`;
  const rest = state === 'published' ? `, follow-up ${followUp} (${follow}), read back: ${verification}` : '';
  return { outcome: `${state}, ${count}${rest}`, faults };
}
