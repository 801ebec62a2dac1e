import { z } from 'zod';
import type { StoredMedia } from '../media-store.ts';
import type { Reply } from '../refusal.ts';
import { charge, needCredits, prices } from './bill.ts';
import type { XCall } from './x-host.ts';
import { parseStrict, refuseInvalid, refuseX } from './x-problem.ts';

const categories = ['tweet_image', 'tweet_gif', 'tweet_video', 'amplify_video'] as const;

/** A medium on its way to a post. */
export type XUpload = {
  id: string;
  accountId: string;
  category: (typeof categories)[number];
  mediaType: string;
  totalBytes: number;
  segments: Map<number, Uint8Array>;
  expiresAt: number;
  finalizedAt: number | undefined;
  media: StoredMedia | undefined;
  failure: string | undefined;
  altText: string;
};

type UploadState =
  | { state: 'pending' | 'in_progress'; check_after_secs: number; progress_percent: number }
  | { state: 'succeeded'; progress_percent: 100 }
  | { state: 'failed'; error: { code: number; name: string; message: string } }
  | { state: 'open' | 'expired' };

const lifeMs = 24 * 3_600_000;

/** Pictures are ready at once; what moves is pending for the first tenth of its processing time. */
export function uploadState(upload: XUpload, now: number, processingMs: number): UploadState {
  if (now >= upload.expiresAt) return { state: 'expired' };
  if (upload.finalizedAt === undefined) return { state: 'open' };
  const wait = upload.category === 'tweet_image' ? 0 : processingMs;
  const age = now - upload.finalizedAt;
  if (age < wait)
    return {
      state: age < wait / 10 ? 'pending' : 'in_progress',
      check_after_secs: Math.max(1, Math.ceil((wait - age) / 1000)),
      progress_percent: Math.floor((age / wait) * 100),
    };
  if (upload.failure !== undefined)
    return { state: 'failed', error: { code: 1, name: 'InvalidMedia', message: upload.failure } };
  return { state: 'succeeded', progress_percent: 100 };
}

const initializeSchema = z.strictObject({
  media_type: z.string(),
  total_bytes: z.int().positive(),
  media_category: z.enum(categories).default('tweet_image'),
  additional_owners: z.array(z.string()).optional(),
  shared: z.boolean().optional(),
});

export function initializeUpload(call: XCall): Reply {
  const { incoming } = call;
  const { media_type, total_bytes, media_category } = parseStrict(initializeSchema, incoming.body);
  const most =
    { tweet_image: 5, tweet_gif: 15, tweet_video: 512, amplify_video: 512 }[media_category] * 1_000_000;
  if (total_bytes > most)
    refuseInvalid('total_bytes', `At most ${most} bytes for ${media_category}.`, total_bytes);
  const upload = openUpload(call, {
    category: media_category,
    mediaType: media_type,
    totalBytes: total_bytes,
  });
  return { status: 200, body: { data: { ...identity(upload), expires_after_secs: lifeMs / 1000 } } };
}

function openUpload(
  { world, account, now }: XCall,
  { category, mediaType, totalBytes }: Pick<XUpload, 'category' | 'mediaType' | 'totalBytes'>,
): XUpload {
  const upload: XUpload = {
    id: world.ids.snowflake(),
    accountId: account.id,
    category,
    mediaType,
    totalBytes,
    segments: new Map(),
    expiresAt: now + lifeMs,
    finalizedAt: undefined,
    media: undefined,
    failure: undefined,
    altText: '',
  };
  world.xUploads.set(upload.id, upload);
  return upload;
}

/** A segment by its index; the same index again replaces it, so that a lost answer can be repeated. */
export function appendUpload(call: XCall): Reply {
  const { incoming } = call;
  const upload = getUpload(call, incoming.route.id ?? '');
  if (upload.finalizedAt !== undefined) refuseInvalid('id', 'The upload is finalized already.');
  onlyParts(call, ['media', 'segment_index']);
  const index = Number(incoming.body.segment_index ?? Number.NaN);
  if (!Number.isInteger(index) || index < 0 || index > 999)
    refuseInvalid('segment_index', 'segment_index must be a whole number from 0 to 999.');
  const bytes = partBytes(call);
  upload.segments.set(index, bytes);
  return { status: 200, body: { data: { expires_at: Math.floor(upload.expiresAt / 1000) } } };
}

export async function finalizeUpload(call: XCall): Promise<Reply> {
  const { world, incoming, now } = call;
  const upload = getUpload(call, incoming.route.id ?? '');
  if (upload.finalizedAt === undefined) {
    const parts = Array.from({ length: upload.segments.size }, (_, index) => upload.segments.get(index));
    if (parts.length === 0 || parts.includes(undefined))
      refuseInvalid(
        'segment_index',
        'Segments do not add up to the file: one is missing between the first and the last.',
      );
    const bytes = Buffer.concat(parts as Uint8Array[]);
    if (bytes.byteLength !== upload.totalBytes)
      refuseInvalid(
        'total_bytes',
        `Segments do not add up: expected ${upload.totalBytes} bytes, received ${bytes.byteLength}.`,
      );
    await applyBytes(call, upload, bytes);
  }
  const state = uploadState(upload, now, world.rules.x.processingMs);
  return {
    status: 200,
    body: {
      data: {
        ...finished(upload, now),
        ...(upload.category !== 'tweet_image' && { processing_info: state }),
      },
    },
  };
}

