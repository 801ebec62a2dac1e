import { factOf, type Post, sentElsewhere } from '@musterhub/rules';
import { z } from 'zod';
import { askX, type XRequest } from './ask-x.ts';
import type {
  Account,
  Answer,
  Call,
  Channel,
  ChannelSetting,
  Finding,
  Handles,
  Metrics,
  ReadBack,
} from './channel.ts';
import { mediaSha256 } from './media-sha256.ts';
import { notOffered, toAnswer, toReading } from './reply.ts';
import { isSameText } from './same-text.ts';
import { nextMediaCall, performMediaCall } from './x-media.ts';
import { isWrittenText, xUrlsSchema, xWrittenText } from './x-written-text.ts';

const createdSchema = z.object({ data: z.object({ id: z.string().min(1) }) });
const deletedSchema = z.object({ data: z.object({ deleted: z.literal(true) }) });
const postSchema = z.object({
  id: z.string(),
  text: z.string(),
  created_at: z.string(),
  attachments: z.object({ media_keys: z.array(z.string()).optional() }).optional(),
});
const referencesSchema = z.array(z.object({ type: z.string(), id: z.string() }));
const listedSchema = z.object({
  data: z
    .array(postSchema.extend({ entities: xUrlsSchema, referenced_tweets: referencesSchema.optional() }))
    .optional(),
  meta: z.object({ next_token: z.string().optional() }).optional(),
});
type Listed = NonNullable<z.infer<typeof listedSchema>['data']>[number];
const shownSchema = z.object({
  data: z.array(postSchema.extend({ entities: xUrlsSchema })).optional(),
  includes: z
    .object({
      media: z
        .array(
          z.object({
            media_key: z.string(),
            url: z.string().optional(),
            variants: z.array(z.object({ url: z.string(), bit_rate: z.number().optional() })).optional(),
          }),
        )
        .optional(),
    })
    .optional(),
});
const figuresSchema = z.record(z.string(), z.number());
const metricsSchema = z.object({
  data: z
    .array(
      z.object({
        public_metrics: figuresSchema.optional(),
        non_public_metrics: figuresSchema.optional(),
      }),
    )
    .optional(),
});

/** A platform's clock and ours may differ by this much. */
const clockSlackMs = 60_000;
const pagesRead = 5;

/**
 * X with the token of a user. It has no handle for a post that is not out yet: what became of a lost answer is read from the
 * account's newest posts, by text and place in the thread.
 */
export function makeX(setting: ChannelSetting): Channel {
  const ask = (account: Account, request: Omit<XRequest, 'token'>) =>
    askX(setting, { ...request, token: account.accessToken });

  const createPost = async (call: Call, item: Post, handles: Handles, account: Account): Promise<Answer> => {
    const index = Number(call.name.split(':')[1]);
    const json = postBody(item, handles, index);
    const reply = await ask(account, { endpoint: 'create_post', method: 'POST', path: '/tweets', json });
    return toAnswer('x', call, reply, createdSchema, ({ data }) => postHandles(index, data.id));
  };

  const readTimeline = (account: Account, since: Date, page: string | undefined) =>
    ask(account, {
      endpoint: 'timeline',
      method: 'GET',
      path: `/users/${account.id}/tweets`,
      query: {
        max_results: String(factOf('x.posts_of_a_read')),
        start_time: `${new Date(since.getTime() - clockSlackMs).toISOString().slice(0, 19)}Z`,
        'tweet.fields': 'created_at,referenced_tweets,attachments,entities',
        ...(page !== undefined && { pagination_token: page }),
      },
    });

  return {
    platform: 'x',
    scheduler: undefined,
    nextCall,

    perform: (call, item, handles, account) =>
      call.name.startsWith('create_post:')
        ? createPost(call, item, handles, account)
        : performMediaCall(call, item, handles, account, setting),

    async find(call, item, handles, account, since): Promise<Finding> {
      const index = call.name === sentElsewhere.name ? 0 : Number(call.name.split(':')[1]);
      let read = 0;
      let page: string | undefined;
      for (let pages = 0; pages < pagesRead; pages++) {
        const list = toReading('x', await readTimeline(account, since, page), listedSchema);
        if (list.kind === 'unreadable') return list;
        const posts = list.value.data ?? [];
        read += posts.length;
        const found = posts.find((shown) => isThisPost(shown, item, handles, index));
        if (found) {
          const evidence = `the account shows ${found.id} of ${found.created_at} with its text`;
          return { kind: 'found', handles: postHandles(index, found.id), evidence };
        }
        page = list.value.meta?.next_token;
        if (page === undefined) {
          return {
            kind: 'absent',
            evidence: `none of ${read} posts since ${since.toISOString()} has its text`,
          };
        }
      }
      const cause = `the account has more than ${read} posts since ${since.toISOString()}`;
      return { kind: 'unreadable', error: { cause } };
    },

    async readBack(remoteId, account): Promise<ReadBack> {
      const query = {
        ids: remoteId,
        'tweet.fields': 'created_at,attachments,entities',
        expansions: 'attachments.media_keys',
        'media.fields': 'url,variants',
      };
      const reply = await ask(account, { endpoint: 'read_posts', method: 'GET', path: '/tweets', query });
      const reading = toReading('x', reply, shownSchema);
      if (reading.kind === 'unreadable') return reading;
      const post = reading.value.data?.[0];
      if (post === undefined) return { kind: 'absent', evidence: `X shows no post ${remoteId}` };
      const included = reading.value.includes?.media ?? [];
      const addresses = (post.attachments?.media_keys ?? []).map((key) => {
        const media = included.find(({ media_key }) => media_key === key);
        return media?.url ?? bestVariant(media?.variants ?? []);
      });
      const shown = {
        remoteId,
        url: `https://${factOf('x.authorize_host')}/i/web/status/${remoteId}`,
        text: xWrittenText(post),
        mediaSha256: await Promise.all(addresses.map((address) => mediaSha256(address, setting))),
        at: new Date(post.created_at),
      };
      return { kind: 'shown', shown };
    },

    async remove(remoteId, account) {
      const path = `/tweets/${remoteId}`;
      const reply = await ask(account, { endpoint: 'delete_post', method: 'DELETE', path });
      const answer = toAnswer('x', { visible: false }, reply, deletedSchema, () => ({}));
      const isGone = answer.kind === 'refused' && answer.error.http === 404;
      return isGone ? { kind: 'done', handles: {}, allowances: answer.allowances } : answer;
    },

    correct: async () => notOffered('x', 'X lets only Premium accounts edit, and makes a new post of it'),

    // X has no endpoint that tells what is left of a window; the headers of each answer do.
    quota: async () => ({ kind: 'read', allowances: [] }),

    async metrics(remoteId, _kind, account): Promise<Metrics> {
      const query = { ids: remoteId, 'tweet.fields': 'public_metrics,non_public_metrics' };
      const reply = await ask(account, { endpoint: 'read_posts', method: 'GET', path: '/tweets', query });
      const reading = toReading('x', reply, metricsSchema);
      if (reading.kind === 'unreadable') return reading;
      const post = reading.value.data?.[0];
      const figures = { ...post?.public_metrics, ...post?.non_public_metrics };
      const names = [...factOf('x.public_metrics'), ...factOf('x.non_public_metrics')];
      return { kind: 'read', figures, missing: names.filter((name) => !(name in figures)) };
    },
  };
}

