import { classifyError, factOf, type PlatformError, type Post, sentElsewhere } from '@musterhub/rules';
import { z } from 'zod';
import { askGraph, type GraphRequest, versioned } from './ask-graph.ts';
import type {
  Account,
  Answer,
  Call,
  Channel,
  ChannelSetting,
  Finding,
  Handles,
  ReadBack,
} from './channel.ts';
import { commentFound } from './comment-found.ts';
import { findByText } from './find-by-text.ts';
import { mediaSha256 } from './media-sha256.ts';
import { readInsights } from './read-insights.ts';
import { notOffered, type Reply, toAnswer, toReading } from './reply.ts';
import { isSameText } from './same-text.ts';

const idSchema = z.object({ id: z.string().min(1) });
const stateSchema = z.object({
  status_code: z.enum(['IN_PROGRESS', 'FINISHED', 'ERROR', 'EXPIRED', 'PUBLISHED']),
  status: z.string().optional(),
});
const mediaListSchema = z.object({
  data: z.array(z.object({ id: z.string(), caption: z.string().optional(), timestamp: z.string() })),
});
const shownSchema = z.object({
  id: z.string(),
  caption: z.string().optional(),
  permalink: z.string().optional(),
  timestamp: z.string(),
  media_url: z.string().optional(),
  children: z.object({ data: z.array(z.object({ media_url: z.string().optional() })) }).optional(),
});
const quotaSchema = z.object({
  data: z.tuple([
    z.object({
      quota_usage: z.int(),
      config: z.object({ quota_total: z.int(), quota_duration: z.int() }),
    }),
  ]),
});

/** A platform's clock and ours may differ by this much. */
const clockSlackMs = 60_000;
const listed = 50;

/**
 * Instagram through Instagram Login. A container is made and polled, then published by one visible call; the container itself
 * tells whether that took effect, and the newest media of the account tell its id.
 */