/** A picture in one request. */
export async function uploadOnce(call: XCall): Promise<Reply> {
  const { incoming } = call;
  onlyParts(call, ['media', 'media_category', 'media_type', 'shared', 'additional_owners']);
  const bytes = partBytes(call);
  if (incoming.body.media_category !== 'tweet_image')
    refuseInvalid('media_category', 'Only pictures can be uploaded in one request: tweet_image.');
  const upload = openUpload(call, {
    category: 'tweet_image',
    mediaType: String(incoming.body.media_type ?? ''),
    totalBytes: bytes.byteLength,
  });
  await applyBytes(call, upload, bytes);
  return {
    status: 200,
    body: { data: finished(upload, call.now) },
  };
}

export function readUploadStatus(call: XCall): Reply {
  const { world, incoming, now } = call;
  if (incoming.query.command !== 'STATUS') refuseInvalid('command', 'command must be STATUS.');
  const upload = getUpload(call, String(incoming.query.media_id ?? ''));
  const state = uploadState(upload, now, world.rules.x.processingMs);
  if (state.state === 'open') refuseInvalid('media_id', 'The upload is not finalized yet.');
  return {
    status: 200,
    body: {
      data: {
        ...finished(upload, now),
        processing_info: state,
      },
    },
  };
}

const metadataSchema = z.strictObject({
  id: z.string(),
  metadata: z.strictObject({ alt_text: z.strictObject({ text: z.string().min(1).max(1000) }) }),
});

export function describeMedia(call: XCall): Reply {
  const { world } = call;
  const { id, metadata } = parseStrict(metadataSchema, call.incoming.body);
  const upload = getUpload(call, id);
  needCredits(world, prices.media_metadata);
  upload.altText = metadata.alt_text.text;
  charge(world, 'media_metadata', upload.id);
  return {
    status: 200,
    body: { data: { id: upload.id, associated_metadata: { alt_text: { text: upload.altText } } } },
  };
}

function onlyParts({ incoming }: XCall, allowed: readonly string[]): void {
  const unknown = [...Object.keys(incoming.body), ...Object.keys(incoming.files)].find(
    (name) => !allowed.includes(name),
  );
  if (unknown !== undefined) refuseInvalid(unknown, `$.${unknown}: is not defined in the schema.`);
}

/** The part `media` of a form, or the same in base 64 in a JSON body. */
function partBytes({ incoming }: XCall): Uint8Array {
  const text = incoming.body.media;
  const bytes = incoming.files.media ?? (typeof text === 'string' ? Buffer.from(text, 'base64') : undefined);
  return bytes && bytes.byteLength > 0 ? bytes : refuseInvalid('media', 'media is required.');
}

function identity(upload: XUpload): { id: string; media_key: string } {
  const prefix = { tweet_image: 3, tweet_gif: 16, tweet_video: 7, amplify_video: 13 }[upload.category];
  return { id: upload.id, media_key: `${prefix}_${upload.id}` };
}

function finished(upload: XUpload, now: number) {
  return {
    ...identity(upload),
    size: upload.totalBytes,
    expires_after_secs: Math.floor((upload.expiresAt - now) / 1000),
  };
}

export const mediaKeyOf = (upload: XUpload): string => identity(upload).media_key;

function getUpload({ world, account, now }: XCall, id: string): XUpload {
  const upload = world.xUploads.get(id);
  if (upload?.accountId !== account.id || now >= upload.expiresAt)
    return refuseX({
      status: 404,
      type: 'resource-not-found',
      title: 'Not Found Error',
      detail: `Could not find media with id: [${id}].`,
    });
  return upload;
}

/** A wrong picture is refused when it is finalized, a wrong GIF or video fails in processing. */
async function applyBytes({ world, now }: XCall, upload: XUpload, bytes: Uint8Array): Promise<void> {
  const media = await world.media.put(bytes);
  const failure = checkBytes(media, upload.category);
  if (failure !== undefined && upload.category === 'tweet_image') refuseInvalid('media', failure);
  upload.media = media;
  upload.failure = failure;
  upload.finalizedAt = now;
  upload.expiresAt = now + lifeMs;
  upload.segments.clear();
}

/** Why X does not take the bytes (facts 5.3, media upload, limits); undefined: it does. */
function checkBytes({ bytes, facts }: StoredMedia, category: XUpload['category']): string | undefined {
  if (facts.kind === 'unreadable') return `The file is not readable: ${facts.why}.`;
  if (category === 'tweet_image')
    return facts.kind === 'image' && bytes <= 5_000_000
      ? undefined
      : 'Pictures are JPEG, PNG, GIF or WEBP of at most 5 MB.';
  if (category === 'tweet_gif') {
    if (facts.kind !== 'image' || facts.type !== 'image/gif') return 'The file is not a GIF.';
    const isSmall = facts.width <= 1280 && facts.height <= 1080 && facts.frames <= 350;
    return isSmall && facts.width * facts.height * facts.frames <= 300_000_000
      ? undefined
      : 'GIFs are at most 1280x1080 with 350 frames and 300 million pixels in all.';
  }
  if (facts.kind !== 'video') return 'The file is not a video.';
  const ratio = facts.width / facts.height;
  const isGood =
    facts.durationMs >= 500 &&
    facts.durationMs <= 140_000 &&
    Math.min(facts.width, facts.height) >= 32 &&
    facts.width <= 1280 &&
    facts.height <= 1024 &&
    ratio >= 1 / 3 &&
    ratio <= 3 &&
    (facts.framesPerSecond ?? 30) <= 60.1;
  return isGood
    ? undefined
    : 'Videos are 0.5 to 140 s, 32x32 to 1280x1024, of a ratio between 1:3 and 3:1, at most 60 frames a second.';
}
