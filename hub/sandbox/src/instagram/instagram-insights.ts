import { metricsAt } from '../audience.ts';
import { listField, onlyFields, textField } from '../graph/graph-fields.ts';
import type { GraphCall } from '../graph/graph-host.ts';
import { refuseGraph } from '../graph/graph-refusal.ts';
import type { Reply } from '../refusal.ts';
import type { SandboxPost } from '../sandbox-post.ts';
import { postsOf, type World } from '../world.ts';
import { getInstagramAccount, needScope } from './instagram-account.ts';
import { quotaWindowMs } from './publish-container.ts';
import { getMedia } from './read-instagram.ts';

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
  if (world.carouselItems.has(call.incoming.route.id ?? ''))
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
