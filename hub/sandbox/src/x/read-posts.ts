import type { SandboxAccount } from '../account.ts';
import { metricsAt } from '../audience.ts';
import type { Fields } from '../incoming.ts';
import type { Reply } from '../refusal.ts';
import { isVisible, type SandboxPost } from '../sandbox-post.ts';
import { postsOf } from '../world.ts';
import { chargeReads } from './bill.ts';
import type { XCall } from './x-host.ts';
import { refuseInvalid, refuseX } from './x-problem.ts';
import { mediaKeyOf } from './x-upload.ts';

const tweetFields = [
  'id',
  'text',
  'created_at',
  'author_id',
  'conversation_id',
  'referenced_tweets',
  'in_reply_to_user_id',
  'attachments',
  'public_metrics',
  'non_public_metrics',
  'organic_metrics',
  'edit_history_tweet_ids',
];
const mediaFields = [
  'media_key',
  'type',
  'url',
  'preview_image_url',
  'alt_text',
  'width',
  'height',
  'duration_ms',
  'public_metrics',
  'variants',
];
const userFields = [
  'id',
  'name',
  'username',
  'public_metrics',
  'created_at',
  'verified',
  'profile_image_url',
];
const privateDays = 30;

export function readMe(call: XCall): Reply {
  onlyQuery(call, ['user.fields', 'expansions', 'tweet.fields']);
  const asked = listed(call, 'user.fields', userFields);
  chargeReads(call.world, [readOf(call, 'user_read', call.account.id)]);
  return { status: 200, body: { data: showUser(call.account, asked) } };
}

export function readPosts(call: XCall): Reply {
  onlyQuery(call, ['ids', 'tweet.fields', 'expansions', 'media.fields', 'user.fields']);
  const ids = String(call.incoming.query.ids ?? '')
    .split(',')
    .filter(Boolean);
  if (ids.length === 0 || ids.length > 100) refuseInvalid('ids', 'ids must hold 1 to 100 ids.');
  const found = ids.map((id) => ({ id, post: findShown(call, id) }));
  const missing = found.filter(({ post }) => !post).map(({ id }) => notFound('ids', id));
  const posts = found.flatMap(({ post }) => (post ? [post] : []));
  if (posts.length === 0) return { status: 200, body: { errors: missing } };
  return answerPosts(call, posts, (data) => ({ data, ...(missing.length > 0 && { errors: missing }) }));
}

export function readPost(call: XCall): Reply {
  onlyQuery(call, ['tweet.fields', 'expansions', 'media.fields', 'user.fields']);
  const id = call.incoming.route.id ?? '';
  const post = findShown(call, id);
  if (!post) return { status: 200, body: { errors: [notFound('id', id)] } };
  return answerPosts(call, [post], ([data]) => ({ data }));
}

/** The account's posts, newest first: what a client reconciles with. */
export function readTimeline(call: XCall): Reply {
  const { world, incoming, now } = call;
  onlyQuery(call, [
    'max_results',
    'pagination_token',
    'since_id',
    'until_id',
    'start_time',
    'end_time',
    'exclude',
    'tweet.fields',
    'expansions',
    'media.fields',
    'user.fields',
  ]);
  const account = world.accounts.get(incoming.route.id ?? '');
  if (account?.platform !== 'x')
    return { status: 200, body: { errors: [notFound('id', incoming.route.id ?? '')] } };
  const query = incoming.query as Record<string, string | undefined>;
  const size = Number(query.max_results ?? 10);
  if (!Number.isInteger(size) || size < 5 || size > 100)
    refuseInvalid('max_results', `The max_results [${query.max_results}] is not between 5 and 100.`);
  const excluded = query.exclude?.split(',') ?? [];
  const shown = postsOf(world, account).filter(
    (post) =>
      isVisible(post, now) &&
      !(excluded.includes('replies') && post.inReplyTo !== undefined) &&
      (query.since_id === undefined || BigInt(post.id) > BigInt(query.since_id)) &&
      (query.until_id === undefined || BigInt(post.id) < BigInt(query.until_id)) &&
      (query.start_time === undefined || post.createdAt >= Date.parse(query.start_time)) &&
      (query.end_time === undefined || post.createdAt < Date.parse(query.end_time)),
  );
  const token = query.pagination_token;
  const from = token === undefined ? 0 : shown.findIndex(({ id }) => id === token);
  if (from < 0) refuseInvalid('pagination_token', 'The pagination token is not valid.');
  const page = shown.slice(from, from + size);
  const next = shown[from + size]?.id;
  const [newest, oldest] = [page[0], page.at(-1)];
  const meta = {
    result_count: page.length,
    ...(newest && { newest_id: newest.id }),
    ...(oldest && { oldest_id: oldest.id }),
    ...(next !== undefined && { next_token: next }),
  };
  if (page.length === 0) return { status: 200, body: { meta } };
  return answerPosts(call, page, (data) => ({ data, meta }));
}

