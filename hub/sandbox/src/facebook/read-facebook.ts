import type { SandboxAccount } from '../account.ts';
import { graphTime, neededField, onlyFields, pageOf, pickFields, textField } from '../graph/graph-fields.ts';
import type { GraphCall } from '../graph/graph-host.ts';
import type { Fields } from '../incoming.ts';
import type { Reply } from '../refusal.ts';
import { isVisible, type SandboxComment, type SandboxPost } from '../sandbox-post.ts';
import { postsOf } from '../world.ts';
import type { FacebookMedia } from './facebook-media.ts';
import { getPage, getPost, needFacebookScope, refuseMissing } from './facebook-page.ts';

/** A post, a photo, a video, a Page, or the person of a user token. */
export function readFacebookNode(call: GraphCall): Reply {
  const { world, token } = call;
  const id = call.incoming.route.id ?? '';
  onlyFields(call, []);
  if (world.posts.get(id)?.platform === 'facebook')
    return { status: 200, body: showPost(call, getPost(call).post) };
  if (world.facebookMedia.has(id)) return readMediaNode(call, id);
  const user = world.facebookUsers.get(id === 'me' ? token.subjectId : id);
  if (user && token.subjectId === user.id)
    return { status: 200, body: pickFields(call, { id: user.id, name: user.name }, ['name', 'id']) };
  const page = getPage(call);
  const node = {
    id: page.id,
    name: page.name,
    username: page.username,
    followers_count: page.followers,
    fan_count: page.followers,
    link: `https://www.facebook.com/SANDBOX-${page.id}`,
    instagram_business_account: linkedInstagram(call, page),
  };
  return { status: 200, body: pickFields(call, node, ['name', 'id']) };
}

/** Several nodes by `ids`; each counts as a call. */
export function readSeveral(call: GraphCall): Reply {
  const ids = neededField(call, 'ids').split(',');
  onlyFields(call, ['ids']);
  const { ids: _, ...fields } = call.fields;
  const nodes = ids.map((id) => {
    const one = { ...call, fields, incoming: { ...call.incoming, route: { id } } };
    return [id, readFacebookNode(one).body];
  });
  return { status: 200, body: Object.fromEntries(nodes) };
}

function linkedInstagram({ world }: GraphCall, page: SandboxAccount): { id: string } | undefined {
  const linked = [...world.accounts.values()].find(({ pageId }) => pageId === page.id);
  return linked && { id: linked.id };
}

function readMediaNode(call: GraphCall, id: string): Reply {
  const { world, now } = call;
  const held = world.facebookMedia.get(id)!;
  if (held.pageId !== call.token.subjectId) refuseMissing(call, id);
  const post = held.postId === undefined ? undefined : world.posts.get(held.postId);
  const isReady = held.readyAt !== undefined && now >= held.readyAt;
  const isShown = post !== undefined && isVisible(post, now);
  const node: Fields = {
    id,
    created_time: graphTime(held.createdAt),
    published: isShown,
    post_id: post?.id,
    page_story_id: post?.id,
    permalink_url: post && permalink(post),
    alt_text_custom: held.altText === '' ? undefined : held.altText,
    ...(held.use === 'photo'
      ? { images: held.media && [{ source: `${world.mediaBase}/${held.media.sha256}` }] }
      : {
          source: held.media && `${world.mediaBase}/${held.media.sha256}`,
          status: videoStatus(held, isReady, isShown),
        }),
  };
  return { status: 200, body: pickFields(call, node, ['created_time', 'id']) };
}

/** Facebook tells of a video by its phases: upload, processing, publishing. */
function videoStatus({ media, failure }: FacebookMedia, isReady: boolean, isShown: boolean): Fields {
  const publishing = {
    status: isShown ? 'complete' : 'not_started',
    publish_status: isShown ? 'published' : 'draft',
  };
  const phases = (overall: string, uploading: string, processing: Fields): Fields => ({
    video_status: overall,
    uploading_phase: { status: uploading },
    processing_phase: processing,
    publishing_phase: publishing,
  });
  if (media === undefined) return phases('processing', 'in_progress', { status: 'not_started' });
  if (!isReady) return phases('processing', 'complete', { status: 'in_progress' });
  if (failure === undefined) return phases('ready', 'complete', { status: 'complete' });
  return phases('error', 'complete', { status: 'error', errors: [{ code: 1363008, message: failure }] });
}

