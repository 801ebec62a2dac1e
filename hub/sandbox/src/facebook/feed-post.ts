import type { SandboxAccount } from '../account.ts';
import { booleanField, listField, onlyFields, parseJson, textField } from '../graph/graph-fields.ts';
import type { GraphCall } from '../graph/graph-host.ts';
import { refuseGraph } from '../graph/graph-refusal.ts';
import type { Reply } from '../refusal.ts';
import type { SandboxPost } from '../sandbox-post.ts';
import { addPost } from '../world.ts';
import { getPage, getPost, needFacebookScope } from './facebook-page.ts';
import { applyPublish } from './publish-post.ts';
import { scheduleTime } from './schedule-time.ts';

const mostCharacters = 63_206;

/** Text, link or several photos; published at once, at a time of Facebook's own scheduler, or not until it is flipped. */
export function createFeedPost(call: GraphCall): Reply {
  const { world } = call;
  const page = getPage(call);
  needFacebookScope(call, 'pages_manage_posts');
  const indexed = Object.keys(call.fields).filter((name) => /^attached_media\[\d+\]$/.test(name));
  onlyFields(call, ['message', 'link', 'published', 'scheduled_publish_time', 'attached_media', ...indexed]);
  const post = draftPost(call, page, {
    text: textField(call, 'message') ?? '',
    link: textField(call, 'link'),
    media: attachedMedia(call, page, indexed),
  });
  if (post.text === '' && post.link === undefined && post.media.length === 0)
    refuseGraph(world, { code: 100, message: '(#100) The parameter message is required' });
  release(call, post, booleanField(call, 'published') ?? true, scheduleTime(call));
  return { status: 200, body: { id: post.id } };
}

/** Publishes the draft, hands it to the scheduler, or keeps it unseen. */
export function release(
  call: GraphCall,
  post: SandboxPost,
  isPublished: boolean,
  scheduledFor: number | undefined,
): void {
  const { world, now } = call;
  if (isPublished && scheduledFor !== undefined)
    refuseGraph(world, {
      code: 100,
      message: '(#100) published must be false when scheduled_publish_time is given.',
    });
  if (isPublished) applyPublish(world, post, now);
  else if (scheduledFor !== undefined) post.scheduledFor = scheduledFor;
  addPost(world, post);
}

export function draftPost(
  { world, token, now }: GraphCall,
  page: SandboxAccount,
  { text, link, media }: { text: string; link: string | undefined; media: SandboxPost['media'] },
): SandboxPost {
  if ([...text].length > mostCharacters)
    refuseGraph(world, {
      code: 100,
      message: `(#100) The message is longer than ${mostCharacters} characters.`,
    });
  if (link !== undefined && !/^https?:\/\/[^\s/]+\.[^\s]+|^https?:\/\/(?:localhost|127\.0\.0\.1)/.test(link))
    refuseGraph(world, {
      code: 1609005,
      message: 'There was a problem scraping data from the provided link.',
    });
  return {
    platform: 'facebook',
    accountId: page.id,
    id: `${page.id}_${world.ids.facebook('content')}`,
    kind: media.length > 1 ? 'carousel' : media.length === 1 ? 'photo' : link === undefined ? 'text' : 'link',
    text,
    ...(link !== undefined && { link }),
    media,
    appId: token.appId,
    createdAt: now,
    edits: [],
    comments: [],
    disclosure: { aiGenerated: false, paidPartnership: false },
  };
}

/** `attached_media` as a list, or by index; each names a photo of this Page that is in no published post. */
function attachedMedia(call: GraphCall, page: SandboxAccount, indexed: string[]): SandboxPost['media'] {
  const { world } = call;
  const entries = [...(listField(call, 'attached_media') ?? []), ...indexed.map((name) => call.fields[name])];
  const isScheduled = call.fields.scheduled_publish_time !== undefined;
  return entries.map((entry) => {
    const value = typeof entry === 'string' ? parseJson(call, 'attached_media', entry) : entry;
    const id = String((value as { media_fbid?: unknown } | null)?.media_fbid ?? '');
    const photo = world.facebookMedia.get(id);
    if (photo?.pageId !== page.id || photo.media === undefined || photo.use !== 'photo')
      return refuseGraph(world, {
        code: 100,
        message: `(#100) attached_media: there is no photo ${id} of this Page.`,
      });
    if (isScheduled && !photo.isTemporary)
      refuseGraph(world, {
        code: 100,
        message: `(#100) attached_media: the photo ${id} of a scheduled post must be uploaded with temporary=true.`,
      });
    return { ...photo.media, altText: photo.altText, id };
  });
}

/** Changes a post: its text, whether it is published, or when Facebook publishes it. Only the app that made it may. */
export function updatePost(call: GraphCall): Reply {
  const { world, now } = call;
  needFacebookScope(call, 'pages_manage_posts');
  onlyFields(call, ['message', 'is_published', 'scheduled_publish_time']);
  const { post } = getPost(call);
  refuseForeign(call, post);
  const isPublished = booleanField(call, 'is_published');
  const scheduledFor = scheduleTime(call);
  const text = textField(call, 'message');
  if (isPublished === false && post.publishedAt !== undefined)
    refuseGraph(world, { code: 100, message: '(#100) A published post cannot be unpublished.' });
  if (scheduledFor !== undefined && (post.publishedAt !== undefined || isPublished === true))
    refuseGraph(world, { code: 100, message: '(#100) A published post cannot be scheduled.' });
  if (isPublished === true) flip(call, post);
  if (scheduledFor !== undefined) {
    post.scheduledFor = scheduledFor;
    world.scheduled.add(post.id);
  }
  if (text !== undefined && text !== post.text) {
    post.edits.push({ at: now, text: post.text });
    post.text = text;
  }
  return { status: 200, body: { success: true } };
}

function flip({ world, now }: GraphCall, post: SandboxPost): void {
  if (post.publishedAt === undefined) applyPublish(world, post, now);
  else if (world.rules.facebook.secondFlip === 'refused')
    refuseGraph(world, { code: 100, message: '(#100) This post is already published.' });
}

function refuseForeign({ world, token }: GraphCall, post: SandboxPost): void {
  if (post.appId !== token.appId)
    refuseGraph(world, {
      code: 200,
      message: '(#200) The post was not made by this app; an app may change only its own posts.',
    });
}

export function deletePagePost(call: GraphCall): Reply {
  needFacebookScope(call, 'pages_manage_posts');
  onlyFields(call, []);
  const { post } = getPost(call);
  refuseForeign(call, post);
  post.deletedAt = call.now;
  call.world.scheduled.delete(post.id);
  return { status: 200, body: { success: true } };
}
