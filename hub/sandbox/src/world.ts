import type { Platform } from '@musterhub/rules';
import type { FacebookUser, SandboxAccount, SandboxApp } from './account.ts';
import type { Effect } from './audience.ts';
import type { FacebookMedia } from './facebook/facebook-media.ts';
import type { Faults } from './faults.ts';
import type { MetaUsage } from './graph/meta-usage.ts';
import type { Ids } from './ids.ts';
import type { Container } from './instagram/container.ts';
import type { MediaStore } from './media-store.ts';
import type { SandboxPost } from './sandbox-post.ts';
import type { SandboxRules } from './sandbox-rules.ts';
import type { Code, Token } from './token.ts';
import type { CallWindow } from './usage-windows.ts';
import type { VirtualClock } from './virtual-clock.ts';
import type { Bill } from './x/bill.ts';
import type { XUpload } from './x/x-upload.ts';

export type SeenRequest = {
  number: number;
  at: string;
  host: string;
  method: string;
  path: string;
  endpoint: string;
  version: string | undefined;
  accountId: string | undefined;
  /** Parameters and form or JSON fields; tokens and secrets are left out, files are named with their size. */
  fields: Record<string, unknown>;
  /** Undefined while it is under way, or when no answer left. */
  status: number | undefined;
  fault: string | undefined;
};

/** Everything that exists in the sandbox. The platforms' parts read and change it; nothing else holds state. */
export type World = {
  seed: number;
  clock: VirtualClock;
  ids: Ids;
  rules: SandboxRules;
  faults: Faults;
  media: MediaStore;
  /** Where the bytes of the media store are read, for the addresses that the platforms hand out. */
  mediaBase: string;
  /** The sandbox's own address of each real host. */
  hosts: Record<string, string>;
  apps: Map<string, SandboxApp>;
  accounts: Map<string, SandboxAccount>;
  facebookUsers: Map<string, FacebookUser>;
  tokens: Map<string, Token>;
  codes: Map<string, Code>;
  posts: Map<string, SandboxPost>;
  containers: Map<string, Container>;
  /** Ids of pictures and videos inside carousels, which have no insights of their own. */
  carouselItems: Set<string>;
  facebookMedia: Map<string, FacebookMedia>;
  xUploads: Map<string, XUpload>;
  windows: Map<string, CallWindow>;
  /** Times of what moving windows count: published posts, containers, reels; by kind and account. */
  moving: Map<string, number[]>;
  metaUsage: Map<string, MetaUsage>;
  bill: Bill;
  /** Scheduled posts that have not fired. */
  scheduled: Set<string>;
  /** Calls that take effect later than their caller knows. */
  late: { at: number; run: () => Promise<void> }[];
  requests: SeenRequest[];
  /** What the audience knows of a text: see audience.ts. */
  labels: Map<string, { pillar?: string; variant?: string }>;
  /** True effects that were set, by kind and name. */
  effects: Map<string, Effect>;
};

/** The times that a moving window of an account counts. */
export function movingTimes(world: World, kind: string, accountId: string): number[] {
  const key = `${kind} ${accountId}`;
  const times = world.moving.get(key) ?? [];
  world.moving.set(key, times);
  return times;
}

/** Lets happen what was due by now: scheduled posts fire at their time, late calls take effect. */
export async function settle(world: World): Promise<void> {
  const now = world.clock.now();
  fireScheduled(world, now);
  const due = world.late.filter(({ at }) => at <= now).sort((one, other) => one.at - other.at);
  world.late = world.late.filter(({ at }) => at > now);
  for (const { run } of due) await run();
}

/** Facebook publishes a scheduled post by itself, at its time. */
function fireScheduled(world: World, now: number): void {
  for (const id of world.scheduled) {
    const post = world.posts.get(id);
    if (post?.scheduledFor !== undefined && post.scheduledFor > now && post.deletedAt === undefined) continue;
    world.scheduled.delete(id);
    if (post && post.deletedAt === undefined) post.publishedAt ??= post.scheduledFor ?? now;
  }
}

/** The accounts of a platform, in the order of creation. */
export function accountsOf(world: World, platform: Platform): SandboxAccount[] {
  return [...world.accounts.values()].filter((account) => account.platform === platform);
}

/** The account's posts, newest first. */
export function postsOf(world: World, account: SandboxAccount): SandboxPost[] {
  return account.postIds.map((id) => world.posts.get(id)!).reverse();
}

export function addPost(world: World, post: SandboxPost): SandboxPost {
  world.posts.set(post.id, post);
  world.accounts.get(post.accountId)?.postIds.push(post.id);
  if (post.scheduledFor !== undefined) world.scheduled.add(post.id);
  return post;
}