export function readAnalytics(call: XCall): Reply {
  onlyQuery(call, ['ids', 'start_time', 'end_time', 'granularity', 'analytics.fields']);
  const query = call.incoming.query as Record<string, string | undefined>;
  for (const name of ['ids', 'start_time', 'end_time', 'granularity'])
    if (query[name] === undefined) refuseInvalid(name, `The query parameter ${name} is required.`);
  if (!['hourly', 'daily', 'weekly', 'total'].includes(query.granularity!))
    refuseInvalid('granularity', 'granularity must be hourly, daily, weekly or total.');
  const ids = query.ids!.split(',');
  if (ids.length > 100) refuseInvalid('ids', 'ids must hold 1 to 100 ids.');
  const [start, end] = [Date.parse(query.start_time!), Date.parse(query.end_time!)];
  const hourMs = 3_600_000;
  const stepMs =
    { hourly: hourMs, daily: 24 * hourMs, weekly: 168 * hourMs }[query.granularity!] ?? end - start;
  if (!(end > start) || (end - start) / stepMs > 1000)
    refuseInvalid('end_time', 'end_time must be after start_time, by at most 1,000 steps.');
  const own = ids
    .map((id) => findShown(call, id))
    .filter((post): post is SandboxPost => post?.accountId === call.account.id);
  chargeReads(
    call.world,
    own.map(({ id }) => readOf(call, 'post_read', id)),
  );
  const data = own.map((post) => ({
    id: post.id,
    timestamped_metrics: Array.from({ length: Math.ceil((end - start) / stepMs) }, (_, step) => {
      const from = metricsAt(call.world, post, start + step * stepMs);
      const to = metricsAt(call.world, post, Math.min(end, start + (step + 1) * stepMs));
      return {
        timestamp: new Date(start + step * stepMs).toISOString(),
        metrics: {
          impressions: to.views - from.views,
          likes: to.likes - from.likes,
          replies: to.comments - from.comments,
          retweets: to.shares - from.shares,
          bookmarks: to.saves - from.saves,
          url_clicks: to.clicks - from.clicks,
          user_profile_clicks: to.profileVisits - from.profileVisits,
        },
      };
    }),
  }));
  return { status: 200, body: { data } };
}

export function readUsage({ world, now }: XCall): Reply {
  const day = new Date(now).toISOString().slice(0, 10);
  const reads = world.bill.charges.filter(({ what }) => what.endsWith('_read')).length;
  return {
    status: 200,
    body: {
      data: { project_usage: String(reads), project_cap: '3000000', cap_reset_day: Number(day.slice(8)) },
    },
  };
}

function answerPosts(call: XCall, posts: SandboxPost[], body: (shown: Fields[]) => Fields): Reply {
  const asked = listed(call, 'tweet.fields', tweetFields);
  const media = listed(call, 'media.fields', mediaFields);
  const users = listed(call, 'user.fields', userFields);
  const expansions = listed(call, 'expansions', [
    'attachments.media_keys',
    'author_id',
    'referenced_tweets.id',
  ]);
  chargeReads(
    call.world,
    posts.map((post) => readOf(call, 'post_read', post.id)),
  );
  const includes = {
    ...(expansions.includes('attachments.media_keys') && {
      media: posts.flatMap((post) => post.media.map((one) => showMedia(call, one, media))),
    }),
    ...(expansions.includes('author_id') && {
      users: [...new Set(posts.map(({ accountId }) => accountId))].map((id) =>
        showUser(call.world.accounts.get(id)!, users),
      ),
    }),
  };
  const shown = posts.map((post) => showPost(call, post, asked));
  return {
    status: 200,
    body: { ...body(shown), ...(Object.keys(includes).length > 0 && { includes }) },
  };
}

