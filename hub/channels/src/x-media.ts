import { classifyError, factOf, type Post } from '@musterhub/rules';
import { z } from 'zod';
import { askX } from './ask-x.ts';
import type { Account, Answer, Call, ChannelSetting, Handles } from './channel.ts';
import { type Reply, toAnswer } from './reply.ts';

const initializedSchema = z.object({ data: z.object({ id: z.string().min(1) }) });
const processingSchema = z.object({
  state: z.enum(['pending', 'in_progress', 'succeeded', 'failed']),
  check_after_secs: z.number().optional(),
  error: z.object({ message: z.string() }).optional(),
});
const stateSchema = z.object({ data: z.object({ processing_info: processingSchema.optional() }) });
const anySchema = z.unknown();

/** The next step of the uploads of a post, in the order of its media; undefined when all are ready to be shown. */
export function nextMediaCall(item: Post, handles: Handles): Call | undefined {
  for (const [index, media] of item.media.entries()) {
    const has = (name: string) => handles[`${name}:${index}`] !== undefined;
    if (!has('media')) return unseen(`initialize_media:${index}`);
    const segment = Number(handles[`appended:${index}`] ?? 0);
    if (segment < segmentsOf(media.bytes)) return unseen(`append_media:${index}:${segment}`);
    if (!has('finalized')) return unseen(`finalize_media:${index}`);
    if (!has('ready')) return unseen(`await_media:${index}`);
    if (media.altText !== '' && !isVideo(media.type) && !has('described'))
      return unseen(`describe_media:${index}`);
  }
  return undefined;
}

/** One step of an upload: initialize, append, finalize, its state, its alternative text. */
export async function performMediaCall(
  call: Call,
  item: Post,
  handles: Handles,
  account: Account,
  setting: ChannelSetting,
): Promise<Answer> {
  const [name, place, segment] = call.name.split(':');
  const index = Number(place);
  const media = item.media[index];
  if (media === undefined) throw new Error(`the post has no media ${index}`);
  const id = handles[`media:${index}`] ?? '';
  const token = account.accessToken;
  const answer = (reply: Reply, given: Handles) =>
    orRebuild(toAnswer('x', call, reply, anySchema, () => given));
  switch (name) {
    case 'initialize_media': {
      const json = { media_type: media.type, total_bytes: media.bytes, media_category: categoryOf(media) };
      const path = '/media/upload/initialize';
      const reply = await askX(setting, { endpoint: name, method: 'POST', path, token, json });
      return toAnswer('x', call, reply, initializedSchema, ({ data }) => ({ [`media:${index}`]: data.id }));
    }
    case 'append_media': {
      const form = await segmentForm(setting, media.sha256, Number(segment));
      const path = `/media/upload/${id}/append`;
      const reply = await askX(setting, { endpoint: name, method: 'POST', path, token, form });
      return answer(reply, { [`appended:${index}`]: String(Number(segment) + 1) });
    }
    case 'finalize_media': {
      const path = `/media/upload/${id}/finalize`;
      const reply = await askX(setting, { endpoint: name, method: 'POST', path, token, json: {} });
      return orRebuild(toState(call, reply, { [`finalized:${index}`]: 'yes' }, `ready:${index}`, 'later'));
    }
    case 'await_media': {
      const query = { command: 'STATUS', media_id: id };
      const reply = await askX(setting, {
        endpoint: name,
        method: 'GET',
        path: '/media/upload',
        token,
        query,
      });
      return orRebuild(toState(call, reply, {}, `ready:${index}`, 'now'));
    }
    case 'describe_media': {
      const json = { id, metadata: { alt_text: { text: media.altText } } };
      const reply = await askX(setting, {
        endpoint: name,
        method: 'POST',
        path: '/media/metadata',
        token,
        json,
      });
      return answer(reply, { [`described:${index}`]: 'yes' });
    }
    default:
      throw new Error(`X has no call ${call.name}`);
  }
}

const unseen = (name: string): Call => ({ name, visible: false, lostAnswer: 'repeat' });
const isVideo = (type: string): boolean => type.startsWith('video/');
const segmentsOf = (bytes: number): number => Math.ceil(bytes / factOf('x.segment_bytes'));

function categoryOf({ type, durationMs }: Post['media'][number]): string {
  const [picture, animated, video] = factOf('x.media_categories');
  return (
    (isVideo(type) ? video : type === 'image/gif' && durationMs !== undefined ? animated : picture) ?? ''
  );
}

async function segmentForm(setting: ChannelSetting, sha256: string, segment: number): Promise<FormData> {
  const size = factOf('x.segment_bytes');
  const bytes = await setting.mediaPart(sha256, segment * size, (segment + 1) * size);
  const form = new FormData();
  form.set('segment_index', String(segment));
  form.set('media', new Blob([new Uint8Array(bytes)]), 'segment');
  return form;
}

/** Whether an upload is processed. Finalizing is done even while processing goes on; asking for its state is not. */
function toState(call: Call, reply: Reply, given: Handles, key: string, pending: 'now' | 'later'): Answer {
  return toAnswer('x', call, reply, stateSchema, ({ data: { processing_info: info } }) => {
    if (info === undefined || info.state === 'succeeded') return { ...given, [key]: 'yes' };
    if (info.state === 'failed') {
      const message = info.error?.message ?? 'failed';
      return classifyError({ platform: 'x', code: 'processing_failed', message });
    }
    return pending === 'later'
      ? given
      : { kind: 'pending', retryAfterMs: (info.check_after_secs ?? 5) * 1000 };
  });
}

/** Uploads expire. One that is not there any more is made anew; the table calls a missing object content. */
function orRebuild(answer: Answer): Answer {
  if (answer.kind !== 'refused' || answer.error.code !== 'resource-not-found') return answer;
  const error = {
    ...answer.error,
    class: 'transient' as const,
    remedy: 'rebuild' as const,
    cause: 'the upload has expired',
    fix: 'it is uploaded anew',
  };
  return { ...answer, error };
}
