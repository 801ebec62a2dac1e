import type { Brand } from '../brand/brand.ts';
import { textOf } from '../brand/kit.ts';
import { pictureCount } from '../brand/media-recipe.ts';
import { factOf } from '../facts/platform-facts.ts';
import { linkPattern } from '../lint/lint-rule.ts';
import { findUrls } from '../post/find-urls.ts';
import { chosenVariant, type Item, type Variant } from './item.ts';

/** US dollars in thousandths, which is how finely the platforms price: 200 is $0.200. */
export type UsdThousandths = number;

export type ItemPrice = {
  item: string;
  variant: string;
  hasUrl: boolean;
  post: UsdThousandths;
  altTexts: UsdThousandths;
  total: UsdThousandths;
};

/** A way to say the same for less. */
export type CheaperWay = {
  item: string;
  variant: string;
  saves: UsdThousandths;
  how: 'other_variant' | 'link_in_profile';
  /** What would go out instead. */
  text: string;
};

export type CalendarPrice = { total: UsdThousandths; prices: ItemPrice[]; cheaper: CheaperWay[] };

/** What publishing the chosen variants costs. Only X charges; what is free has no row. */
export function priceCalendar(items: readonly Item[], brand: Pick<Brand, 'links'>): CalendarPrice {
  const paid = items.filter(({ platform }) => platform === 'x');
  const prices = paid.map((item) => priceOf(item, chosenVariant(item)));
  return {
    total: prices.reduce((sum, { total }) => sum + total, 0),
    prices,
    cheaper: paid.flatMap((item) => cheaperWays(item, brand)),
  };
}

/** `$0.215`, exact. */
export function usd(thousandths: UsdThousandths): string {
  return `$${(thousandths / 1000).toFixed(3)}`;
}

function priceOf({ id }: Item, variant: Variant): ItemPrice {
  // Each text of a thread is a post of its own.
  const texts = [variant.text, ...(variant.thread ?? [])];
  const hasUrl = texts.some(hasLink);
  const post = texts.reduce(
    (sum, text) => sum + factOf(hasLink(text) ? 'x.price_create_post_with_url' : 'x.price_create_post'),
    0,
  );
  const pictures = variant.media.reduce(
    (sum, recipe) => sum + (recipe.altText === '' ? 0 : pictureCount(recipe)),
    0,
  );
  const altTexts = pictures * factOf('x.price_media_metadata');
  return { item: id, variant: variant.id, hasUrl, post, altTexts, total: post + altTexts };
}

/** The other variant where it carries no link, and the same words with the link in the profile. */
function cheaperWays(item: Item, brand: Pick<Brand, 'links'>): CheaperWay[] {
  const chosen = chosenVariant(item);
  const now = priceOf(item, chosen);
  if (!now.hasUrl) return [];
  const other = item.variants.find(({ id }) => id !== chosen.id)!;
  const withOther = priceOf(item, other);
  const call = withoutUrls(chosen.parts.call);
  const inProfile: Variant = {
    ...chosen,
    text: textOf({ ...chosen.parts, call: `${call} ${brand.links.profileWords}`.trim() }),
  };
  const withProfile = priceOf(item, inProfile);
  const ways: CheaperWay[] = [
    {
      item: item.id,
      variant: other.id,
      saves: now.total - withOther.total,
      how: 'other_variant',
      text: other.text,
    },
    {
      item: item.id,
      variant: chosen.id,
      saves: now.total - withProfile.total,
      how: 'link_in_profile',
      text: inProfile.text,
    },
  ];
  return ways.filter(({ saves }) => saves > 0);
}

/** An address under a name that no registry has is none to X's counting; whether it is to its billing, no page says. */
function hasLink(text: string): boolean {
  return findUrls(text).length > 0 || text.match(linkPattern) !== null;
}

function withoutUrls(text: string): string {
  const plain = text.replace(linkPattern, '');
  return findUrls(plain)
    .reverse()
    .reduce((rest, { start, end }) => rest.slice(0, start) + rest.slice(end), plain)
    .trim();
}
