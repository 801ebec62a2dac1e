import { z } from 'zod';
import type { Reply } from '../refusal.ts';
import type { SandboxPost } from '../sandbox-post.ts';
import { addPost, postsOf } from '../world.ts';
import { charge, needCredits, prices } from './bill.ts';
import { shownText } from './shown-text.ts';
import { hasLink, weightedLength } from './weighted-length.ts';
import type { XCall } from './x-host.ts';
import { parseStrict, refuseForbidden, refuseInvalid, refuseX } from './x-problem.ts';
import { uploadState, type XUpload } from './x-upload.ts';

const id = z.string().regex(/^\d{1,19}$/);

/** The body as it is documented; a field that is not there is refused. */
const bodySchema = z.strictObject({
  text: z.string().default(''),
  media: z
    .strictObject({ media_ids: z.array(id).min(1).max(4), tagged_user_ids: z.array(id).max(10).optional() })
    .optional(),
  poll: z
    .strictObject({
      options: z.array(z.string().min(1).max(25)).min(2).max(4),
      duration_minutes: z.int().min(5).max(10_080),
      reply_settings: z.enum(['following', 'mentionedUsers', 'subscribers', 'verified']).optional(),
    })
    .optional(),
  reply: z
    .strictObject({
      in_reply_to_tweet_id: id,
      exclude_reply_user_ids: z.array(id).optional(),
      auto_populate_reply_metadata: z.boolean().optional(),
    })
    .optional(),
  reply_settings: z.enum(['following', 'mentionedUsers', 'subscribers', 'verified']).optional(),
  made_with_ai: z.boolean().optional(),
  paid_partnership: z.boolean().optional(),
  quote_tweet_id: id.optional(),
  for_super_followers_only: z.boolean().optional(),
  nullcast: z.boolean().optional(),
  share_with_followers: z.boolean().optional(),
});
type Body = z.infer<typeof bodySchema>;

/** Everything is checked before anything happens, and nothing waits in between: a post is there as a whole or not at all. */
export function createPost(call: XCall): Reply {
  const { world, account, incoming, now } = call;
  const body = parseStrict(bodySchema, incoming.bodyKind === 'json' ? incoming.body : undefined);
  if (body.quote_tweet_id !== undefined)
    refuseX({
      status: 403,
      type: 'client-forbidden',
      title: 'Forbidden',
      detail: 'Quote posts are available to Enterprise clients only.',
    });
  const answered = body.reply && checkReply(call, body.reply.in_reply_to_tweet_id);
  checkText(body, answered);
  const uploads = (body.media?.media_ids ?? []).map((one) => getUpload(call, one));
  checkMix(uploads);
  checkDuplicate(call, body);
  const what = priceOf(call, body, answered);
  needCredits(world, prices[what]);
  const postId = world.ids.snowflake();
  const post = addPost(world, {
    platform: 'x',
    accountId: account.id,
    id: postId,
    kind: answered ? 'reply' : kindOf(uploads),
    text: body.text,
    media: uploads.map(({ media, altText, id: mediaId }) => ({ ...media!, altText, id: mediaId })),
    ...(answered && { inReplyTo: answered.id }),
    conversationId: answered?.conversationId ?? postId,
    appId: call.token.appId,
    createdAt: now,
    publishedAt: now,
    edits: [],
    comments: [],
    disclosure: { aiGenerated: body.made_with_ai ?? false, paidPartnership: body.paid_partnership ?? false },
  });
  charge(world, what, post.id);
  return {
    status: 201,
    body: { data: { id: post.id, text: shownText(world, post).text, edit_history_post_ids: [post.id] } },
  };
}

function checkText(body: Body, answered: SandboxPost | undefined): void {
  if (body.text === '' && body.media === undefined && body.poll === undefined)
    refuseInvalid('text', 'A post needs text, media or a poll.');
  // The mentions that a reply begins with are free.
  const counted = answered ? body.text.replace(/^(?:@\w{1,15}\s+)+/, '') : body.text;
  const length = weightedLength(counted);
  if (length > 280) refuseInvalid('text', `The text has a weighted length of ${length}, more than 280.`);
  const cashtags =
    body.text.match(/(?<![\p{L}\p{N}_$])\$[a-z]{1,6}(?:[._][a-z]{1,2})?(?![\p{L}\p{N}_])/giu) ?? [];
  if (cashtags.length > 1)
    refuseForbidden('You are not permitted to create a post with more than one cashtag.');
  if ([body.media, body.poll, body.quote_tweet_id].filter((one) => one !== undefined).length > 1)
    refuseInvalid('poll', 'Media, a poll and a quote exclude each other.');
}

/** Own threads are allowed; another's post only when its author has mentioned the account. */
function checkReply({ world, account, now }: XCall, id: string): SandboxPost {
  const answered = world.posts.get(id);
  if (answered?.platform !== 'x' || answered.deletedAt !== undefined || (answered.publishedAt ?? now) > now)
    return refuseForbidden('You attempted to reply to a Post that is deleted or not visible to you.');
  const isMentioned = new RegExp(`@${account.username}(?![A-Za-z0-9_])`, 'i').test(answered.text);
  if (answered.accountId !== account.id && !isMentioned)
    refuseForbidden(
      'Reply to this conversation is not allowed because you have not been mentioned or otherwise engaged by the author of the Post you are replying to, or are the author.',
    );
  return answered;
}

function getUpload({ world, account, now }: XCall, id: string): XUpload {
  const upload = world.xUploads.get(id);
  if (
    upload?.accountId !== account.id ||
    uploadState(upload, now, world.rules.x.processingMs).state !== 'succeeded'
  )
    return refuseInvalid('media.media_ids', 'Your media IDs are invalid.', id);
  return upload;
}

function checkMix(uploads: XUpload[]): void {
  const moving = uploads.filter(({ category }) => category !== 'tweet_image');
  if (moving.length > 0 && uploads.length > 1)
    refuseInvalid('media.media_ids', 'A post holds up to 4 photos, or 1 GIF, or 1 video.');
}

function checkDuplicate(call: XCall, { text }: Body): void {
  const { world, account, now } = call;
  const oldest = now - world.rules.x.duplicateWindowMs;
  if (text === '' || oldest === now) return;
  const isRepeated = postsOf(world, account).some(
    (post) => post.text === text && post.deletedAt === undefined && post.createdAt > oldest,
  );
  if (isRepeated) refuseForbidden('You are not allowed to create a Tweet with duplicate content.');
}

function priceOf({ account }: XCall, { text }: Body, answered: SandboxPost | undefined) {
  if (answered && answered.accountId !== account.id) return 'summoned_reply';
  return hasLink(text) ? 'post_with_link' : 'post';
}

function kindOf([first]: XUpload[]): SandboxPost['kind'] {
  if (!first) return 'text';
  return first.category === 'tweet_image' ? 'photo' : 'video';
}

export function deletePost({ world, account, incoming, now }: XCall): Reply {
  const post = world.posts.get(incoming.route.id ?? '');
  if (post?.platform !== 'x' || post.deletedAt !== undefined)
    return refuseX({
      status: 404,
      type: 'resource-not-found',
      title: 'Not Found Error',
      detail: `Could not find tweet with id: [${incoming.route.id}].`,
    });
  if (post.accountId !== account.id) refuseForbidden('You are not allowed to delete this Post.');
  needCredits(world, prices.delete);
  post.deletedAt = now;
  charge(world, 'delete', post.id);
  return { status: 200, body: { data: { deleted: true } } };
}
