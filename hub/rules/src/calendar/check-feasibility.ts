import type { Brand, BrandChannel } from '../brand/brand.ts';
import { pictureCount } from '../brand/media-recipe.ts';
import { graphVersionEnd, type VersionEnd } from '../facts/graph-version-end.ts';
import { type FactId, platformFacts, readingsOf } from '../facts/platform-facts.ts';
import { chosenVariant, type Item } from './item.ts';

type WindowFact = Extract<
  FactId,
  | 'instagram.posts_window'
  | 'instagram.containers_window'
  | 'facebook.reels_window'
  | 'x.create_post_user_window'
  | 'x.create_post_app_window'
>;

/** A moving window of a platform as the plan would fill it, under one reading of its limit. */
export type WindowUse = {
  fact: WindowFact;
  what: string;
  /** The page that the limit was read on. */
  source: string;
  /** One channel, or all channels of the app together. */
  who: string;
  limit: number;
  windowSeconds: number;
  /** The most that ever falls into one window, and from which item on it is over. */
  peak: number;
  firstOver?: string;
};

type TokenNotice =
  | { kind: 'expires_before'; channel: string; expires: string; items: string[] }
  | { kind: 'unknown'; channel: string };

/** What else ends before the last post: a person's consent to the access of data, the version of the Graph API. */
type EndNotice = { kind: 'data_access' | 'graph_version'; channel: string; ends: string; items: string[] };

export type Feasibility = {
  fits: boolean;
  windows: WindowUse[];
  tokens: TokenNotice[];
  ends: EndNotice[];
};

const windowsOf: Record<BrandChannel['platform'], readonly WindowFact[]> = {
  instagram: ['instagram.posts_window', 'instagram.containers_window'],
  facebook: ['facebook.reels_window'],
  x: ['x.create_post_user_window'],
};

/**
 * Runs the plan through every moving window, under each reading where pages disagree, and past the end of each credential, of the
 * access to data and of the version of the Graph API. A plan fits when no window under the reading that is planned with is over, and
 * no item is due after one of these ends.
 */
export function checkFeasibility(
  items: readonly Item[],
  brand: Pick<Brand, 'channels'>,
  version: VersionEnd = graphVersionEnd(),
): Feasibility {
  const ofChannels = brand.channels.flatMap((channel) => {
    const own = items.filter((item) => item.channel === channel.id);
    return windowsOf[channel.platform].flatMap((fact) => usesOf(fact, channel.id, own));
  });
  const onX = items.filter(({ platform }) => platform === 'x');
  const ofApp = onX.length === 0 ? [] : usesOf('x.create_post_app_window', 'all channels on x', onX);
  const windows = [...ofChannels, ...ofApp];
  const tokens = brand.channels.flatMap((channel) => tokenNotice(channel, items));
  const ends = brand.channels.flatMap((channel) => endNotices(channel, items, version));
  const isOver = windows.some(({ firstOver, fact, source }) => {
    return firstOver !== undefined && source === readingsOf(fact)[0]!.source;
  });
  const fits = !isOver && ends.length === 0 && tokens.every(({ kind }) => kind === 'unknown');
  return { fits, windows, tokens, ends };
}

function usesOf(fact: WindowFact, who: string, items: readonly Item[]): WindowUse[] {
  const calls = items
    .map((item) => ({ id: item.id, atMs: Date.parse(item.at), count: callsOf(fact, item) }))
    .filter(({ count }) => count > 0)
    .sort((one, other) => one.atMs - other.atMs);
  return readingsOf(fact).map(({ value: { limit, windowSeconds }, source }) => {
    let peak = 0;
    let sum = 0;
    let oldest = 0;
    let firstOver: string | undefined;
    for (const { id, atMs, count } of calls) {
      sum += count;
      while (calls[oldest]!.atMs <= atMs - windowSeconds * 1000) {
        sum -= calls[oldest]!.count;
        oldest += 1;
      }
      peak = Math.max(peak, sum);
      if (sum > limit) firstOver ??= id;
    }
    const { what } = platformFacts[fact];
    return {
      fact,
      what,
      source,
      who,
      limit,
      windowSeconds,
      peak,
      ...(firstOver === undefined ? {} : { firstOver }),
    };
  });
}

/** What publishing an item takes of a window: a carousel needs a container for each picture and one for itself, a thread is as many posts as texts. */
function callsOf(fact: WindowFact, item: Item): number {
  if (fact === 'facebook.reels_window') return item.kind === 'reel' ? 1 : 0;
  if (fact !== 'instagram.containers_window') return 1 + (chosenVariant(item).thread?.length ?? 0);
  const pictures = chosenVariant(item).media.reduce((sum, recipe) => sum + pictureCount(recipe), 0);
  return item.kind === 'carousel' ? pictures + 1 : 1;
}

function tokenNotice({ id, tokenExpires }: BrandChannel, items: readonly Item[]): TokenNotice[] {
  if (tokenExpires === undefined) return [{ kind: 'unknown', channel: id }];
  const late = dueAfter(items, id, tokenExpires);
  return late.length === 0
    ? []
    : [{ kind: 'expires_before', channel: id, expires: tokenExpires, items: late }];
}

function endNotices(
  { id, platform, dataAccessEnds }: BrandChannel,
  items: readonly Item[],
  version: VersionEnd,
): EndNotice[] {
  const notice = (kind: EndNotice['kind'], ends: string | undefined): EndNotice[] => {
    const late = ends === undefined ? [] : dueAfter(items, id, ends);
    return late.length === 0 ? [] : [{ kind, channel: id, ends: ends!, items: late }];
  };
  // While a version has no successor nobody has said when it ends.
  const hasEnd = platform !== 'x' && version.isAnnounced;
  return [
    ...notice('data_access', dataAccessEnds),
    ...notice('graph_version', hasEnd ? version.endsOn : undefined),
  ];
}

function dueAfter(items: readonly Item[], channel: string, end: string): string[] {
  const endsMs = Date.parse(end);
  return items
    .filter((item) => item.channel === channel && Date.parse(item.at) >= endsMs)
    .map(({ id }) => id);
}
