import { expect, test } from 'vitest';
import { textOf } from '../src/brand/kit.ts';
import { checkFeasibility } from '../src/calendar/check-feasibility.ts';
import { chosenVariant, type Item } from '../src/calendar/item.ts';
import { priceCalendar, usd } from '../src/calendar/price-calendar.ts';
import { graphVersionEnd } from '../src/facts/graph-version-end.ts';
import { factOf, readingsOf } from '../src/facts/platform-facts.ts';
import { calendarOf, kiln, loam } from './read-fixtures.ts';

const month = calendarOf(kiln, { days: 8 });
const onX = month.items.filter(({ platform }) => platform === 'x');
/** A post on X without a link and without a picture. */
const plain = (): Item => {
  const item = structuredClone(onX[0]!);
  for (const variant of item.variants) {
    variant.media = [];
    variant.parts.call = 'Which one?';
    variant.text = textOf(variant.parts);
  }
  return { ...item, kind: 'text' };
};
const linked = (): Item => {
  const item = plain();
  const chosen = chosenVariant(item);
  chosen.parts.call = 'Look: https://kiln.example/start';
  chosen.text = textOf(chosen.parts);
  return item;
};

test('[D1] a known plan has an exact price, and one link moves it by $0.185', () => {
  const ten = Array.from({ length: 10 }, plain);
  expect(usd(priceCalendar(ten, kiln).total)).toBe('$0.150');
  expect(usd(priceCalendar([...ten.slice(1), linked()], kiln).total)).toBe('$0.335');
});

test('[D1] each text of a thread is paid for as a post, by its own link', () => {
  const item = plain();
  chosenVariant(item).thread = ['And then.', 'Look: https://kiln.example/start'];
  expect(priceCalendar([item], kiln).prices[0]).toMatchObject({ post: 230, hasUrl: true });
});

test('[D2] alternative texts cost as many rows as there are pictures', () => {
  const item = plain();
  const picture = { recipe: 'library', sha256: 'a'.repeat(64), altText: 'A bowl.' } as const;
  chosenVariant(item).media = [picture, { ...picture, altText: '' }];
  const [price] = priceCalendar([item], kiln).prices;
  expect(price).toMatchObject({
    post: 15,
    altTexts: factOf('x.price_media_metadata'),
    total: 20,
    hasUrl: false,
  });
});

test('[D3] only X charges', () => {
  const elsewhere = month.items.filter(({ platform }) => platform !== 'x');
  expect(priceCalendar(elsewhere, kiln)).toEqual({ total: 0, prices: [], cheaper: [] });
});

test('[D4] a linked post is offered without its link, and the saving is what the new price says', () => {
  const item = linked();
  const { total, cheaper } = priceCalendar([item], kiln);
  expect(cheaper.map(({ how, saves }) => [how, saves])).toEqual([
    ['other_variant', 185],
    ['link_in_profile', 185],
  ]);
  const rewritten = structuredClone(item);
  chosenVariant(rewritten).text = cheaper[1]!.text;
  expect(total - priceCalendar([rewritten], kiln).total).toBe(185);
  expect(cheaper[1]!.text).toContain(kiln.links.profileWords);
});

test('[D5] a bare address of a known domain is a link too', () => {
  const item = plain();
  chosenVariant(item).text = 'Come to kilnstudio.com today.';
  expect(priceCalendar([item], kiln).prices[0]?.hasUrl).toBe(true);
});

const repeated = (item: Item, count: number, minutesApart: number): Item[] =>
  Array.from({ length: count }, (_, index) => {
    const at = new Date(Date.parse(item.at) + index * minutesApart * 60_000).toISOString();
    return { ...item, id: `${item.id}-${index}`, at };
  });
const photo = month.items.find(({ platform, kind }) => platform === 'instagram' && kind === 'photo')!;
const windowsOf = (items: readonly Item[], fact: string) =>
  checkFeasibility(items, kiln).windows.filter((one) => one.fact === fact && one.who !== 'kiln-facebook');

test('[Q1] both readings of the Instagram quota are reported, and the stricter one decides', () => {
  const readings = readingsOf('instagram.posts_window').map(({ value }) => value.limit);
  expect([...readings].sort((one, other) => one - other)).toEqual([50, 100]);
  const sixty = repeated(photo, 60, 20);
  expect(
    windowsOf(sixty, 'instagram.posts_window').map(({ limit, peak, firstOver }) => [limit, peak, firstOver]),
  ).toEqual([
    [50, 60, `${photo.id}-50`],
    [100, 60, undefined],
  ]);
  expect(checkFeasibility(sixty, kiln).fits).toBe(false);
  expect(checkFeasibility(sixty.slice(0, 50), kiln).fits).toBe(true);
});