export function makeInstagram(setting: ChannelSetting): Channel {
  const ask = (account: Account, request: Pick<GraphRequest, 'method' | 'path' | 'query' | 'form'>) =>
    askGraph(setting, {
      platform: 'instagram',
      host: factOf('instagram.host'),
      token: account.accessToken,
      ...request,
      path: versioned(request.path),
    });
  const post = (account: Account, path: string, form: Record<string, string>) =>
    ask(account, { method: 'POST', path, form });
  const get = (account: Account, path: string, query: Record<string, string>) =>
    ask(account, { method: 'GET', path, query });

  const findPublished = async (
    item: Post,
    handles: Handles,
    account: Account,
    since: Date,
  ): Promise<Finding> => {
    const container = handles.container ?? '';
    const state = toReading(
      'instagram',
      await get(account, `/${container}`, { fields: 'status_code' }),
      stateSchema,
    );
    if (state.kind === 'unreadable' && !isObjectUnreadable(state.error)) return state;
    const code = state.kind === 'read' ? state.value.status_code : undefined;
    if (code === 'FINISHED' || code === 'IN_PROGRESS' || code === 'ERROR') {
      return { kind: 'absent', evidence: `the container ${container} says ${code}` };
    }
    const edge = item.kind === 'story' ? 'stories' : 'media';
    const list = toReading(
      'instagram',
      await get(account, `/${account.id}/${edge}`, { fields: 'id,caption,timestamp', limit: String(listed) }),
      mediaListSchema,
    );
    if (list.kind === 'unreadable') return list;
    const found = list.value.data.find(
      ({ caption, timestamp }) =>
        Date.parse(timestamp) >= since.getTime() - clockSlackMs &&
        (item.kind === 'story' || isSameText(caption ?? '', item.text)),
    );
    if (found) {
      const evidence = `the container ${container} says ${code ?? 'nothing'}, the account shows ${found.id}`;
      return { kind: 'found', handles: { post: found.id }, evidence };
    }
    if (code === 'EXPIRED')
      return { kind: 'absent', evidence: `the container ${container} expired unpublished` };
    const cause = `the container ${container} says ${code ?? 'nothing'}, and the account does not list it yet`;
    return state.kind === 'unreadable' ? state : { kind: 'unreadable', error: { cause } };
  };

  const findElsewhere = async (item: Post, account: Account, since: Date): Promise<Finding> => {
    const list = toReading(
      'instagram',
      await get(account, `/${account.id}/media`, { fields: 'id,caption,timestamp', limit: String(listed) }),
      mediaListSchema,
    );
    if (list.kind === 'unreadable') return list;
    const newest = list.value.data.map(({ id, caption = '', timestamp }) => ({
      id,
      text: caption,
      at: new Date(timestamp),
    }));
    return findByText(item, newest, { since, isWhole: newest.length < listed });
  };

  const findComment = async (item: Post, handles: Handles, account: Account): Promise<Finding> => {
    const list = await get(account, `/${handles.post}/comments`, {
      fields: 'id,text',
      limit: String(listed),
    });
    return commentFound('instagram', list, item.firstComment ?? '');
  };

  return {
    platform: 'instagram',
    // It has none; containers live for a day.
    scheduler: undefined,
    nextCall,

    async perform(call, item, handles, account) {
      const [name, index] = call.name.split(':');
      const handle =
        (key: string) =>
        ({ id }: { id: string }) => ({ [key]: id });
      const toHandle = (reply: Reply, key: string) =>
        toAnswer('instagram', call, reply, idSchema, handle(key));
      switch (name) {
        case 'create_child': {
          const form = childForm(item, Number(index), setting.mediaUrl);
          return toHandle(await post(account, `/${account.id}/media`, form), `child:${index}`);
        }
        case 'await_child':
          return toState(call, await readState(account, handles[`child:${index}`]), `child_ready:${index}`);
        case 'create_container': {
          const form = containerForm(item, handles, setting.mediaUrl);
          return toHandle(await post(account, `/${account.id}/media`, form), 'container');
        }
        case 'await_container':
          return toState(call, await readState(account, handles.container), 'ready');
        case 'publish':
          return toHandle(
            await post(account, `/${account.id}/media_publish`, { creation_id: handles.container ?? '' }),
            'post',
          );
        case 'first_comment':
          return toHandle(
            await post(account, `/${handles.post}/comments`, { message: item.firstComment ?? '' }),
            'first_comment',
          );
        default:
          throw new Error(`Instagram has no call ${call.name}`);
      }
    },

    find(call, item, handles, account, since) {
      if (call.name === sentElsewhere.name) return findElsewhere(item, account, since);
      return call.name === 'first_comment'
        ? findComment(item, handles, account)
        : findPublished(item, handles, account, since);
    },

    async readBack(remoteId, account): Promise<ReadBack> {
      const fields = 'id,caption,permalink,timestamp,media_url,children{media_url}';
      const reading = toReading('instagram', await get(account, `/${remoteId}`, { fields }), shownSchema);
      if (reading.kind === 'unreadable') return reading;
      const { caption, permalink, timestamp, media_url, children } = reading.value;
      const addresses = children ? children.data.map((child) => child.media_url) : [media_url];
      const shown = {
        remoteId,
        url: permalink,
        text: caption ?? '',
        mediaSha256: await Promise.all(addresses.map((address) => mediaSha256(address, setting))),
        at: new Date(timestamp),
      };
      return { kind: 'shown', shown };
    },

    remove: async () => notOffered('instagram', 'Instagram Login has no deletion of media'),
    correct: async () => notOffered('instagram', 'Instagram has no change of published media'),

    async quota(account) {
      const reading = toReading(
        'instagram',
        await get(account, `/${account.id}/content_publishing_limit`, { fields: 'quota_usage,config' }),
        quotaSchema,
      );
      if (reading.kind === 'unreadable') return reading;
      const [{ quota_usage, config }] = reading.value.data;
      const remaining = Math.max(0, config.quota_total - quota_usage);
      const allowance = {
        name: 'instagram.publish',
        limit: config.quota_total,
        remaining,
        resetsAt: undefined,
      };
      return { kind: 'read', allowances: [allowance] };
    },

    metrics: (remoteId, kind, account) =>
      readInsights('instagram', metricsOf(kind), (names) =>
        get(account, `/${remoteId}/insights`, { metric: names.join(',') }),
      ),
  };

  function readState(account: Account, container: string | undefined): Promise<Reply> {
    return get(account, `/${container}`, { fields: 'status_code,status' });
  }
}