function showPost(call: XCall, post: SandboxPost, asked: string[]): Fields {
  const { world, now, account } = call;
  const metrics = metricsAt(world, post, now);
  const isPrivateShown =
    post.accountId === account.id && now < (post.publishedAt ?? now) + privateDays * 86_400_000;
  const engagements = metrics.likes + metrics.comments + metrics.shares + metrics.saves + metrics.clicks;
  const nonPublic = {
    impression_count: metrics.views,
    url_link_clicks: metrics.clicks,
    user_profile_clicks: metrics.profileVisits,
    engagements,
  };
  const node: Fields = {
    id: post.id,
    text: post.text,
    edit_history_tweet_ids: [post.id],
    created_at: new Date(post.createdAt).toISOString(),
    author_id: post.accountId,
    conversation_id: post.conversationId,
    referenced_tweets: post.inReplyTo && [{ type: 'replied_to', id: post.inReplyTo }],
    in_reply_to_user_id: post.inReplyTo && world.posts.get(post.inReplyTo)?.accountId,
    attachments:
      post.media.length === 0 ? undefined : { media_keys: post.media.map(({ id }) => keyOf(call, id)) },
    public_metrics: {
      retweet_count: metrics.shares,
      reply_count: metrics.comments,
      like_count: metrics.likes,
      quote_count: 0,
      bookmark_count: metrics.saves,
      impression_count: metrics.views,
    },
    ...(isPrivateShown && {
      non_public_metrics: nonPublic,
      organic_metrics: {
        ...nonPublic,
        like_count: metrics.likes,
        reply_count: metrics.comments,
        retweet_count: metrics.shares,
      },
    }),
  };
  return pick(node, ['id', 'text', 'edit_history_tweet_ids', ...asked]);
}

function showMedia(
  call: XCall,
  { id, facts, sha256, altText }: SandboxPost['media'][number],
  asked: string[],
): Fields {
  const address = `${call.world.mediaBase}/${sha256}`;
  const isVideo = facts.kind === 'video';
  const node: Fields = {
    media_key: keyOf(call, id),
    type: isVideo ? 'video' : facts.kind === 'image' && facts.type === 'image/gif' ? 'animated_gif' : 'photo',
    url: isVideo ? undefined : address,
    variants: isVideo ? [{ content_type: facts.type, url: address }] : undefined,
    alt_text: altText === '' ? undefined : altText,
    ...(facts.kind !== 'unreadable' && { width: facts.width, height: facts.height }),
    duration_ms: isVideo ? facts.durationMs : undefined,
  };
  return pick(node, ['media_key', 'type', ...asked]);
}

function keyOf({ world }: XCall, id: string): string {
  const upload = world.xUploads.get(id);
  return upload ? mediaKeyOf(upload) : `3_${id}`;
}

function showUser({ id, name, username, followers }: SandboxAccount, asked: string[]): Fields {
  const node = { id, name, username, verified: false, public_metrics: { followers_count: followers } };
  return pick(node, ['id', 'name', 'username', ...asked]);
}

function pick(node: Fields, names: string[]): Fields {
  return Object.fromEntries(
    names.filter((name) => node[name] !== undefined).map((name) => [name, node[name]]),
  );
}

function findShown({ world, now }: XCall, id: string): SandboxPost | undefined {
  const post = world.posts.get(id);
  return post?.platform === 'x' && isVisible(post, now) ? post : undefined;
}

/** Own posts cost less when the user owns the app as well. */
function readOf({ world, account }: XCall, what: 'post_read' | 'user_read', subject: string) {
  const isOwn = subject === account.id || world.posts.get(subject)?.accountId === account.id;
  return { what: isOwn && world.rules.x.ownsApp ? ('owned_read' as const) : what, subject };
}

function notFound(parameter: string, id: string): Fields {
  return {
    value: id,
    detail: `Could not find tweet with ${parameter}: [${id}].`,
    title: 'Not Found Error',
    resource_type: 'tweet',
    parameter,
    resource_id: id,
    type: 'https://api.x.com/2/problems/resource-not-found',
  };
}

function onlyQuery({ incoming }: XCall, allowed: string[]): void {
  const unknown = Object.keys(incoming.query).find((name) => !allowed.includes(name));
  if (unknown !== undefined)
    refuseInvalid(unknown, `The query parameter [${unknown}] is not one of [${allowed.join(',')}]`);
}

function listed({ incoming }: XCall, name: string, known: string[]): string[] {
  const asked = String(incoming.query[name] ?? '')
    .split(',')
    .filter((one) => one !== '');
  const wrong = asked.find((one) => !known.includes(one));
  if (wrong !== undefined)
    refuseX({
      status: 400,
      type: 'invalid-request',
      title: 'Invalid Request',
      detail: `The \`${name}\` query parameter value [${wrong}] is not one of [${known.join(',')}]`,
      parameter: name,
      value: wrong,
    });
  return asked;
}
