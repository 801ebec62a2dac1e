import { classifyError, factOf, type Post, sentElsewhere } from '@musterhub/rules';
import { z } from 'zod';
import { askGraph, type GraphRequest, versioned } from './ask-graph.ts';
import type {
  Account,
  Answer,
  Channel,
  ChannelSetting,
  Finding,
  Handles,
  ReadBack,
  Scheduler,
} from './channel.ts';
import { commentFound } from './comment-found.ts';
import { findByText } from './find-by-text.ts';
import { nextFacebookCall } from './next-facebook-call.ts';
import { readInsights } from './read-insights.ts';
import { readShownPost } from './read-shown-post.ts';
import { type Reply, toAnswer, toReading } from './reply.ts';

const idSchema = z.object({ id: z.string().min(1) });
const startedSchema = z.object({ video_id: z.string().min(1) });
const doneSchema = z.object({ success: z.literal(true) });
const storySchema = z.object({ success: z.literal(true), post_id: z.string().min(1) });
const videoSchema = z.object({
  post_id: z.string().optional(),
  status: z
    .object({
      video_status: z.string(),
      uploading_phase: z.object({ status: z.string() }).optional(),
      processing_phase: z
        .object({ status: z.string(), errors: z.array(z.object({ message: z.string() })).optional() })
        .optional(),
    })
    .optional(),
});
const publishedSchema = z.object({ is_published: z.boolean() });
const storyHandleSchema = z.object({ post_id: z.string().optional(), page_story_id: z.string().optional() });
const postListSchema = z.object({ data: z.array(z.object({ id: z.string() })) });
const pageListSchema = z.object({
  data: z.array(z.object({ id: z.string(), message: z.string().optional(), created_time: z.string() })),
});

const listed = '100';
/** A video is asked about again after so long; no page says how often one may. */
const videoPollMs = 30_000;
/** The scheduler is not to the second. */
const confirmAgainMs = 15_000;

/**
 * A Facebook Page with its own token. Posts are made unpublished and flipped by one visible call; the post itself tells whether
 * that took effect. Stories have no unpublished form: their photo or video tells whether it has become one.
 */
