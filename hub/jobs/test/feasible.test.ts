import { type Channel, type Handles, makeChannel } from '@musterhub/channels';
import { type BrandChannel, checkFeasibility, type Item, type Post } from '@musterhub/rules';
import { makeSandbox, type Sandbox } from '@musterhub/sandbox';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type MediaServer, serveMedia, testMedia } from './serve-media.ts';

const startAt = new Date('2026-12-01T00:00:00Z');
const disclosure = { aiGenerated: false, paidPartnership: false };

/** A planned piece by what counts for the platforms' windows: its hour, and the number of its pictures. */
type Piece = { minute: number; pictures: number };

let sandbox: Sandbox;
let media: MediaServer;
beforeAll(async () => {
  // A container is ready when it is made, so that what is planned for a minute is out in that minute.
  const rules = {
    instagram: { containerLatencyMs: { image: 0, carousel: 0 } },
    x: { duplicateWindowMs: 0, creditsMicroDollars: 1e12 },
  };
  sandbox = await makeSandbox({ seed: 3, startAt, accounts: { instagram: 0, facebook: 0, x: 0 }, rules });
  media = await serveMedia();
});
afterAll(() => Promise.all([sandbox.close(), media.close()]));

function itemOf(platform: 'instagram' | 'x', { minute, pictures }: Piece, index: number): Item {
  const at = new Date(startAt.getTime() + minute * 60_000).toISOString();
  const recipe = { recipe: 'library', sha256: testMedia[0]!.sha256, altText: '' } as const;
  const points = Array.from({ length: pictures - 2 }, (_, point) => `Point ${point}`);
  const list = { recipe: 'list-carousel', slots: { title: 'List', points, closing: 'End' } };
  const shown = { media: pictures === 0 ? [] : pictures === 1 ? [recipe] : [list] };
  // What the windows do not count is left out.
  return {
    ...{ id: `item-${index}`, platform, channel: 'one', at, publishes: 'A' },
    kind: pictures === 0 ? 'text' : pictures === 1 ? 'photo' : 'carousel',
    variants: [shown, shown],
  } as unknown as Item;
}

const fits = (platform: 'instagram' | 'x', plan: readonly Piece[]): boolean => {
  const channel: BrandChannel = { id: 'one', platform, account: 'one', perDay: 1 };
  const items = plan.map((piece, index) => itemOf(platform, piece, index));
  return checkFeasibility(items, { channels: [channel] }).fits;
};

/** Publishes the whole plan at its hours; whether the sandbox took every piece of it. */
async function isAccepted(platform: 'instagram' | 'x', plan: readonly Piece[]): Promise<boolean> {
  const channel = makeChannel(platform, {
    hosts: sandbox.hosts,
    mediaUrl: media.mediaUrl,
    mediaBytes: media.mediaBytes,
    mediaPart: media.mediaBytes,
    timeoutMs: 5_000,
    now: sandbox.now,
  });
  const [account] = sandbox.accounts.add({ platform });
  // X's tokens live for two hours, and so does a plan for it.
  const from = sandbox.now().getTime();
  for (const [index, { minute, pictures }] of plan.entries()) {
    sandbox.advance(Math.max(0, from + minute * 60_000 - sandbox.now().getTime()));
    const post: Post = {
      ...{ platform, text: `Piece ${index}`, disclosure },
      kind: pictures === 0 ? 'text' : pictures === 1 ? 'photo' : 'carousel',
      media: Array.from({ length: pictures }, () => testMedia[0]!),
    };
    if (!(await publish(channel, post, account!))) return false;
  }
  return true;
}

async function publish(
  channel: Channel,
  post: Post,
  account: { id: string; accessToken: string },
): Promise<boolean> {
  let handles: Handles = {};
  for (;;) {
    const call = channel.nextCall(post, handles);
    if (call === 'complete') return true;
    const answer = await channel.perform(call, post, handles, account);
    if (answer.kind === 'refused') {
      expect(['quota', 'throttle']).toContain(answer.error.class);
      return false;
    }
    if (answer.kind !== 'done') throw new Error(`${call.name}: ${answer.kind}`);
    handles = { ...handles, ...answer.handles };
  }
}

/** Pieces at random minutes. A day is not a multiple of seven minutes, so that none is a day behind another to the minute. */
const pieces = (count: [number, number], minutes: number, pictures: fc.Arbitrary<number>) =>
  fc
    .array(fc.record({ minute: fc.nat({ max: Math.floor(minutes / 7) }).map((n) => n * 7), pictures }), {
      minLength: count[0],
      maxLength: count[1],
    })
    .map((plan) => plan.toSorted((one, other) => one.minute - other.minute));

test('[Q6] the solver says that a month of pictures fits if and only if the sandbox takes every piece', async () => {
  const seen = new Set<boolean>();
  const plans = fc.oneof(
    pieces([48, 56], 30 * 60, fc.constant(1)),
    // More pictures: the containers are used up before the posts are.
    pieces([38, 44], 24 * 60, fc.constantFrom(7, 8, 9)),
  );
  await fc.assert(
    fc.asyncProperty(plans, async (plan) => {
      const said = fits('instagram', plan);
      seen.add(said);
      expect(await isAccepted('instagram', plan)).toBe(said);
    }),
    { seed: 20_261_123, numRuns: 3 },
  );
  expect(seen.size).toBe(2);
}, 120_000);

test('[Q6] what fits a moving window of X is taken, whichever moment its fixed one opens at', async () => {
  await fc.assert(
    fc.asyncProperty(pieces([90, 130], 56, fc.constant(0)), async (plan) => {
      if (fits('x', plan)) expect(await isAccepted('x', plan)).toBe(true);
    }),
    { seed: 20_261_123, numRuns: 2 },
  );
}, 120_000);
