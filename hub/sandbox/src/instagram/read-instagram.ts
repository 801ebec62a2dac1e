import { metricsAt } from '../audience.ts';
import { graphTime, neededField, onlyFields, pageOf, pickFields, textField } from '../graph/graph-fields.ts';
import type { GraphCall } from '../graph/graph-host.ts';
import type { Fields } from '../incoming.ts';
import type { Reply } from '../refusal.ts';
import { isVisible, type SandboxComment, type SandboxPost } from '../sandbox-post.ts';
import { stillCounting } from '../usage-windows.ts';
import { movingTimes, postsOf } from '../world.ts';
import { containerStatus } from './container.ts';
import { getInstagramAccount, mayActFor, needScope, refuseUnreadable } from './instagram-account.ts';
import { quotaWindowMs } from './publish-container.ts';

/** A container, a media, or the account itself. */
export function readInstagramNode(call: GraphCall): Reply {
  const { world } = call;
  const id = call.incoming.route.id ?? '';
  onlyFields(call, []);
  const container = world.containers.get(id);
  if (container) {
    const owner = world.accounts.get(container.accountId);
    if (!owner || !mayActFor(call, owner)) refuseUnreadable(call, id);
    const code = containerStatus(container, call.now);
    const status =
      code === 'ERROR' ? `Error: ${container.failure?.subcode} ${container.failure?.message}` : code;
    const node = { id, status_code: code, status, copyright_check_status: undefined };
    return { status: 200, body: pickFields(call, node, ['id']) };
  }
  const post = world.posts.get(id);
  if (post?.platform === 'instagram') return { status: 200, body: showMedia(call, getMedia(call)) };
  const account = getInstagramAccount(call);
  const node = {
    id: account.id,
    user_id: account.id,
    username: account.username,
    name: account.name,
    account_type: 'BUSINESS',
    followers_count: account.followers,
    media_count: postsOf(world, account).filter((one) => isVisible(one, call.now)).length,
  };
  return { status: 200, body: pickFields(call, node, ['id']) };
}

export function listMedia(call: GraphCall): Reply {
  const account = getInstagramAccount(call);
  onlyFields(call, ['limit', 'after', 'since', 'until']);
  const shown = postsOf(call.world, account).filter(
    (post) => isVisible(post, call.now) && post.kind !== 'story' && isWithin(call, post),
  );
  return pageOf(call, shown, (post) => showMedia(call, post));
}

export function listStories(call: GraphCall): Reply {
  const account = getInstagramAccount(call);
  onlyFields(call, ['limit', 'after']);
  const shown = postsOf(call.world, account).filter(
    (post) => isVisible(post, call.now) && post.kind === 'story',
  );
  return pageOf(call, shown, (post) => showMedia(call, post));
}

function isWithin(call: GraphCall, { publishedAt = 0 }: SandboxPost): boolean {
  const since = Number(textField(call, 'since') ?? 0) * 1000;
  const until = Number(textField(call, 'until') ?? Number.POSITIVE_INFINITY) * 1000;
  return publishedAt >= since && publishedAt <= until;
}

export function readPublishingLimit(call: GraphCall): Reply {
  const { world, now } = call;
  const account = getInstagramAccount(call);
  onlyFields(call, ['since']);
  const node = {
    quota_usage: stillCounting(movingTimes(world, 'published', account.id), now, quotaWindowMs),
    config: { quota_total: world.rules.instagram.publishQuota, quota_duration: 86_400 },
  };
  const { id: _, ...picked } = pickFields(call, { ...node, id: undefined }, ['quota_usage']);
  return { status: 200, body: { data: [picked] } };
}

export function commentOnMedia(call: GraphCall): Reply {
  needScope(call, 'manage_comments');
  onlyFields(call, ['message']);
  const post = getMedia(call);
  const comment: SandboxComment = {
    id: call.world.ids.instagram('comment'),
    text: neededField(call, 'message'),
    at: call.now,
    byAccountId: post.accountId,
  };
  post.comments.push(comment);
  return { status: 200, body: { id: comment.id } };
}

export function listMediaComments(call: GraphCall): Reply {
  onlyFields(call, ['limit', 'after']);
  const post = getMedia(call);
  const account = call.world.accounts.get(post.accountId)!;
  return pageOf(call, [...post.comments].reverse(), (comment) =>
    pickFields(
      call,
      {
        id: comment.id,
        text: comment.text,
        timestamp: graphTime(comment.at),
        username: account.username,
        from: { id: account.id, username: account.username },
      },
      ['timestamp', 'text', 'id'],
    ),
  );
}

/** Deleting is offered through Facebook Login only. */
export function deleteMedia(call: GraphCall): Reply {
  onlyFields(call, []);
  const post = getMedia(call);
  post.deletedAt = call.now;
  return { status: 200, body: { success: true, deleted_id: post.id } };
}

/** The media of the path, on an account that the token speaks for. */
export function getMedia(call: GraphCall): SandboxPost {
  const id = call.incoming.route.id ?? '';
  const post = call.world.posts.get(id);
  const owner = post && call.world.accounts.get(post.accountId);
  if (post?.platform !== 'instagram' || !owner || !mayActFor(call, owner) || post.deletedAt !== undefined)
    return refuseUnreadable(call, id);
  return post;
}

function showMedia(call: GraphCall, post: SandboxPost): Fields {
  const { world, now } = call;
  const account = world.accounts.get(post.accountId)!;
  const metrics = metricsAt(world, post, now);
  const addressOf = (sha256: string) => `${world.mediaBase}/${sha256}`;
  const typeOf = (kind: string) => (kind === 'video' ? 'VIDEO' : 'IMAGE');
  const [first] = post.media;
  return pickFields(
    call,
    {
      id: post.id,
      caption: post.text === '' ? undefined : post.text,
      media_type: post.kind === 'carousel' ? 'CAROUSEL_ALBUM' : typeOf(first?.facts.kind ?? 'image'),
      media_product_type: { reel: 'REELS', story: 'STORY' }[post.kind as string] ?? 'FEED',
      media_url: first && addressOf(first.sha256),
      alt_text: first?.altText === '' ? undefined : first?.altText,
      permalink: `https://www.instagram.com/${post.kind === 'reel' ? 'reel' : 'p'}/SANDBOX${post.id}/`,
      shortcode: `SANDBOX${post.id}`,
      timestamp: graphTime(post.publishedAt ?? now),
      username: account.username,
      owner: { id: account.id },
      like_count: metrics.likes,
      comments_count: metrics.comments,
      children:
        post.kind === 'carousel'
          ? {
              data: post.media.map(({ id, facts, sha256 }) => ({
                id,
                media_type: typeOf(facts.kind),
                media_url: addressOf(sha256),
              })),
            }
          : undefined,
    },
    ['id'],
  );
}
