import { fetchMedia } from '../fetch-media.ts';
import { booleanField, onlyFields, textField } from '../graph/graph-fields.ts';
import type { GraphCall } from '../graph/graph-host.ts';
import { refuseGraph } from '../graph/graph-refusal.ts';
import type { StoredMedia } from '../media-store.ts';
import type { Reply } from '../refusal.ts';
import type { FacebookMedia } from './facebook-media.ts';
import { getPage, needFacebookScope } from './facebook-page.ts';
import { draftPost, release } from './feed-post.ts';
import { applyPublish } from './publish-post.ts';
import { scheduleTime } from './schedule-time.ts';

/** A photo, as a post of its own or (`published=false`) for a post to come. */
export async function uploadPhoto(call: GraphCall): Promise<Reply> {
  const page = getPage(call);
  needFacebookScope(call, 'pages_manage_posts');
  onlyFields(call, [
    'url',
    'caption',
    'message',
    'published',
    'temporary',
    'alt_text_custom',
    'scheduled_publish_time',
  ]);
  const scheduledFor = scheduleTime(call);
  const isPublished = booleanField(call, 'published') ?? true;
  const media = await takePhoto(call);
  const photo = addMedia(call, {
    pageId: page.id,
    use: 'photo',
    media,
    altText: textField(call, 'alt_text_custom') ?? '',
    isTemporary: booleanField(call, 'temporary') ?? false,
  });
  if (!isPublished && scheduledFor === undefined) return { status: 200, body: { id: photo.id } };
  const post = draftPost(call, page, {
    text: textField(call, 'message') ?? textField(call, 'caption') ?? '',
    link: undefined,
    media: [{ ...media, altText: photo.altText, id: photo.id }],
  });
  release(call, post, isPublished, scheduledFor);
  photo.postId = post.id;
  return { status: 200, body: { id: photo.id, post_id: post.id } };
}

/** A photo that was uploaded unpublished becomes a story. */
export function publishPhotoStory(call: GraphCall): Reply {
  const { world, now } = call;
  const page = getPage(call);
  needFacebookScope(call, 'pages_manage_posts');
  onlyFields(call, ['photo_id']);
  const photo = world.facebookMedia.get(textField(call, 'photo_id') ?? '');
  if (photo?.pageId !== page.id || photo.media === undefined || photo.postId !== undefined)
    return refuseGraph(world, {
      code: 100,
      message: '(#100) photo_id: there is no unpublished photo of this Page.',
    });
  const post = draftPost(call, page, {
    text: '',
    link: undefined,
    media: [{ ...photo.media, altText: photo.altText, id: photo.id }],
  });
  post.kind = 'story';
  applyPublish(world, post, now);
  release(call, post, false, undefined);
  photo.postId = post.id;
  return { status: 200, body: { success: true, post_id: post.id } };
}

export function addMedia(
  { world, now }: GraphCall,
  {
    pageId,
    use,
    media,
    altText,
    isTemporary,
  }: Pick<FacebookMedia, 'pageId' | 'use' | 'media' | 'altText' | 'isTemporary'>,
): FacebookMedia {
  const added: FacebookMedia = {
    id: world.ids.facebook('content'),
    pageId,
    use,
    altText,
    createdAt: now,
    isTemporary,
    media,
    chunks: [],
    expectedBytes: undefined,
    readyAt: media === undefined ? undefined : now,
    failure: undefined,
    postId: undefined,
  };
  world.facebookMedia.set(added.id, added);
  return added;
}

async function takePhoto(call: GraphCall): Promise<StoredMedia> {
  const { world, incoming } = call;
  const [upload] = Object.values(incoming.files);
  const bytes = upload ?? (await fetchPhoto(call));
  const media = await world.media.put(bytes);
  if (media.facts.kind !== 'image')
    refuseGraph(world, { code: 324, message: '(#324) Missing or invalid image file', subcode: 2069019 });
  if (media.bytes > world.rules.facebook.photoMaxBytes)
    refuseGraph(world, {
      code: 1,
      subcode: 1366046,
      message: `Your photos couldn't be uploaded. Photos should be smaller than ${world.rules.facebook.photoMaxBytes / 1_000_000} MB.`,
    });
  return media;
}

async function fetchPhoto(call: GraphCall): Promise<Uint8Array> {
  const address = textField(call, 'url');
  if (address === undefined)
    return refuseGraph(call.world, { code: 324, message: '(#324) Requires upload file' });
  const fetched = await fetchMedia(address, call.world.rules.facebook.fetchTimeoutMs);
  if (fetched.kind === 'fetched') return fetched.bytes;
  return refuseGraph(call.world, {
    code: 100,
    message: `(#100) The url could not be fetched: ${fetched.kind === 'timed_out' ? 'timed out' : fetched.why}.`,
  });
}
