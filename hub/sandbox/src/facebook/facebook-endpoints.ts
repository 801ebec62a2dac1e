import type { EmulatedHost } from '../emulated-host.ts';
import { type GraphCall, type GraphEndpoint, makeGraphHost } from '../graph/graph-host.ts';
import { instagramEdges } from '../instagram/instagram-endpoints.ts';
import { readAccountInsights, readMediaInsights } from '../instagram/instagram-insights.ts';
import {
  commentOnMedia,
  deleteMedia,
  listMediaComments,
  readInstagramNode,
} from '../instagram/read-instagram.ts';
import { uploadContainer } from '../instagram/upload-container.ts';
import type { World } from '../world.ts';
import { readPageInsights, readPostInsights } from './facebook-insights.ts';
import { debugToken, exchangeFacebookToken, listPages, removePermissions } from './facebook-oauth.ts';
import { createFeedPost, deletePagePost, updatePost } from './feed-post.ts';
import { publishPhotoStory, uploadPhoto } from './photos.ts';
import {
  commentOnPost,
  listFeed,
  listPostComments,
  listScheduled,
  listVideos,
  readFacebookNode,
  readSeveral,
} from './read-facebook.ts';
import { phaseOf, uploadVideo, uploadVideoBytes } from './videos.ts';

export function makeFacebookGraph(world: World): EmulatedHost {
  return makeGraphHost(world, 'graph.facebook.com', [
    { name: 'fb.token', method: 'GET', path: '/oauth/access_token', handleOpen: exchangeFacebookToken },
    { name: 'fb.debug_token', method: 'GET', path: '/debug_token', handleOpen: debugToken },
    { name: 'fb.pages', method: 'GET', path: '/me/accounts', handle: listPages },
    { name: 'fb.remove_permissions', method: 'DELETE', path: '/me/permissions', handle: removePermissions },
    { name: 'fb.read_several', method: 'GET', path: '/', handle: readSeveral },
    { name: 'fb.create_post', method: 'POST', path: '/:id/feed', handle: createFeedPost },
    { name: 'fb.feed', method: 'GET', path: '/:id/feed', handle: listFeed },
    { name: 'fb.published_posts', method: 'GET', path: '/:id/published_posts', handle: listFeed },
    { name: 'fb.scheduled_posts', method: 'GET', path: '/:id/scheduled_posts', handle: listScheduled },
    { name: 'fb.upload_photo', method: 'POST', path: '/:id/photos', handle: uploadPhoto },
    { name: 'fb.photo_story', method: 'POST', path: '/:id/photo_stories', handle: publishPhotoStory },
    ...videoEdges,
    { name: 'fb.list_videos', method: 'GET', path: '/:id/videos', handle: listVideos },
    { name: 'fb.list_reels', method: 'GET', path: '/:id/video_reels', handle: listVideos },
    { name: 'fb.reel', method: 'POST', path: '/:id/video_reels', handle: phaseOf('reel') },
    { name: 'fb.video_story', method: 'POST', path: '/:id/video_stories', handle: phaseOf('story') },
    ...instagramEdges,
    {
      name: 'fb.comment',
      method: 'POST',
      path: '/:id/comments',
      handle: (call) => (isOfInstagram(call) ? commentOnMedia(call) : commentOnPost(call)),
    },
    {
      name: 'fb.list_comments',
      method: 'GET',
      path: '/:id/comments',
      handle: (call) => (isOfInstagram(call) ? listMediaComments(call) : listPostComments(call)),
    },
    { name: 'fb.insights', method: 'GET', path: '/:id/insights', handle: readInsights },
    { name: 'fb.update_post', method: 'POST', path: '/:id', handle: updatePost },
    {
      name: 'fb.delete_post',
      method: 'DELETE',
      path: '/:id',
      handle: (call) => (isOfInstagram(call) ? deleteMedia(call) : deletePagePost(call)),
    },
    {
      name: 'fb.read',
      method: 'GET',
      path: '/:id',
      handle: (call) => (isOfInstagram(call) ? readInstagramNode(call) : readFacebookNode(call)),
    },
  ]);
}

const videoEdges: GraphEndpoint[] = [
  { name: 'fb.upload_video', method: 'POST', path: '/:id/videos', handle: uploadVideo },
];

export function makeFacebookVideoGraph(world: World): EmulatedHost {
  return makeGraphHost(world, 'graph-video.facebook.com', videoEdges);
}

export function makeRupload(world: World): EmulatedHost {
  return makeGraphHost(world, 'rupload.facebook.com', [
    {
      name: 'fb.upload_bytes',
      method: 'POST',
      path: '/video-upload/:version/:video',
      handle: uploadVideoBytes,
    },
    {
      name: 'ig.upload_bytes',
      method: 'POST',
      path: '/ig-api-upload/:version/:container',
      handle: uploadContainer,
    },
  ]);
}

function readInsights(call: GraphCall) {
  const id = call.incoming.route.id ?? '';
  const isPost = call.world.posts.has(id);
  if (isOfInstagram(call)) return isPost ? readMediaInsights(call) : readAccountInsights(call);
  return isPost ? readPostInsights(call) : readPageInsights(call);
}

/** Through Facebook Login the Instagram account and its media are reached on this host as well. */
function isOfInstagram({ world, incoming }: GraphCall): boolean {
  const id = incoming.route.id ?? '';
  return (
    world.containers.has(id) || (world.posts.get(id) ?? world.accounts.get(id))?.platform === 'instagram'
  );
}
