import type { SandboxAccount } from '../account.ts';
import { fetchMedia } from '../fetch-media.ts';
import { booleanField, neededField, onlyFields, textField } from '../graph/graph-fields.ts';
import type { GraphCall } from '../graph/graph-host.ts';
import { refuseGraph } from '../graph/graph-refusal.ts';
import type { MediaFacts } from '../inspect-media.ts';
import type { Reply } from '../refusal.ts';
import type { SandboxPost } from '../sandbox-post.ts';
import { addPost } from '../world.ts';
import type { FacebookMedia } from './facebook-media.ts';
import { getPage, needFacebookScope, refuseMissing } from './facebook-page.ts';
import { draftPost } from './feed-post.ts';
import { addMedia } from './photos.ts';
import { countReel } from './publish-post.ts';
import { scheduleTime } from './schedule-time.ts';

/** A video for the feed: by its address, in the body, or in phases. It is shown once it has been processed. */
export async function uploadVideo(call: GraphCall): Promise<Reply> {
  const page = getPage(call);
  needFacebookScope(call, 'publish_video');
  const phase = textField(call, 'upload_phase');
  if (phase === 'start') return startVideo(call, page);
  if (phase === 'transfer') return transferVideo(call, page);
  if (phase === 'finish') return finishVideo(call, page);
  onlyFields(call, ['file_url', 'description', 'title', 'published', 'scheduled_publish_time']);
  const scheduledFor = scheduleTime(call);
  const [upload] = Object.values(call.incoming.files);
  const bytes = upload ?? (await fetchVideo(call, neededField(call, 'file_url')));
  const video = addMedia(call, {
    pageId: page.id,
    use: 'video',
    media: undefined,
    altText: '',
    isTemporary: false,
  });
  await applyVideo(call, video, bytes);
  showFeedVideo(call, page, video, scheduledFor);
  return { status: 200, body: { id: video.id } };
}

function startVideo(call: GraphCall, page: SandboxAccount): Reply {
  onlyFields(call, ['upload_phase', 'file_size']);
  const size = Number(neededField(call, 'file_size'));
  const video = addMedia(call, {
    pageId: page.id,
    use: 'video',
    media: undefined,
    altText: '',
    isTemporary: false,
  });
  video.expectedBytes = size;
  return {
    status: 200,
    body: { video_id: video.id, upload_session_id: video.id, start_offset: '0', end_offset: String(size) },
  };
}

function transferVideo(call: GraphCall, page: SandboxAccount): Reply {
  onlyFields(call, ['upload_phase', 'upload_session_id', 'start_offset']);
  const video = getVideo(call, page, 'upload_session_id');
  const [chunk] = Object.values(call.incoming.files);
  const held = video.chunks.reduce((sum, { byteLength }) => sum + byteLength, 0);
  if (!chunk || Number(textField(call, 'start_offset')) !== held)
    return refuseGraph(call.world, {
      code: 6001,
      subcode: 1363037,
      message: `(#6001) The chunk does not continue the upload: expected start_offset ${held}.`,
    });
  video.chunks.push(chunk);
  return {
    status: 200,
    body: { start_offset: String(held + chunk.byteLength), end_offset: String(video.expectedBytes) },
  };
}

async function finishVideo(call: GraphCall, page: SandboxAccount): Promise<Reply> {
  onlyFields(call, [
    'upload_phase',
    'upload_session_id',
    'description',
    'title',
    'published',
    'scheduled_publish_time',
  ]);
  const scheduledFor = scheduleTime(call);
  const video = getVideo(call, page, 'upload_session_id');
  const bytes = Buffer.concat(video.chunks);
  if (video.postId !== undefined || bytes.byteLength !== video.expectedBytes)
    refuseGraph(call.world, {
      code: 6000,
      message: '(#6000) There was a problem uploading your video file.',
    });
  await applyVideo(call, video, bytes);
  showFeedVideo(call, page, video, scheduledFor);
  return { status: 200, body: { success: true } };
}

/** A reel or a video story: start, bytes to rupload.facebook.com, finish. */
export function phaseOf(use: 'reel' | 'story'): (call: GraphCall) => Reply {
  return (call) => {
    const page = getPage(call);
    needFacebookScope(call, 'pages_manage_posts');
    const phase = neededField(call, 'upload_phase');
    if (phase === 'start') return startPhase(call, page, use);
    if (phase === 'finish') return finishPhase(call, page, use);
    return refuseGraph(call.world, { code: 100, message: '(#100) upload_phase must be start or finish.' });
  };
}

function startPhase(call: GraphCall, page: SandboxAccount, use: 'reel' | 'story'): Reply {
  onlyFields(call, ['upload_phase']);
  const video = addMedia(call, { pageId: page.id, use, media: undefined, altText: '', isTemporary: false });
  return {
    status: 200,
    body: {
      video_id: video.id,
      upload_url: `https://rupload.facebook.com/video-upload/${call.incoming.version ?? 'v26.0'}/${video.id}`,
    },
  };
}