function nextCall(item: Post, handles: Handles): Call | 'complete' {
  const texts = [item.text, ...(item.thread ?? [])];
  const index = texts.findIndex((_, place) => postAt(handles, place) === undefined);
  if (index < 0) return 'complete';
  const media = index === 0 ? nextMediaCall(item, handles) : undefined;
  return media ?? { name: `create_post:${index}`, visible: true, lostAnswer: 'read_account' };
}

/** The first post of a thread is the one that the publication is known by: a person who has seen it names that one alone. */
const postAt = (handles: Handles, place: number): string | undefined =>
  handles[`post:${place}`] ?? (place === 0 ? handles.post : undefined);

const postHandles = (index: number, id: string): Handles => ({
  [`post:${index}`]: id,
  ...(index === 0 && { post: id }),
});

function postBody(item: Post, handles: Handles, index: number) {
  const text = index === 0 ? item.text : (item.thread?.[index - 1] ?? '');
  const media = index === 0 ? item.media.map((_, place) => handles[`media:${place}`] ?? '') : [];
  const { aiGenerated, paidPartnership } = item.disclosure;
  return {
    ...(text !== '' && { text }),
    ...(media.length > 0 && { media: { media_ids: media } }),
    ...(index > 0 && { reply: { in_reply_to_tweet_id: postAt(handles, index - 1) ?? '' } }),
    ...(aiGenerated && { made_with_ai: true }),
    ...(paidPartnership && { paid_partnership: true }),
  };
}

function isThisPost(shown: Listed, item: Post, handles: Handles, index: number): boolean {
  const text = index === 0 ? item.text : (item.thread?.[index - 1] ?? '');
  const answered = shown.referenced_tweets?.find(({ type }) => type === 'replied_to')?.id;
  const media = index === 0 ? item.media.length : 0;
  return (
    answered === (index === 0 ? undefined : postAt(handles, index - 1)) &&
    (shown.attachments?.media_keys?.length ?? 0) === media &&
    // Two ways, since X and we may differ about what is an address: by its own list of them, and with none.
    (isWrittenText(shown, text) || isSameText(shown.text, text))
  );
}

/** Of the forms of a video the one that comes nearest to what was uploaded. */
function bestVariant(
  variants: readonly { url: string; bit_rate?: number | undefined }[],
): string | undefined {
  return [...variants].sort((one, other) => (other.bit_rate ?? 0) - (one.bit_rate ?? 0))[0]?.url;
}
