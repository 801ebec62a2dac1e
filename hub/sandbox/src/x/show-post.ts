import type { SandboxAccount } from '../account.ts';
import { metricsAt } from '../audience.ts';
import type { Fields } from '../incoming.ts';
import type { SandboxPost } from '../sandbox-post.ts';
import { shownText } from './shown-text.ts';
import type { XCall } from './x-host.ts';
import { mediaKeyOf } from './x-upload.ts';

export const tweetFields = [
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
  'entities',
];
export const mediaFields = [
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
export const userFields = [
  'id',
  'name',
  'username',
  'public_metrics',
  'created_at',
  'verified',
  'profile_image_url',
];
const privateDays = 30;

export function showPost(call: XCall, post: SandboxPost, asked: string[]): Fields {
  const { world, now, account } = call;
  const metrics = metricsAt(world, post, now);
  const shown = shownText(world, post);
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
    text: shown.text,
    entities: shown.urls.length === 0 ? undefined : { urls: shown.urls },
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

export function showMedia(
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

export function showUser({ id, name, username, followers }: SandboxAccount, asked: string[]): Fields {
  const node = { id, name, username, verified: false, public_metrics: { followers_count: followers } };
  return pick(node, ['id', 'name', 'username', ...asked]);
}

function pick(node: Fields, names: string[]): Fields {
  return Object.fromEntries(
    names.filter((name) => node[name] !== undefined).map((name) => [name, node[name]]),
  );
}