function finishPhase(call: GraphCall, page: SandboxAccount, use: 'reel' | 'story'): Reply {
  const { world, now } = call;
  onlyFields(call, [
    'upload_phase',
    'video_id',
    'video_state',
    'description',
    'title',
    'scheduled_publish_time',
  ]);
  const state = textField(call, 'video_state') ?? 'PUBLISHED';
  const scheduledFor = scheduleTime(call, 29);
  if (
    !['PUBLISHED', 'SCHEDULED', 'DRAFT'].includes(state) ||
    (state === 'SCHEDULED') !== (scheduledFor !== undefined)
  )
    refuseGraph(world, {
      code: 100,
      message: '(#100) video_state must be PUBLISHED, DRAFT, or SCHEDULED with scheduled_publish_time.',
    });
  const video = getVideo(call, page, 'video_id');
  if (video.media === undefined || video.postId !== undefined)
    refuseGraph(world, {
      code: 100,
      message: `(#100) video_id: the upload is ${video.postId === undefined ? 'not complete' : 'finished already'}.`,
    });
  if (use === 'reel' && state !== 'DRAFT') countReel(world, page.id, now);
  const post = showVideo(call, page, video, {
    kind: use,
    text: textField(call, 'description') ?? '',
    isPublished: state === 'PUBLISHED',
    scheduledFor,
  });
  return { status: 200, body: { success: true, ...(use === 'story' && { post_id: post?.id }) } };
}

/** rupload.facebook.com: the bytes of a reel or a story, or the address to fetch them from. */
export async function uploadVideoBytes(call: GraphCall): Promise<Reply> {
  const { world, incoming } = call;
  const video = world.facebookMedia.get(incoming.route.video ?? '');
  if (!video || video.pageId !== call.token.subjectId || video.media !== undefined)
    return { status: 400, body: debug('NotFound', 'There is no video that waits for an upload.', false) };
  const address = incoming.headers.file_url;
  if (address !== undefined && /\bfbcdn\.net\b/.test(address))
    return { status: 400, body: debug('ProcessingFailedError', 'Addresses of fbcdn are refused.', false) };
  const fetched =
    address === undefined ? undefined : await fetchMedia(address, call.world.rules.facebook.fetchTimeoutMs);
  const bytes =
    fetched === undefined ? incoming.bytes : fetched.kind === 'fetched' ? fetched.bytes : undefined;
  if (!bytes) return { status: 400, body: debug('ProcessingFailedError', 'No bytes were received.', true) };
  if (address === undefined && Number(incoming.headers.file_size) !== bytes.byteLength)
    return {
      status: 400,
      body: debug('OffsetInvalidError', 'offset and file_size do not fit the body.', true),
    };
  await applyVideo(call, video, bytes);
  return { status: 200, body: { success: true, message: 'Upload successful.' } };
}

function debug(type: string, message: string, retriable: boolean) {
  return { debug_info: { retriable, type, message } };
}

async function applyVideo({ world, now }: GraphCall, video: FacebookMedia, bytes: Uint8Array): Promise<void> {
  video.media = await world.media.put(bytes);
  video.failure = checkVideo(video.media.facts, video.use);
  video.readyAt = now + world.rules.facebook.videoLatencyMs;
  video.chunks = [];
}

/** Why the video is not shown (facts 5.2, limits); undefined: it is. */
function checkVideo(facts: MediaFacts, use: FacebookMedia['use']): string | undefined {
  if (facts.kind !== 'video') return 'the file is no video';
  if (use === 'video') return facts.durationMs > 4 * 3_600_000 ? 'it is longer than 4 hours' : undefined;
  const seconds = facts.durationMs / 1000;
  const most = use === 'reel' ? 90 : 60;
  if (seconds < 3 || seconds > most) return `it lasts ${seconds} s, expected 3 to ${most}`;
  if (facts.width < 540 || facts.height < 960)
    return `it is ${facts.width}x${facts.height}, expected 540x960 or more`;
  if (Math.abs(facts.width / facts.height - 9 / 16) > 0.01) return 'its ratio is not 9:16';
  const rate = facts.framesPerSecond ?? 30;
  return rate < 23.9 || rate > 60.1 ? `it has ${rate} frames a second, expected 24 to 60` : undefined;
}

function showFeedVideo(
  call: GraphCall,
  page: SandboxAccount,
  video: FacebookMedia,
  scheduledFor: number | undefined,
): void {
  showVideo(call, page, video, {
    kind: 'video',
    text: textField(call, 'description') ?? textField(call, 'title') ?? '',
    isPublished: booleanField(call, 'published') ?? true,
    scheduledFor,
  });
}

/** A video that fails in processing has no post; its status says why. */
function showVideo(
  call: GraphCall,
  page: SandboxAccount,
  video: FacebookMedia,
  {
    kind,
    text,
    isPublished,
    scheduledFor,
  }: { kind: SandboxPost['kind']; text: string; isPublished: boolean; scheduledFor: number | undefined },
): SandboxPost | undefined {
  if (!video.media || video.failure !== undefined) return undefined;
  const post = draftPost(call, page, {
    text,
    link: undefined,
    media: [{ ...video.media, altText: '', id: video.id }],
  });
  post.kind = kind;
  if (isPublished) post.publishedAt = video.readyAt ?? call.now;
  else if (scheduledFor !== undefined) post.scheduledFor = scheduledFor;
  video.postId = post.id;
  return addPost(call.world, post);
}

function getVideo(call: GraphCall, page: SandboxAccount, name: string): FacebookMedia {
  const id = neededField(call, name);
  const video = call.world.facebookMedia.get(id);
  return video?.pageId === page.id ? video : refuseMissing(call, id);
}

async function fetchVideo(call: GraphCall, address: string): Promise<Uint8Array> {
  const fetched = await fetchMedia(address, call.world.rules.facebook.fetchTimeoutMs);
  if (fetched.kind === 'fetched') return fetched.bytes;
  return refuseGraph(call.world, { code: 389, message: '(#389) Unable to fetch video file from URL.' });
}
