import type { EmulatedHost } from '../emulated-host.ts';
import { type GraphEndpoint, makeGraphHost } from '../graph/graph-host.ts';
import type { World } from '../world.ts';
import { createContainer } from './create-container.ts';
import { readAccountInsights, readMediaInsights } from './instagram-insights.ts';
import { exchangeForLongToken, exchangeInstagramCode, refreshLongToken } from './instagram-oauth.ts';
import { publishContainer } from './publish-container.ts';
import {
  commentOnMedia,
  listMedia,
  listMediaComments,
  listStories,
  readInstagramNode,
  readPublishingLimit,
} from './read-instagram.ts';

/** Edges that graph.facebook.com offers too, through Facebook Login. */
export const instagramEdges: GraphEndpoint[] = [
  { name: 'ig.create_container', method: 'POST', path: '/:id/media', handle: createContainer },
  { name: 'ig.list_media', method: 'GET', path: '/:id/media', handle: listMedia },
  { name: 'ig.publish', method: 'POST', path: '/:id/media_publish', handle: publishContainer },
  { name: 'ig.list_stories', method: 'GET', path: '/:id/stories', handle: listStories },
  { name: 'ig.limit', method: 'GET', path: '/:id/content_publishing_limit', handle: readPublishingLimit },
];

export function makeInstagramGraph(world: World): EmulatedHost {
  return makeGraphHost(world, 'graph.instagram.com', [
    { name: 'ig.long_token', method: 'GET', path: '/access_token', handleOpen: exchangeForLongToken },
    { name: 'ig.refresh_token', method: 'GET', path: '/refresh_access_token', handleOpen: refreshLongToken },
    ...instagramEdges,
    { name: 'ig.comment', method: 'POST', path: '/:id/comments', handle: commentOnMedia },
    { name: 'ig.list_comments', method: 'GET', path: '/:id/comments', handle: listMediaComments },
    {
      name: 'ig.insights',
      method: 'GET',
      path: '/:id/insights',
      handle: (call) =>
        call.world.accounts.has(call.incoming.route.id ?? '') || call.incoming.route.id === 'me'
          ? readAccountInsights(call)
          : readMediaInsights(call),
    },
    { name: 'ig.read', method: 'GET', path: '/:id', handle: readInstagramNode },
  ]);
}

export function makeInstagramApi(world: World): EmulatedHost {
  return makeGraphHost(world, 'api.instagram.com', [
    { name: 'ig.code', method: 'POST', path: '/oauth/access_token', handleOpen: exchangeInstagramCode },
  ]);
}
