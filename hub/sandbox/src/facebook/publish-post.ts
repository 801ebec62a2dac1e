import { refuseGraph } from '../graph/graph-refusal.ts';
import { isVisible, type SandboxPost } from '../sandbox-post.ts';
import { stillCounting } from '../usage-windows.ts';
import { movingTimes, postsOf, type World } from '../world.ts';

/** Makes a post of a Page public, unless the one before says the same (error 506) or its photos were posted already. */
export function applyPublish(world: World, post: SandboxPost, now: number): void {
  refuseDuplicate(world, post, now);
  refuseUsedPhotos(world, post);
  if (post.kind === 'reel') countReel(world, post.accountId, now);
  post.publishedAt = now;
  delete post.scheduledFor;
  world.scheduled.delete(post.id);
  for (const { id } of post.media) {
    const media = world.facebookMedia.get(id);
    if (media) media.postId = post.id;
  }
}

const dayMs = 24 * 3_600_000;

/** Reels are counted when they go out or are scheduled; drafts are not. */
export function countReel(world: World, pageId: string, now: number): void {
  const reels = movingTimes(world, 'reels', pageId);
  const most = world.rules.facebook.reelsPerDay;
  if (stillCounting(reels, now, dayMs) >= most)
    refuseGraph(world, {
      code: 613,
      message: `(#613) The Page has published ${most} reels within 24 hours.`,
    });
  reels.push(now);
}

function refuseDuplicate(world: World, post: SandboxPost, now: number): void {
  const rules = world.rules.facebook;
  const account = world.accounts.get(post.accountId)!;
  const [before] = postsOf(world, account)
    .filter(
      (one) =>
        one.id !== post.id &&
        one.deletedAt === undefined &&
        (rules.duplicateCountsUnpublished || isVisible(one, now)),
    )
    .sort((one, other) => (other.publishedAt ?? other.createdAt) - (one.publishedAt ?? one.createdAt));
  if (rules.refusesDuplicates && before && fingerprint(before) === fingerprint(post))
    refuseGraph(world, {
      code: 506,
      message: '(#506) Duplicate status message',
      userTitle: 'Duplicate Status Update',
      userMessage:
        'This status update is identical to the last one you posted. Try posting something different.',
    });
}

function fingerprint({ kind, text, link, media }: SandboxPost): string {
  return JSON.stringify([kind, text, link ?? '', media.map(({ sha256 }) => sha256)]);
}

function refuseUsedPhotos(world: World, post: SandboxPost): void {
  const used = post.media.find(({ id }) => {
    const postId = world.facebookMedia.get(id)?.postId;
    return postId !== undefined && postId !== post.id && world.posts.get(postId)?.deletedAt === undefined;
  });
  if (used)
    refuseGraph(world, { code: 100, subcode: 1366051, message: '(#100) These photos were already posted.' });
}