export function makeFacebook(setting: ChannelSetting): Channel {
  type Parts = Pick<GraphRequest, 'method' | 'path'> & Partial<GraphRequest>;
  const ask = (account: Account, request: Parts) =>
    askGraph(setting, {
      platform: 'facebook',
      host: factOf('facebook.host'),
      token: account.accessToken,
      ...request,
      path: versioned(request.path),
    });
  const post = (account: Account, path: string, form: Record<string, string>) =>
    ask(account, { method: 'POST', path, form });
  const get = (account: Account, path: string, fields: string, query: Record<string, string> = {}) =>
    ask(account, { method: 'GET', path, query: { fields, ...query } });

  const uploadPhoto = async (item: Post, index: number, account: Account): Promise<Reply> => {
    const media = mediaOf(item, index);
    const body = new FormData();
    body.set(
      'source',
      new Blob([await copyOf(setting, media.sha256)], { type: media.type }),
      `photo.${media.type.slice(6)}`,
    );
    body.set('published', 'false');
    if (media.altText !== '') body.set('alt_text_custom', media.altText);
    return ask(account, { method: 'POST', path: `/${account.id}/photos`, body });
  };

  const uploadVideo = async (item: Post, handles: Handles, account: Account): Promise<Reply> => {
    const bytes = await setting.mediaBytes(mediaOf(item, 0).sha256);
    return askGraph(setting, {
      platform: 'facebook',
      host: factOf('facebook.upload_host'),
      method: 'POST',
      path: `/video-upload${versioned(`/${handles.video}`)}`,
      token: account.accessToken,
      scheme: 'OAuth',
      headers: {
        offset: '0',
        file_size: String(bytes.byteLength),
        'content-type': 'application/octet-stream',
      },
      body: bytes,
    });
  };

  const readVideo = (account: Account, handles: Handles) =>
    get(account, `/${handles.video}`, 'status,post_id');

  /** A second upload or finish is refused though the first one counts: the video says whether it does. */
  const orAlready = async (
    account: Account,
    handles: Handles,
    answer: Answer,
    isThere: (video: z.infer<typeof videoSchema>) => boolean,
  ): Promise<Answer> => {
    if (answer.kind !== 'refused') return answer;
    const video = toReading('facebook', await readVideo(account, handles), videoSchema);
    return video.kind === 'read' && isThere(video.value)
      ? { kind: 'done', handles: {}, allowances: answer.allowances }
      : answer;
  };

  const perform: Channel['perform'] = async (call, item, handles, account) => {
    const [name, index] = call.name.split(':');
    const page = `/${account.id}`;
    const done = (reply: Reply, given: Handles) => toAnswer('facebook', call, reply, doneSchema, () => given);
    const edge = item.kind === 'story' ? 'video_stories' : 'video_reels';
    switch (name) {
      case 'upload_photo':
        return toAnswer(
          'facebook',
          call,
          await uploadPhoto(item, Number(index), account),
          idSchema,
          ({ id }) => ({
            [`photo:${index}`]: id,
          }),
        );
      case 'create_post':
        return toAnswer(
          'facebook',
          call,
          await post(account, `${page}/feed`, postForm(item, handles)),
          idSchema,
          ({ id }) => ({
            draft: id,
          }),
        );
      case 'upload_video': {
        const form = {
          file_url: setting.mediaUrl(mediaOf(item, 0).sha256),
          description: item.text,
          published: 'false',
        };
        const reply = await ask(account, {
          method: 'POST',
          host: factOf('facebook.video_host'),
          path: `${page}/videos`,
          form,
        });
        return toAnswer('facebook', call, reply, idSchema, ({ id }) => ({ video: id }));
      }
      case 'start_video':
        return toAnswer(
          'facebook',
          call,
          await post(account, `${page}/${edge}`, { upload_phase: 'start' }),
          startedSchema,
          (started) => ({
            video: started.video_id,
          }),
        );
      case 'transfer_video': {
        const answer = await orAlready(
          account,
          handles,
          done(await uploadVideo(item, handles, account), {}),
          isUploaded,
        );
        return answer.kind === 'done' ? { ...answer, handles: { transferred: 'yes' } } : answer;
      }
      case 'finish_video': {
        const form = {
          upload_phase: 'finish',
          video_id: handles.video ?? '',
          video_state: 'DRAFT',
          description: item.text,
        };
        const answer = await orAlready(
          account,
          handles,
          done(await post(account, `${page}/${edge}`, form), {}),
          hasPost,
        );
        return answer.kind === 'done' ? { ...answer, handles: { finished: 'yes' } } : answer;
      }
      case 'await_video':
        return toAnswer('facebook', call, await readVideo(account, handles), videoSchema, (video) =>
          judgeVideo(video, item.kind !== 'story'),
        );
      case 'publish_post':
        return done(await post(account, `/${handles.draft}`, { is_published: 'true' }), {
          post: handles.draft ?? '',
        });
      case 'confirm_scheduled': {
        const reply = await get(account, `/${handles.draft}`, 'is_published');
        const leftMs = Date.parse(handles.scheduled ?? '') - setting.now().getTime();
        return toAnswer('facebook', call, reply, publishedSchema, ({ is_published }) =>
          is_published
            ? { post: handles.draft ?? '' }
            : { kind: 'pending', retryAfterMs: Math.max(leftMs, 0) + confirmAgainMs },
        );
      }
      case 'publish_story': {
        const reply = handles.video
          ? await post(account, `${page}/video_stories`, { upload_phase: 'finish', video_id: handles.video })
          : await post(account, `${page}/photo_stories`, { photo_id: handles['photo:0'] ?? '' });
        return toAnswer('facebook', call, reply, storySchema, ({ post_id }) => ({ post: post_id }));
      }
      case 'first_comment':
        return toAnswer(
          'facebook',
          call,
          await post(account, `/${handles.post}/comments`, { message: item.firstComment ?? '' }),
          idSchema,
          ({ id }) => ({
            first_comment: id,
          }),
        );
      default:
        throw new Error(`Facebook has no call ${call.name}`);
    }
  };

  const findFlip = async (handles: Handles, account: Account): Promise<Finding> => {
    const draft = handles.draft ?? '';
    const reading = toReading('facebook', await get(account, `/${draft}`, 'is_published'), publishedSchema);
    if (reading.kind === 'unreadable') return reading;
    return reading.value.is_published
      ? { kind: 'found', handles: { post: draft }, evidence: `the post ${draft} says that it is published` }
      : { kind: 'absent', evidence: `the post ${draft} says that it is not published` };
  };

  const findStory = async (handles: Handles, account: Account): Promise<Finding> => {
    const media = handles.video ?? handles['photo:0'] ?? '';
    const fields = handles.video ? 'post_id' : 'page_story_id';
    const reading = toReading('facebook', await get(account, `/${media}`, fields), storyHandleSchema);
    if (reading.kind === 'unreadable') return reading;
    const post = reading.value.post_id ?? reading.value.page_story_id;
    return post === undefined
      ? { kind: 'absent', evidence: `${media} is in no post` }
      : { kind: 'found', handles: { post }, evidence: `${media} has become ${post}` };
  };

  const findComment = async (item: Post, handles: Handles, account: Account): Promise<Finding> => {
    const list = await get(account, `/${handles.post}/comments`, 'id,message', { limit: listed });
    return commentFound('facebook', list, item.firstComment ?? '');
  };

  const findElsewhere = async (item: Post, account: Account, since: Date): Promise<Finding> => {
    const path = `/${account.id}/published_posts`;
    const reply = await get(account, path, 'id,message,created_time', { limit: listed });
    const list = toReading('facebook', reply, pageListSchema);
    if (list.kind === 'unreadable') return list;
    const newest = list.value.data.map(({ id, message = '', created_time }) => ({
      id,
      text: message,
      at: new Date(created_time),
    }));
    return findByText(item, newest, { since, isWhole: newest.length < Number(listed) });
  };

  const remove: Channel['remove'] = async (remoteId, account) => {
    const call = { visible: false };
    const reply = await ask(account, { method: 'DELETE', path: `/${remoteId}` });
    const answer = toAnswer('facebook', call, reply, doneSchema, () => ({}));
    if (answer.kind !== 'refused' || answer.error.class !== 'ambiguous') return answer;
    // An object that cannot be read is gone, or out of sight for a while: the Page says which.
    const list = await get(account, `/${account.id}/published_posts`, 'id', { limit: listed });
    const shown = toReading('facebook', list, postListSchema);
    const isGone = shown.kind === 'read' && shown.value.data.every(({ id }) => id !== remoteId);
    return isGone ? { kind: 'done', handles: {}, allowances: answer.allowances } : answer;
  };

  /** The draft itself gets an hour: it stays one post. Photos of scheduled posts are uploaded as temporary, and those of a draft are not. */
  const scheduler: Scheduler = {
    takes: (item, handles) =>
      item.media.length === 0 && handles.draft !== undefined && handles.post === undefined,
    async hand(_, handles, at, account) {
      const form = { scheduled_publish_time: String(Math.floor(at.getTime() / 1000)) };
      const reply = await post(account, `/${handles.draft}`, form);
      const given = { scheduled: at.toISOString() };
      return toAnswer('facebook', { visible: false }, reply, doneSchema, () => given);
    },
    takeBack: (handles, account) => remove(handles.draft ?? '', account),
  };

  return {
    platform: 'facebook',
    scheduler,
    nextCall: nextFacebookCall,
    perform,

    find(call, item, handles, account, since) {
      if (call.name === sentElsewhere.name) return findElsewhere(item, account, since);
      if (call.name === 'first_comment') return findComment(item, handles, account);
      return call.name === 'publish_story' ? findStory(handles, account) : findFlip(handles, account);
    },

    readBack: (remoteId, account): Promise<ReadBack> =>
      readShownPost(remoteId, setting, (path, fields) => get(account, path, fields)),

    remove,

    correct: async (remoteId, text, account) =>
      toAnswer(
        'facebook',
        { visible: false },
        await post(account, `/${remoteId}`, { message: text }),
        doneSchema,
        () => ({}),
      ),

    // Facebook has no endpoint that tells it; the usage headers do.
    quota: async () => ({ kind: 'read', allowances: [] }),

    metrics: (remoteId, _kind, account) =>
      readInsights('facebook', factOf('facebook.post_metrics'), (names) =>
        ask(account, { method: 'GET', path: `/${remoteId}/insights`, query: { metric: names.join(',') } }),
      ),
  };
}

