import type { SandboxAccount } from '../account.ts';
import { neededField, onlyFields } from '../graph/graph-fields.ts';
import type { GraphCall } from '../graph/graph-host.ts';
import { refuseGraph } from '../graph/graph-refusal.ts';
import type { Reply } from '../refusal.ts';
import type { SandboxPost } from '../sandbox-post.ts';
import { stillCounting } from '../usage-windows.ts';
import { addPost, movingTimes } from '../world.ts';
import { type Container, containerStatus } from './container.ts';
import { refuseRestricted } from './create-container.ts';
import { getInstagramAccount, needScope } from './instagram-account.ts';

export const quotaWindowMs = 24 * 3_600_000;

/** Makes a finished container a post. Nothing here waits, so that two publishes of one container cannot overlap. */
export function publishContainer(call: GraphCall): Reply {
  const { world, now } = call;
  const account = getInstagramAccount(call);
  needScope(call, 'content_publish');
  onlyFields(call, ['creation_id']);
  refuseRestricted(call, account);
  const container = getPublishable(call, account, neededField(call, 'creation_id'));
  const published = movingTimes(world, 'published', account.id);
  if (stillCounting(published, now, quotaWindowMs) >= world.rules.instagram.publishQuota)
    refuseGraph(world, {
      code: 9,
      subcode: 2207042,
      message: 'The account reached the maximum of posts that may be published in a day.',
    });
  published.push(now);
  const post = addPost(world, postOf(call, container));
  container.mediaId = post.id;
  if (post.kind === 'carousel') for (const { id } of post.media) world.carouselItems.add(id);
  return { status: 200, body: { id: post.id } };
}

function getPublishable(call: GraphCall, account: SandboxAccount, id: string): Container {
  const { world, now } = call;
  const container = world.containers.get(id);
  const missing = {
    code: 24,
    subcode: 2207008,
    message: `The media builder with id ${id} does not exist or is expired.`,
  };
  if (container?.accountId !== account.id) return refuseGraph(world, missing);
  const notReady = {
    code: 9007,
    subcode: 2207027,
    message: 'The media is not ready for publishing, please wait for a moment.',
  };
  switch (containerStatus(container, now)) {
    case 'PUBLISHED':
      return refuseGraph(world, world.rules.instagram.usedContainer === '2207027' ? notReady : missing);
    case 'EXPIRED':
      return refuseGraph(world, { code: -2, subcode: 2207020, message: 'The media is expired.' });
    case 'IN_PROGRESS':
      return refuseGraph(world, notReady);
    case 'ERROR':
      return refuseGraph(world, { code: -1, subcode: 2207032, message: 'The media container failed.' });
    case 'FINISHED':
      if (container.isCarouselItem)
        refuseGraph(world, {
          code: 100,
          subcode: 2207023,
          message: 'A carousel item is published with its carousel only.',
        });
      return container;
  }
}

function postOf({ world, now, token }: GraphCall, container: Container): SandboxPost {
  const parts =
    container.kind === 'carousel' ? container.children.map((id) => world.containers.get(id)!) : [container];
  return {
    platform: 'instagram',
    accountId: container.accountId,
    id: world.ids.instagram('media'),
    kind: container.kind === 'child_video' ? 'video' : container.kind,
    text: container.caption,
    media: parts.map(({ media, altText }) => ({ ...media!, altText, id: world.ids.instagram('media') })),
    appId: token.appId,
    createdAt: container.createdAt,
    publishedAt: now,
    edits: [],
    comments: [],
    disclosure: container.disclosure,
  };
}
