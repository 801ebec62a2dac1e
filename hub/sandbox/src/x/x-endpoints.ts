import type { EmulatedHost } from '../emulated-host.ts';
import type { World } from '../world.ts';
import { createPost, deletePost } from './create-post.ts';
import { readAnalytics, readUsage } from './read-analytics.ts';
import { readMe, readPost, readPosts, readTimeline } from './read-posts.ts';
import { makeXHost } from './x-host.ts';
import { xOauthEndpoints } from './x-oauth.ts';
import {
  appendUpload,
  describeMedia,
  finalizeUpload,
  initializeUpload,
  readUploadStatus,
  uploadOnce,
} from './x-upload.ts';

/** The endpoints with their windows (facts 5.3, rate limits). */
export function makeXApi(world: World): EmulatedHost {
  const chunks = { perUser: 1875, perAppDay: 180_000, scope: 'media.write' };
  const post = 'POST' as const;
  const get = 'GET' as const;
  return makeXHost(
    world,
    [
      {
        name: 'x.create_post',
        method: post,
        path: '/2/tweets',
        scope: 'tweet.write',
        perUser: ({ rules }) => rules.x.createPerWindow,
        perAppDay: 10_000,
        handle: createPost,
      },
      {
        name: 'x.delete_post',
        method: 'DELETE',
        path: '/2/tweets/:id',
        scope: 'tweet.write',
        perUser: 50,
        handle: deletePost,
      },
      {
        name: 'x.read_posts',
        method: get,
        path: '/2/tweets',
        scope: 'tweet.read',
        perUser: 5000,
        perApp: 3500,
        handle: readPosts,
      },
      {
        name: 'x.analytics',
        method: get,
        path: '/2/tweets/analytics',
        scope: 'tweet.read',
        perUser: 300,
        perApp: 300,
        handle: readAnalytics,
      },
      {
        name: 'x.read_post',
        method: get,
        path: '/2/tweets/:id',
        scope: 'tweet.read',
        perUser: 900,
        perApp: 450,
        handle: readPost,
      },
      {
        name: 'x.timeline',
        method: get,
        path: '/2/users/:id/tweets',
        scope: 'tweet.read',
        perUser: 900,
        perApp: 10_000,
        handle: readTimeline,
      },
      { name: 'x.me', method: get, path: '/2/users/me', scope: 'users.read', perUser: 75, handle: readMe },
      {
        name: 'x.usage',
        method: get,
        path: '/2/usage/tweets',
        scope: 'tweet.read',
        perUser: 50,
        handle: readUsage,
      },
      {
        name: 'x.media_initialize',
        method: post,
        path: '/2/media/upload/initialize',
        ...chunks,
        handle: initializeUpload,
      },
      {
        name: 'x.media_append',
        method: post,
        path: '/2/media/upload/:id/append',
        ...chunks,
        handle: appendUpload,
      },
      {
        name: 'x.media_finalize',
        method: post,
        path: '/2/media/upload/:id/finalize',
        ...chunks,
        handle: finalizeUpload,
      },
      {
        name: 'x.media_upload',
        method: post,
        path: '/2/media/upload',
        scope: 'media.write',
        perUser: 500,
        perAppDay: 50_000,
        handle: uploadOnce,
      },
      {
        name: 'x.media_status',
        method: get,
        path: '/2/media/upload',
        scope: 'media.write',
        perUser: 1000,
        perAppDay: 100_000,
        handle: readUploadStatus,
      },
      {
        name: 'x.media_metadata',
        method: post,
        path: '/2/media/metadata',
        scope: 'media.write',
        perUser: 500,
        perAppDay: 50_000,
        handle: describeMedia,
      },
    ],
    xOauthEndpoints(world),
  );
}