function mediaOf(item: Post, index: number): Post['media'][number] {
  const media = item.media[index];
  if (media === undefined) throw new Error(`the post has no media ${index}`);
  return media;
}

/** A blob wants bytes of its own. */
async function copyOf({ mediaBytes }: ChannelSetting, sha256: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await mediaBytes(sha256));
}

function postForm(item: Post, handles: Handles): Record<string, string> {
  const photos = item.media.map((_, index) => [
    `attached_media[${index}]`,
    JSON.stringify({ media_fbid: handles[`photo:${index}`] }),
  ]);
  return {
    ...(item.text !== '' && { message: item.text }),
    ...(item.link !== undefined && { link: item.link }),
    ...Object.fromEntries(photos),
    published: 'false',
  };
}

type Video = z.infer<typeof videoSchema>;
const isUploaded = ({ status }: Video): boolean => status?.uploading_phase?.status === 'complete';
const hasPost = ({ post_id }: Video): boolean => post_id !== undefined;

function judgeVideo({ status, post_id }: Video, needsPost: boolean) {
  const failure = status?.processing_phase?.errors?.[0]?.message;
  if (status?.video_status === 'error' || failure !== undefined) {
    return classifyError({ platform: 'facebook', code: 'processing_failed', message: failure ?? 'error' });
  }
  const isReady = status?.video_status === 'ready' || status?.processing_phase?.status === 'complete';
  // A reel or video has its post when it is processed; a video of a story becomes one by being published.
  if (!isReady) return { kind: 'pending' as const, retryAfterMs: videoPollMs };
  if (needsPost && post_id === undefined) {
    const message = 'the video is ready and in no post';
    return classifyError({ platform: 'facebook', code: 'undocumented_answer', message });
  }
  return { ready: 'yes', ...(post_id !== undefined && { draft: post_id }) };
}
