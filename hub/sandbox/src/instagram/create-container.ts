import type { SandboxAccount } from '../account.ts';
import { fetchMedia } from '../fetch-media.ts';
import { booleanField, listField, onlyFields, textField } from '../graph/graph-fields.ts';
import type { GraphCall } from '../graph/graph-host.ts';
import { refuseGraph } from '../graph/graph-refusal.ts';
import type { Reply } from '../refusal.ts';
import { stillCounting } from '../usage-windows.ts';
import { movingTimes } from '../world.ts';
import { checkInstagramMedia } from './check-instagram-media.ts';
import { type Container, containerStatus } from './container.ts';
import { getInstagramAccount, needScope } from './instagram-account.ts';

const dayMs = 24 * 3_600_000;

const documented = [
  'image_url',
  'video_url',
  'media_type',
  'is_carousel_item',
  'children',
  'caption',
  'alt_text',
  'collaborators',
  'location_id',
  'user_tags',
  'product_tags',
  'share_to_feed',
  'cover_url',
  'thumb_offset',
  'audio_name',
  'trial_params',
  'branded_content_sponsor_ids',
  'is_paid_partnership',
  'is_ai_generated',
  'upload_type',
] as const;

export async function createContainer(call: GraphCall): Promise<Reply> {
  const { world, now } = call;
  const account = getInstagramAccount(call);
  needScope(call, 'content_publish');
  onlyFields(call, documented);
  refuseRestricted(call, account);
  const created = movingTimes(world, 'containers', account.id);
  if (stillCounting(created, now, dayMs) >= world.rules.instagram.containersPerDay)
    refuseGraph(world, {
      code: 9,
      subcode: 2207042,
      message: `The account has created ${world.rules.instagram.containersPerDay} containers within 24 hours.`,
    });
  const container = draft(call, account);
  checkTexts(call, container);
  if (container.kind === 'carousel') checkChildren(call, container);
  else await takeMedia(call, container);
  created.push(now);
  world.containers.set(container.id, container);
  const isResumable = textField(call, 'upload_type') === 'resumable';
  return {
    status: 200,
    body: {
      id: container.id,
      ...(isResumable && {
        uri: `https://rupload.facebook.com/ig-api-upload/${call.incoming.version ?? 'v26.0'}/${container.id}`,
      }),
    },
  };
}

export function refuseRestricted({ world }: GraphCall, account: SandboxAccount): void {
  if (account.restricted)
    refuseGraph(world, {
      code: 25,
      subcode: 2207050,
      message: 'The Instagram account is restricted.',
      userMessage: 'The account is restricted; its owner has to look into the app.',
    });
}

function draft(call: GraphCall, account: SandboxAccount): Container {
  const isCarouselItem = booleanField(call, 'is_carousel_item') ?? false;
  return {
    id: call.world.ids.instagram('container'),
    accountId: account.id,
    appId: call.token.appId,
    kind: kindOf(call, isCarouselItem),
    isCarouselItem,
    children: [],
    // Instagram ignores the caption of a child.
    caption: isCarouselItem ? '' : (textField(call, 'caption') ?? ''),
    altText: textField(call, 'alt_text') ?? '',
    media: undefined,
    createdAt: call.now,
    readyAt: undefined,
    failure: undefined,
    mediaId: undefined,
    disclosure: {
      aiGenerated: booleanField(call, 'is_ai_generated') ?? false,
      paidPartnership: booleanField(call, 'is_paid_partnership') ?? false,
    },
  };
}

function kindOf(call: GraphCall, isCarouselItem: boolean): Container['kind'] {
  const type = textField(call, 'media_type');
  const has = (name: string) => call.fields[name] !== undefined;
  const isResumable = textField(call, 'upload_type') === 'resumable';
  if (type === 'CAROUSEL' && !isCarouselItem) return 'carousel';
  if (type === 'STORIES' && !isCarouselItem && (has('image_url') !== has('video_url') || isResumable))
    return 'story';
  if (type === 'REELS' && !isCarouselItem && (has('video_url') || isResumable)) return 'reel';
  if (type === 'VIDEO' && isCarouselItem && (has('video_url') || isResumable)) return 'child_video';
  if ((type === undefined || type === 'IMAGE') && has('image_url') && !has('video_url')) return 'photo';
  return refuseGraph(call.world, {
    code: 100,
    subcode: 2207023,
    message: `The media type ${type ?? '(none)'} is unknown, or does not go with the given media${isCarouselItem ? ' of a carousel item' : ''}.`,
  });
}