test('[Q2] a window moves: what is older than it counts no more', () => {
  const atEdge = repeated(photo, 51, (24 * 60) / 50);
  expect(checkFeasibility(atEdge, kiln).fits).toBe(true);
  expect(checkFeasibility(repeated(photo, 51, (24 * 60) / 50 - 1), kiln).fits).toBe(false);
});

test('[Q3] a carousel takes a container for each picture and one for itself', () => {
  const carousel = month.items.find(({ kind }) => kind === 'carousel')!;
  const [use] = windowsOf([carousel], 'instagram.containers_window');
  const [recipe] = chosenVariant(carousel).media;
  expect(recipe?.recipe === 'list-carousel' && use!.peak).toBe(
    recipe?.recipe === 'list-carousel' ? recipe.slots.points.length + 3 : -1,
  );
});

test('[Q4] reels of a Page and posts on X have windows of their own', () => {
  const page = month.items.find(({ platform }) => platform === 'facebook')!;
  const reels = repeated({ ...page, kind: 'reel' }, 31, 10);
  expect(
    checkFeasibility(reels, kiln).windows.find(({ fact }) => fact === 'facebook.reels_window'),
  ).toMatchObject({
    peak: 31,
    limit: 30,
    firstOver: `${page.id}-30`,
  });
  const burst = repeated(onX[0]!, 101, 0);
  expect(windowsOf(burst, 'x.create_post_user_window')[0]).toMatchObject({ limit: 100, peak: 101 });
  const threads = structuredClone(repeated(onX[0]!, 34, 0));
  for (const item of threads) chosenVariant(item).thread = ['And then.', 'And last.'];
  expect(windowsOf(threads, 'x.create_post_user_window')[0]).toMatchObject({ limit: 100, peak: 102 });
  const [app] = windowsOf(burst, 'x.create_post_app_window');
  expect(app).toMatchObject({ limit: 10_000, peak: 101 });
  expect(app).not.toHaveProperty('firstOver');
});

test('[Q5] posts that are due after their credential ends are named, and an end that is not known is said to be so', () => {
  const [first, ...rest] = loam.channels;
  const { items } = calendarOf(loam, { days: 6 });
  const brand = { channels: [{ ...first!, tokenExpires: '2026-10-22T00:00:00Z' }, ...rest] };
  const { fits, tokens } = checkFeasibility(items, brand);
  expect(fits).toBe(false);
  expect(tokens).toEqual([
    {
      kind: 'expires_before',
      channel: 'loam-ig',
      expires: '2026-10-22T00:00:00Z',
      items: expect.arrayContaining(['loam-ig-2026-10-22-1']),
    },
    { kind: 'unknown', channel: 'loam-x' },
  ]);
  expect(checkFeasibility(items, loam).fits).toBe(true);
});

test('[Q5] posts that are due after the access to data lapses, or after the announced end of a version, are named', () => {
  const { items } = calendarOf(loam, { days: 6 });
  const facebook = loam.channels.find(({ platform }) => platform === 'facebook')!;
  const ends = '2026-10-22T00:00:00Z';
  const brand = {
    channels: loam.channels.map((one) => (one === facebook ? { ...one, dataAccessEnds: ends } : one)),
  };
  const lapsed = checkFeasibility(items, brand);
  expect(lapsed.fits).toBe(false);
  expect(lapsed.ends).toMatchObject([{ kind: 'data_access', channel: facebook.id, ends }]);
  const isAnnounced = { version: 'v1.0', endsOn: '2026-10-22', isAnnounced: true };
  const over = checkFeasibility(items, loam, isAnnounced);
  expect(over.fits).toBe(false);
  expect(new Set(over.ends.map(({ channel }) => channel))).toEqual(
    new Set(loam.channels.filter(({ platform }) => platform !== 'x').map(({ id }) => id)),
  );
  expect(checkFeasibility(items, loam, { ...isAnnounced, isAnnounced: false }).ends).toEqual([]);
  expect(graphVersionEnd('v25.0')).toEqual({ version: 'v25.0', endsOn: '2028-07-29', isAnnounced: true });
  expect(graphVersionEnd('v26.0', {})).toMatchObject({ endsOn: '2028-07-29', isAnnounced: false });
});