/** What readers see of the Page, newest first. */
export function listFeed(call: GraphCall): Reply {
  const page = getPage(call);
  needFacebookScope(call, 'pages_read_engagement');
  onlyFields(call, ['limit', 'after', 'since', 'until']);
  const shown = postsOf(call.world, page)
    .filter((post) => isVisible(post, call.now) && post.kind !== 'story' && isWithin(call, post))
    .sort((one, other) => (other.publishedAt ?? 0) - (one.publishedAt ?? 0));
  return pageOf(call, shown, (post) => showPost(call, post));
}

function isWithin(call: GraphCall, { publishedAt = 0 }: SandboxPost): boolean {
  const instant = (name: string, otherwise: number) => {
    const text = textField(call, name);
    if (text === undefined) return otherwise;
    return /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text);
  };
  return publishedAt >= instant('since', 0) && publishedAt <= instant('until', Number.POSITIVE_INFINITY);
}

export function listScheduled(call: GraphCall): Reply {
  const page = getPage(call);
  onlyFields(call, ['limit', 'after']);
  const waiting = postsOf(call.world, page).filter(
    ({ scheduledFor, publishedAt, deletedAt }) =>
      scheduledFor !== undefined && publishedAt === undefined && deletedAt === undefined,
  );
  return pageOf(call, waiting, (post) => showPost(call, post));
}

export function listVideos(call: GraphCall): Reply {
  const page = getPage(call);
  onlyFields(call, ['limit', 'after']);
  const wanted = call.incoming.endpoint === 'fb.list_reels' ? 'reel' : 'video';
  const videos = [...call.world.facebookMedia.values()]
    .filter(({ pageId, use, media }) => pageId === page.id && use === wanted && media !== undefined)
    .reverse();
  return pageOf(call, videos, ({ id }) => readMediaNode(call, id).body as Fields);
}

export function commentOnPost(call: GraphCall): Reply {
  needFacebookScope(call, 'pages_manage_engagement');
  onlyFields(call, ['message', 'attachment_url']);
  const { page, post } = getPost(call);
  const comment: SandboxComment = {
    id: `${post.id.split('_')[1]}_${call.world.ids.facebook('content')}`,
    text: neededField(call, 'message'),
    at: call.now,
    byAccountId: page.id,
  };
  post.comments.push(comment);
  return { status: 200, body: { id: comment.id } };
}

export function listPostComments(call: GraphCall): Reply {
  onlyFields(call, ['limit', 'after', 'filter', 'order', 'since']);
  const { page, post } = getPost(call);
  return pageOf(call, post.comments, (comment) =>
    pickFields(
      call,
      {
        id: comment.id,
        message: comment.text,
        created_time: graphTime(comment.at),
        from: { id: page.id, name: page.name },
      },
      ['created_time', 'from', 'message', 'id'],
    ),
  );
}

function permalink({ id }: SandboxPost): string {
  const [page, post] = id.split('_');
  return `https://www.facebook.com/${page}/posts/SANDBOX${post}`;
}

function showPost(call: GraphCall, post: SandboxPost): Fields {
  const { world, now } = call;
  const page = world.accounts.get(post.accountId)!;
  const pictures = post.media.map(({ id, sha256, facts, altText }) => ({
    media_type: facts.kind === 'video' ? 'video' : 'photo',
    type: facts.kind === 'video' ? 'video_inline' : 'photo',
    media: { image: { src: `${world.mediaBase}/${sha256}` } },
    target: { id },
    ...(altText !== '' && { description: altText }),
  }));
  const attachments =
    pictures.length > 1
      ? [{ media_type: 'album', type: 'album', subattachments: { data: pictures } }]
      : pictures.length === 1
        ? pictures
        : post.link === undefined
          ? undefined
          : [{ media_type: 'link', type: 'share', unshimmed_url: post.link, url: post.link }];
  const node: Fields = {
    id: post.id,
    message: post.text === '' ? undefined : post.text,
    created_time: graphTime(post.publishedAt ?? post.createdAt),
    updated_time: graphTime(post.edits.at(-1)?.at ?? post.publishedAt ?? post.createdAt),
    is_published: isVisible(post, now),
    scheduled_publish_time: post.scheduledFor && Math.floor(post.scheduledFor / 1000),
    permalink_url: permalink(post),
    full_picture: post.media[0] && `${world.mediaBase}/${post.media[0].sha256}`,
    status_type:
      { photo: 'added_photos', carousel: 'added_photos', video: 'added_video', link: 'shared_story' }[
        post.kind as string
      ] ?? 'mobile_status_update',
    from: { id: page.id, name: page.name },
    application: { id: post.appId, name: world.apps.get(post.appId)?.name },
    attachments: attachments && { data: attachments },
  };
  return pickFields(call, node, ['created_time', 'message', 'id']);
}
