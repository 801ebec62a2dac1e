import { metricsAt } from '../audience.ts';
import {
  graphTime,
  listField,
  neededField,
  onlyFields,
  pageOf,
  pickFields,
  textField,
} from '../graph/graph-fields.ts';
import type { GraphCall } from '../graph/graph-host.ts';
import { refuseGraph } from '../graph/graph-refusal.ts';
import type { Fields } from '../incoming.ts';
import type { Reply } from '../refusal.ts';
import { isVisible, type SandboxComment, type SandboxPost } from '../sandbox-post.ts';
import { stillCounting } from '../usage-windows.ts';
import { movingTimes, postsOf, type World } from '../world.ts';
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

/** Which metrics each kind of media has (facts 5.1, insights). */
const everywhere = ['views', 'reach', 'shares', 'total_interactions', 'reposts'];
const metricsOfKind: Record<string, readonly string[]> = {
  feed: [...everywhere, 'likes', 'comments', 'saved', 'follows', 'profile_visits', 'profile_activity'],
  reel: [
    ...everywhere,
    'likes',
    'comments',
    'saved',
    'ig_reels_avg_watch_time',
    'ig_reels_video_view_total_time',
    'reels_skip_rate',
  ],
  story: [
    ...everywhere,
    'follows',
    'profile_visits',
    'profile_activity',
    'replies',
    'navigation',
    'link_clicks',
  ],
};

export function readMediaInsights(call: GraphCall): Reply {
  const { world } = call;
  needScope(call, 'manage_insights');
  onlyFields(call, ['metric', 'period']);
  const isChild = [...world.posts.values()].some(
    ({ platform, kind, media }) =>
      platform === 'instagram' &&
      kind === 'carousel' &&
      media.some(({ id }) => id === call.incoming.route.id),
  );
  if (isChild)
    refuseGraph(world, { code: 100, message: '(#100) Insights are not available for items of a carousel.' });
  const post = getMedia(call);
  const allowed = metricsOfKind[post.kind === 'story' || post.kind === 'reel' ? post.kind : 'feed']!;
  const asked = (listField(call, 'metric') ?? []).map(String);
  if (asked.length === 0)
    refuseGraph(world, { code: 100, message: '(#100) The parameter metric is required' });
  const wrong = asked.find((name) => !allowed.includes(name));
  if (wrong !== undefined)
    refuseGraph(world, {
      code: 100,
      message: `(#100) metric[0] must be one of the following values: ${allowed.join(', ')}; received ${wrong}`,
    });
  const values = mediaValues(world, post, call.now);
  if (post.kind === 'story' && values.reach! < 5)
    refuseGraph(world, {
      code: 10,
      message: '(#10) Not enough viewers for the media to show insights',
    });
  return {
    status: 200,
    body: {
      data: asked.map((name) => ({
        name,
        period: 'lifetime',
        values: [{ value: values[name] ?? 0 }],
        title: name,
        id: `${post.id}/insights/${name}/lifetime`,
      })),
    },
  };
}

function mediaValues(world: World, post: SandboxPost, now: number): Record<string, number> {
  const metrics = metricsAt(world, post, now);
  return {
    views: metrics.views,
    reach: metrics.reach,
    shares: metrics.shares,
    reposts: Math.floor(metrics.shares / 4),
    likes: metrics.likes,
    comments: metrics.comments,
    saved: metrics.saves,
    total_interactions: metrics.likes + metrics.comments + metrics.shares + metrics.saves,
    follows: metrics.follows,
    profile_visits: metrics.profileVisits,
    profile_activity: Math.floor(metrics.profileVisits / 5),
    replies: metrics.comments,
    navigation: Math.floor(metrics.views / 2),
    link_clicks: metrics.clicks,
    ig_reels_avg_watch_time: metrics.views > 0 ? 6200 : 0,
    ig_reels_video_view_total_time: metrics.views * 6200,
    reels_skip_rate: metrics.views > 0 ? 38 : 0,
  };
}

const accountMetrics = [
  'reach',
  'views',
  'accounts_engaged',
  'total_interactions',
  'follows_and_unfollows',
  'likes',
  'comments',
  'shares',
  'saves',
];

/** The day that ends now, summed over the account's posts. */
export function readAccountInsights(call: GraphCall): Reply {
  const { world, now } = call;
  needScope(call, 'manage_insights');
  onlyFields(call, ['metric', 'period', 'metric_type', 'since', 'until']);
  const account = getInstagramAccount(call);
  const asked = (listField(call, 'metric') ?? []).map(String);
  const wrong = asked.find((name) => !accountMetrics.includes(name));
  if (wrong !== undefined || asked.length === 0)
    refuseGraph(world, {
      code: 100,
      message: `(#100) metric must be among ${accountMetrics.join(', ')}; received ${wrong ?? 'none'}`,
    });
  if (textField(call, 'period') !== 'day')
    refuseGraph(world, { code: 100, message: '(#100) The sandbox knows period=day.' });
  const until = Number(textField(call, 'until') ?? Math.floor(now / 1000)) * 1000;
  const since = Number(textField(call, 'since') ?? (until - quotaWindowMs) / 1000) * 1000;
  const totals: Record<string, number> = {};
  for (const post of postsOf(world, account)) {
    if (post.publishedAt === undefined) continue;
    const [before, after] = [mediaValues(world, post, since), mediaValues(world, post, until)];
    for (const [name, value] of Object.entries(after))
      totals[name] = (totals[name] ?? 0) + value - before[name]!;
  }
  const renamed: Record<string, number | undefined> = {
    ...totals,
    saves: totals.saved,
    accounts_engaged: totals.total_interactions,
    follows_and_unfollows: totals.follows,
  };
  return {
    status: 200,
    body: {
      data: asked.map((name) => ({
        name,
        period: 'day',
        title: name,
        total_value: { value: renamed[name] ?? 0 },
        id: `${account.id}/insights/${name}/day`,
      })),
    },
  };
}

function getMedia(call: GraphCall): SandboxPost {
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
