import type { Post } from '@musterhub/rules';
import type { Call, Handles } from './channel.ts';

/**
 * Photos are uploaded one by one and attached to an unpublished post; videos bring their post with them. What a draft needs is
 * made unseen, then one call shows it.
 */
export function nextFacebookCall(item: Post, handles: Handles): Call | 'complete' {
  if (handles.post !== undefined) {
    const isWanted = item.firstComment !== undefined && handles.first_comment === undefined;
    return isWanted ? { name: 'first_comment', visible: true, lostAnswer: 'read_account' } : 'complete';
  }
  if (handles.scheduled !== undefined) return confirmScheduled;
  const isVideo = item.media[0]?.type.startsWith('video/') ?? false;
  return isVideo ? nextForVideo(item, handles) : nextForPhotos(item, handles);
}

function nextForPhotos(item: Post, handles: Handles): Call {
  const index = item.media.findIndex((_, place) => handles[`photo:${place}`] === undefined);
  if (index >= 0) return unseen(`upload_photo:${index}`);
  if (item.kind === 'story') return publishStory;
  return handles.draft === undefined ? unseen('create_post') : publishPost;
}

function nextForVideo(item: Post, handles: Handles): Call {
  if (item.kind === 'video') {
    if (handles.video === undefined) return unseen('upload_video');
  } else {
    if (handles.video === undefined) return unseen('start_video');
    if (handles.transferred === undefined) return unseen('transfer_video');
    if (item.kind === 'reel' && handles.finished === undefined) return unseen('finish_video');
  }
  if (handles.ready === undefined) return unseen('await_video');
  return item.kind === 'story' ? publishStory : publishPost;
}

const unseen = (name: string): Call => ({ name, visible: false, lostAnswer: 'repeat' });
const publishPost: Call = { name: 'publish_post', visible: true, lostAnswer: 'ask_handle' };
/** Reads whether the scheduler has shown the post: the post itself says so, as after the flip. */
const confirmScheduled: Call = { name: 'confirm_scheduled', visible: true, lostAnswer: 'ask_handle' };
const publishStory: Call = { name: 'publish_story', visible: true, lostAnswer: 'ask_handle' };