function checkTexts(call: GraphCall, container: Container): void {
  const { world } = call;
  if ([...container.caption].length > 2200)
    refuseGraph(world, {
      code: 36004,
      subcode: 2207010,
      message: 'The caption is longer than 2,200 characters.',
    });
  const hashtags = container.caption.match(/#[\p{L}\p{N}_]+/gu)?.length ?? 0;
  const mentions = container.caption.match(/(?<![\p{L}\p{N}_])@[\p{L}\p{N}_.]+/gu)?.length ?? 0;
  if (hashtags > 30 || mentions > 20)
    refuseGraph(world, {
      code: 100,
      subcode: 2207040,
      message: `The caption has ${hashtags} hashtags and ${mentions} tags; at most 30 and 20 are allowed.`,
    });
  if (container.altText.length > 1000)
    refuseGraph(world, { code: 100, message: '(#100) alt_text is longer than 1000 characters.' });
  if (container.altText !== '' && call.fields.image_url === undefined)
    refuseGraph(world, { code: 100, message: '(#100) alt_text is for images only.' });
  checkCounts(call, container);
}

function checkCounts(call: GraphCall, container: Container): void {
  for (const [name, most] of [
    ['collaborators', container.kind === 'story' ? 0 : 3],
    ['product_tags', 5],
    ['branded_content_sponsor_ids', 2],
  ] as const)
    if ((listField(call, name)?.length ?? 0) > most)
      refuseGraph(call.world, { code: 100, message: `(#100) ${name} holds more than ${most}.` });
  const offset = textField(call, 'thumb_offset');
  if (offset !== undefined && !(Number(offset) >= 0))
    refuseGraph(call.world, { code: 1, subcode: 2207057, message: 'The thumbnail offset is out of range.' });
}

function checkChildren(call: GraphCall, carousel: Container): void {
  const { world, now } = call;
  const ids = (listField(call, 'children') ?? []).map(String);
  if (ids.length < 2 || ids.length > 10)
    refuseGraph(world, {
      code: 100,
      subcode: 2207028,
      message: `A carousel has 2 to 10 items, received ${ids.length}.`,
    });
  const children = ids.map((id) => {
    const child = world.containers.get(id);
    if (!child || child.accountId !== carousel.accountId)
      return refuseGraph(world, { code: 24, subcode: 2207006, message: `The media ${id} was not found.` });
    if (!child.isCarouselItem)
      refuseGraph(world, { code: 100, subcode: 2207023, message: `The media ${id} is not a carousel item.` });
    const status = containerStatus(child, now);
    if (status === 'EXPIRED')
      refuseGraph(world, { code: -2, subcode: 2207020, message: `The media ${id} is expired.` });
    if (status === 'ERROR')
      refuseGraph(world, { code: -1, subcode: 2207053, message: `The upload of the media ${id} failed.` });
    return child;
  });
  carousel.children = ids;
  const lastReady = Math.max(...children.map(({ readyAt }) => readyAt ?? Number.POSITIVE_INFINITY));
  carousel.readyAt = Math.max(now, lastReady) + world.rules.instagram.containerLatencyMs.carousel;
}

async function takeMedia(call: GraphCall, container: Container): Promise<void> {
  const { world } = call;
  if (textField(call, 'upload_type') === 'resumable') return;
  const address = textField(call, 'video_url') ?? textField(call, 'image_url') ?? '';
  const fetched = await fetchMedia(address, world.rules.instagram.fetchTimeoutMs);
  if (fetched.kind === 'timed_out')
    refuseGraph(world, {
      code: -2,
      subcode: 2207003,
      message: 'It takes too long to download the media.',
      isTransient: true,
    });
  if (fetched.kind === 'unfetchable')
    refuseGraph(world, {
      code: 9004,
      subcode: 2207052,
      message: `The media could not be fetched from this URI: ${address} (${fetched.why}).`,
    });
  await applyMedia(call, container, fetched.bytes);
}

/** Gives a container its bytes. A wrong picture is refused at once; a wrong video shows in the container's status. */
export async function applyMedia(call: GraphCall, container: Container, bytes: Uint8Array): Promise<void> {
  const { world, now } = call;
  const media = await world.media.put(bytes);
  const failure = checkInstagramMedia(media, container.kind, container.isCarouselItem);
  const isVideo =
    call.fields.video_url !== undefined || container.kind === 'reel' || container.kind === 'child_video';
  if (failure && !isVideo) refuseGraph(world, failure);
  const latency = world.rules.instagram.containerLatencyMs;
  container.media = media;
  container.failure = failure;
  container.readyAt = now + (isVideo ? latency.video : latency.image);
}