const unseen = (name: string): Call => ({ name, visible: false, lostAnswer: 'repeat' });

function nextCall(item: Post, handles: Handles): Call | 'complete' {
  if (handles.post !== undefined) {
    const isWanted = item.firstComment !== undefined && handles.first_comment === undefined;
    return isWanted ? { name: 'first_comment', visible: true, lostAnswer: 'read_account' } : 'complete';
  }
  if (item.kind === 'carousel' && handles.container === undefined) {
    for (const [index, { type }] of item.media.entries()) {
      if (handles[`child:${index}`] === undefined) return unseen(`create_child:${index}`);
      // Pictures are ready when they are made; a carousel of videos that are not is refused.
      if (type.startsWith('video/') && handles[`child_ready:${index}`] === undefined)
        return unseen(`await_child:${index}`);
    }
  }
  if (handles.container === undefined) return unseen('create_container');
  if (handles.ready === undefined) return unseen('await_container');
  return { name: 'publish', visible: true, lostAnswer: 'ask_handle' };
}

function childForm(item: Post, index: number, mediaUrl: (sha256: string) => string): Record<string, string> {
  const media = item.media[index];
  if (media === undefined) throw new Error(`the post has no media ${index}`);
  const url = mediaUrl(media.sha256);
  return media.type.startsWith('video/')
    ? { is_carousel_item: 'true', media_type: 'VIDEO', video_url: url }
    : { is_carousel_item: 'true', image_url: url, ...altText(media.altText) };
}

function containerForm(
  item: Post,
  handles: Handles,
  mediaUrl: (sha256: string) => string,
): Record<string, string> {
  const { aiGenerated, paidPartnership } = item.disclosure;
  const said = {
    ...(item.kind !== 'story' && { caption: item.text }),
    ...(aiGenerated && { is_ai_generated: 'true' }),
    ...(paidPartnership && { is_paid_partnership: 'true' }),
  };
  if (item.kind === 'carousel') {
    const children = item.media.map((_, index) => handles[`child:${index}`]).join(',');
    return { media_type: 'CAROUSEL', children, ...said };
  }
  const media = item.media[0];
  if (media === undefined) throw new Error('a post on Instagram has media');
  const url = mediaUrl(media.sha256);
  if (item.kind === 'reel') return { media_type: 'REELS', video_url: url, share_to_feed: 'true', ...said };
  const source = media.type.startsWith('video/')
    ? { video_url: url }
    : { image_url: url, ...altText(media.altText) };
  return { ...(item.kind === 'story' && { media_type: 'STORIES' }), ...source, ...said };
}

const altText = (text: string): Record<string, string> => (text === '' ? {} : { alt_text: text });

/** The state of a container as an outcome. Meta asks for one question a minute. */
function toState(call: Call, reply: Reply, key: string): Answer {
  return toAnswer('instagram', call, reply, stateSchema, ({ status_code, status }) => {
    switch (status_code) {
      case 'FINISHED':
      case 'PUBLISHED':
        return { [key]: status_code };
      case 'IN_PROGRESS':
        return { kind: 'pending', retryAfterMs: factOf('instagram.container_poll') * 1000 };
      case 'EXPIRED':
        return classifyError({
          platform: 'instagram',
          code: 'container_expired',
          message: status ?? status_code,
        });
      case 'ERROR':
        return containerError(status ?? status_code);
    }
  });
}

/** A failed container says `Error: 2207026 ...`: the subcode stands in its text. */
function containerError(status: string): PlatformError {
  const subcode = /^Error:?\s*(22\d{5})\b/i.exec(status)?.[1];
  return subcode === undefined
    ? classifyError({ platform: 'instagram', code: 'container_error', message: status })
    : classifyError({ platform: 'instagram', subcode: Number(subcode), message: status });
}

/** Reads of a container fail with 100 / 33 now and then although it is there; the account is read instead. */
function isObjectUnreadable(error: PlatformError | { cause: string }): boolean {
  return 'class' in error && error.class === 'ambiguous';
}

function metricsOf(kind: Post['kind']): readonly string[] {
  if (kind === 'reel') return factOf('instagram.reel_metrics');
  return factOf(kind === 'story' ? 'instagram.story_metrics' : 'instagram.feed_metrics');
}
