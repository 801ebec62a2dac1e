import type { SandboxAccount } from './account.ts';
import type { SandboxPost } from './sandbox-post.ts';
import { seededNormal, seededNumber } from './seeded.ts';
import type { World } from './world.ts';

/** Factors on a post's expected reach, engagement and clicks. */
export type Effect = { reach: number; engagement: number; click: number };

/** What is true of an account's audience: experiments that find something else are wrong. */
export type AudienceTruth = {
  /** Share of the followers that an average post reaches. */
  reachRate: number;
  /** Engagements per reached person, and clicks per reached person of a post with a link. */
  engagementRate: number;
  clickRate: number;
  /** Factor on the reach by the account's local hour of publishing, 24 of them with mean 1. */
  hours: number[];
  /** Hours until a post has gathered 63 % of what it will. */
  lifeHours: number;
  /** Share of the visits that order, and the mean order in cents. */
  orderRate: number;
  meanOrderCents: number;
};

/** Counts of a post at an instant; they only grow. */
export type PostMetrics = {
  reach: number;
  views: number;
  likes: number;
  comments: number;
  shares: number;
  saves: number;
  follows: number;
  profileVisits: number;
  clicks: number;
};

export type Visit = { id: string; postId: string; at: string; url: string };
export type Order = { id: string; visitId: string; postId: string; at: string; amountCents: number };

const hourMs = 3_600_000;
const lifeHours = { instagram: 18, facebook: 14, x: 5 };

export function audienceTruth({ seed }: World, account: SandboxAccount): AudienceTruth {
  const draw = (key: string, from: number, to: number) =>
    from + (to - from) * seededNumber(seed, 'truth', key, account.platform, account.id);
  const peak = draw('peak', 8, 21);
  const strength = draw('strength', 0.2, 0.6);
  return {
    reachRate: draw('reach', 0.05, 0.25),
    engagementRate: draw('engagement', 0.01, 0.08),
    clickRate: draw('click', 0.005, 0.03),
    hours: Array.from({ length: 24 }, (_, hour) => 1 + strength * Math.cos(((hour - peak) / 12) * Math.PI)),
    lifeHours: lifeHours[account.platform],
    orderRate: draw('order', 0.01, 0.05),
    meanOrderCents: Math.round(draw('amount', 1900, 9900)),
  };
}

/** What a pillar or a variant truly does: as it was set, or drawn from its name. Without a name it does nothing. */
export function effectOf(world: World, kind: 'pillar' | 'variant', name: string | undefined): Effect {
  if (name === undefined) return { reach: 1, engagement: 1, click: 1 };
  const set = world.effects.get(`${kind} ${name}`);
  if (set) return set;
  const factor = (key: string) => Math.exp(0.2 * seededNormal(world.seed, 'effect', kind, name, key));
  return { reach: factor('reach'), engagement: factor('engagement'), click: factor('click') };
}

/** What the post has gathered by then. */
export function metricsAt(world: World, post: SandboxPost, at: number): PostMetrics {
  const { share, final } = outcomeOf(world, post, at);
  const grown = (count: number) => Math.floor(count * share);
  return {
    reach: grown(final.reach),
    views: grown(final.reach * 1.3),
    likes: grown(final.engagements * 0.7),
    comments: grown(final.engagements * 0.08) + post.comments.filter((comment) => comment.at <= at).length,
    shares: grown(final.engagements * 0.1),
    saves: grown(final.engagements * 0.12),
    follows: grown(final.engagements * 0.02),
    profileVisits: grown(final.engagements * 0.15),
    clicks: grown(final.clicks),
  };
}

/** The visits that the post's link has brought by then, in the order of time. */
export function visitsUntil(world: World, post: SandboxPost, at: number): Visit[] {
  const url = linkOf(post);
  if (url === undefined || post.publishedAt === undefined) return [];
  const { final, truth } = outcomeOf(world, post, at);
  const visits: Visit[] = [];
  for (let number = 0; number < final.clicks; number += 1) {
    const wait = -truth.lifeHours * hourMs * Math.log(1 - (number + 0.5) / final.clicks);
    const time = Math.round(post.publishedAt + wait);
    if (time > at || (post.deletedAt !== undefined && time > post.deletedAt)) break;
    visits.push({
      id: `visit_${post.id}_${number}`,
      postId: post.id,
      at: new Date(time).toISOString(),
      url,
    });
  }
  return visits;
}

/** The orders that came of the post's visits by then. */
export function ordersUntil(world: World, post: SandboxPost, at: number): Order[] {
  const account = world.accounts.get(post.accountId)!;
  const truth = audienceTruth(world, account);
  return visitsUntil(world, post, at).flatMap((visit) => {
    const draw = (key: string) => seededNumber(world.seed, 'order', key, visit.id);
    const time = Date.parse(visit.at) + Math.round(draw('wait') ** 3 * 72 * hourMs);
    if (draw('buys') >= truth.orderRate || time > at) return [];
    return [
      {
        id: visit.id.replace('visit', 'order'),
        visitId: visit.id,
        postId: post.id,
        at: new Date(time).toISOString(),
        amountCents: Math.round(truth.meanOrderCents * (0.5 + draw('amount'))),
      },
    ];
  });
}

/** Expected counts are the product of what is true; a post's own luck is drawn once from its id. */
function outcomeOf(world: World, post: SandboxPost, at: number) {
  const account = world.accounts.get(post.accountId)!;
  const truth = audienceTruth(world, account);
  const publishedAt = post.publishedAt ?? Number.POSITIVE_INFINITY;
  const until = Math.min(at, post.deletedAt ?? at);
  const age = until - publishedAt;
  const share = age <= 0 ? 0 : 1 - Math.exp(-age / (truth.lifeHours * hourMs));
  if (share === 0) return { share, truth, final: { reach: 0, engagements: 0, clicks: 0 } };
  const labels = labelsOf(world, post);
  const pillar = effectOf(world, 'pillar', labels.pillar);
  const variant = effectOf(world, 'variant', labels.variant);
  const hour = new Date(publishedAt + account.utcOffsetHours * hourMs).getUTCHours();
  const count = (mean: number, key: string) =>
    Math.max(0, Math.round(mean + Math.sqrt(mean) * seededNormal(world.seed, 'luck', key, post.id)));
  const reach = count(
    account.followers * truth.reachRate * truth.hours[hour]! * pillar.reach * variant.reach,
    'reach',
  );
  const engagements = count(
    reach * truth.engagementRate * pillar.engagement * variant.engagement,
    'engagement',
  );
  const clicks =
    linkOf(post) === undefined ? 0 : count(reach * truth.clickRate * pillar.click * variant.click, 'click');
  return { share, truth, final: { reach, engagements, clicks } };
}

/** The post's pillar and variant: told of its text, or else the variant from `utm_content` of its link. */
function labelsOf(world: World, post: SandboxPost): { pillar?: string; variant?: string } {
  const told = world.labels.get(post.text.normalize('NFC'));
  if (told) return told;
  const link = linkOf(post);
  const variant = link && URL.canParse(link) ? new URL(link).searchParams.get('utm_content') : null;
  return variant ? { variant } : {};
}

function linkOf({ link, text }: SandboxPost): string | undefined {
  return link ?? /https?:\/\/[^\s]+/.exec(text)?.[0];
}
