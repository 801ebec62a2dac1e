import type { Platform } from '@musterhub/rules';
import { type Order, ordersUntil, type Visit, visitsUntil } from './audience.ts';
import { refuseSetting } from './refusal.ts';
import { isVisible, type SandboxPost } from './sandbox-post.ts';
import { type SeenRequest, settle, type World } from './world.ts';
import type { Bill } from './x/bill.ts';

/** A post as it really exists, whoever may see it. */
export type ExistingPost = {
  platform: Platform;
  accountId: string;
  id: string;
  kind: SandboxPost['kind'];
  text: string;
  link: string | undefined;
  media: { sha256: string; altText: string; type: string | undefined }[];
  inReplyTo: string | undefined;
  createdAt: string;
  scheduledFor: string | undefined;
  publishedAt: string | undefined;
  deletedAt: string | undefined;
  isVisible: boolean;
  edits: number;
  comments: string[];
  disclosure: SandboxPost['disclosure'];
};

export type Inspection = {
  /** Everything that exists or existed, in the order of creation. */
  posts(which?: { platform?: Platform; accountId?: string; visible?: boolean }): Promise<ExistingPost[]>;
  /** Every request seen, answered or not. */
  requests(which?: { endpoint?: string; accountId?: string }): SeenRequest[];
  /** What the audience did by now. */
  visits(): Promise<Visit[]>;
  orders(): Promise<Order[]>;
  /** X's credits in micro-dollars. */
  bill(): Pick<Bill, 'leftMicroDollars' | 'charges'>;
};

export function makeInspection(world: World): Inspection {
  const posts = async () => {
    await settle(world);
    return [...world.posts.values()];
  };
  return {
    async posts({ platform, accountId, visible } = {}) {
      const now = world.clock.now();
      return (await posts())
        .filter(
          (post) =>
            (platform === undefined || post.platform === platform) &&
            (accountId === undefined || post.accountId === accountId) &&
            (visible === undefined || isVisible(post, now) === visible),
        )
        .map((post) => show(post, now));
    },
    requests: ({ endpoint, accountId } = {}) =>
      world.requests.filter(
        (seen) =>
          (endpoint === undefined || seen.endpoint === endpoint) &&
          (accountId === undefined || seen.accountId === accountId),
      ),
    visits: async () => (await posts()).flatMap((post) => visitsUntil(world, post, world.clock.now())),
    orders: async () => (await posts()).flatMap((post) => ordersUntil(world, post, world.clock.now())),
    bill: () => ({ leftMicroDollars: world.bill.leftMicroDollars, charges: world.bill.charges }),
  };
}

function show(post: SandboxPost, now: number): ExistingPost {
  return {
    platform: post.platform,
    accountId: post.accountId,
    id: post.id,
    kind: post.kind,
    text: post.text,
    link: post.link,
    media: post.media.map(({ sha256, altText, facts }) => ({
      sha256,
      altText,
      type: facts.kind === 'unreadable' ? undefined : facts.type,
    })),
    inReplyTo: post.inReplyTo,
    createdAt: instant(post.createdAt)!,
    scheduledFor: instant(post.scheduledFor),
    publishedAt: instant(post.publishedAt),
    deletedAt: instant(post.deletedAt),
    isVisible: isVisible(post, now),
    edits: post.edits.length,
    comments: post.comments.map(({ text }) => text),
    disclosure: post.disclosure,
  };
}

function instant(at: number | undefined): string | undefined {
  return at === undefined ? undefined : new Date(at).toISOString();
}

export function getAccount(world: World, id: string) {
  return world.accounts.get(id) ?? refuseSetting(`there is no account ${id} in the sandbox`);
}
