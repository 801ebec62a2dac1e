import { platformSchema } from '@musterhub/rules';
import type { WholeItem } from '@musterhub/store';
import { z } from 'zod';
import { openingOf } from './views.ts';

/** How an item stands: until it is approved by what people said of it, afterwards by its publication. */
const cardStates = [
  'draft',
  'sent_back',
  'approved',
  'published',
  'ambiguous',
  'held',
  'handed_off',
  'failed',
  'skipped',
  'removed',
] as const;

/** An item as a calendar shows it. */
export const cardSchema = z.object({
  id: z.string(),
  platform: platformSchema,
  channel: z.string(),
  kind: z.string(),
  pillar: z.string(),
  campaign: z.string().nullable(),
  wall: z.string(),
  zone: z.string(),
  /** `gap`: this wall time does not come on that day; `overlap`: it comes twice. */
  resolved: z.enum(['exact', 'gap', 'overlap']),
  dueAt: z.iso.datetime(),
  publishes: z.enum(['A', 'B']),
  factor: z.string(),
  /** How the text of what goes out begins. */
  opening: z.string(),
  /** The first of its pictures or videos, and how many there are. */
  picture: z.object({ sha256: z.string(), isVideo: z.boolean() }).nullable(),
  pictures: z.int(),
  state: z.enum(cardStates),
  /** Why it stands as it does, where there is something to say. */
  because: z.string().nullable(),
  url: z.string().nullable(),
});
export type Card = z.infer<typeof cardSchema>;

export function cardOf(whole: WholeItem): Card {
  const { item, plan, variants, publication } = whole;
  const { post, factor } = variants.find(({ variant }) => variant === item.publishes)!;
  const [first] = post.media;
  return {
    id: item.id,
    platform: plan.platform,
    channel: plan.channel,
    kind: plan.kind,
    pillar: plan.pillar,
    campaign: plan.campaign ?? null,
    wall: item.wallTime,
    zone: item.zone,
    resolved: item.decision === 'plain' ? 'exact' : item.decision,
    dueAt: item.dueAt.toISOString(),
    publishes: item.publishes,
    factor,
    opening: openingOf(post.text),
    picture: first === undefined ? null : { sha256: first.sha256, isVideo: first.type.startsWith('video/') },
    pictures: post.media.length,
    ...standingOf(whole),
    url: publication?.url ?? null,
  };
}

function standingOf({ approval, sentBack, publication }: WholeItem): Pick<Card, 'state' | 'because'> {
  if (publication !== undefined && publication.state !== 'canceled')
    return {
      state: publication.state === 'open' ? 'approved' : publication.state,
      because: publication.reason,
    };
  if (sentBack !== undefined) return { state: 'sent_back', because: sentBack.reason };
  return { state: approval === undefined ? 'draft' : 'approved', because: null };
}
