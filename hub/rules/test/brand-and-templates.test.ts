import { expect, test } from 'vitest';
import { shippedPillars } from '../src/brand/brand.ts';
import { parseCampaign } from '../src/brand/campaign.ts';
import { goalFigures } from '../src/brand/goal-figures.ts';
import { campaignStanding, joinCampaigns } from '../src/brand/join-campaign.ts';
import { factsFor, makeKit } from '../src/brand/kit.ts';
import { mediaRecipeKey, pictureCount } from '../src/brand/media-recipe.ts';
import { parseBrand } from '../src/brand/parse-brand.ts';
import { parseTemplates } from '../src/brand/parse-template.ts';
import { shinglesOf, similarityOf } from '../src/calendar/similarity.ts';
import { factOf } from '../src/facts/platform-facts.ts';
import { assemblePost } from '../src/post/assemble-post.ts';
import { checkPost } from '../src/post/check-post.ts';
import type { PostMedia } from '../src/post/post.ts';
import { makeRandom } from '../src/random.ts';
import { calendarOf, kiln, kilnText, templates, templateTexts } from './read-fixtures.ts';

test('[B1] mistakes of a brand file are told with their places', () => {
  const text = kilnText
    .replace('zone: Europe/Berlin', 'zone: Europe/Atlantis')
    .replace('"#f4ede4"', 'beige')
    .replace('voice:', 'voise:');
  const { value, diagnostics } = parseBrand(text);
  expect(value).toBeUndefined();
  const lineOf = (words: string) => text.split('\n').findIndex((line) => line.includes(words)) + 1;
  const found = diagnostics.map(({ rule, line }) => [rule, line]);
  expect(found).toContainEqual(['brand/shape', lineOf('Atlantis')]);
  expect(found).toContainEqual(['brand/shape', lineOf('beige')]);
  expect(found).toContainEqual(['brand/unknown-key', lineOf('voise')]);
});

test('[B2] fields that contradict each other are found', () => {
  const rulesOf = (text: string) => parseBrand(text).diagnostics.map(({ rule }) => rule);
  expect(rulesOf(kilnText.replace('x: text }', 'x: preview }'))).toEqual(['brand/preview-elsewhere']);
  expect(rulesOf(kilnText.replace('instagram: 4,', 'instagram: 14,'))).toEqual(['brand/few-hashtags']);
  expect(rulesOf(kilnText.replace('platform: x,', 'platform: facebook,'))).toEqual(['brand/unused-windows']);
  expect(parseBrand('brand: [').diagnostics[0]?.rule).toBe('brand/syntax');
});

test('[T1] the library has at least 40 templates over eight pillars, and none has a mistake', () => {
  for (const [name, text] of Object.entries(templateTexts))
    expect(parseTemplates(text).diagnostics, name).toEqual([]);
  expect(templates.length).toBeGreaterThanOrEqual(40);
  expect(new Set(templates.map(({ pillar }) => pillar))).toEqual(new Set(shippedPillars));
  expect(new Set(templates.map(({ id }) => id)).size).toBe(templates.length);
});

test('[T2] figures and claims come from slots: no shipped text has a digit', () => {
  for (const text of Object.values(templateTexts)) {
    const sources = text.replace(/#.*$/gm, '').replace(/\{\{[^}]*\}\}/g, '');
    expect(sources.match(/\d+/g)).toBeNull();
  }
});

test('[T3] mistakes of a template are told with their places', () => {
  const text = templateTexts['problem.yaml']!.replace(
    'When did {{ about.name }}',
    'When did {{ about.nome }}',
  ).replace('{{ about.instead }}', '{{ about.instead | shout }}');
  const { diagnostics } = parseTemplates(text);
  expect(diagnostics.map(({ rule }) => rule).sort()).toEqual([
    'template/liquid',
    'template/unknown-variable',
  ]);
  const line = text.split('\n').findIndex((one) => one.includes('about.nome')) + 1;
  expect(diagnostics.find(({ rule }) => rule === 'template/unknown-variable')?.line).toBe(line);
});

test('[T4] Liquid reads neither clock nor chance nor files', () => {
  const broken = (source: string) =>
    parseTemplates(
      templateTexts['story.yaml']!.replace('A note to ourselves.', `'${source}'`),
    ).diagnostics.map(({ rule }) => rule);
  expect(broken('{{ "now" | date: "%Y" }}')).toContain('template/liquid');
  expect(broken('{{ about.title | sample }}')).toContain('template/liquid');
});

test('[T5] a template waits for a brand that fills its slots by type', () => {
  const [template] = templates;
  expect(factsFor(kiln, template!).length).toBeGreaterThan(0);
  const priced = { ...template!, slots: { price: 'number' as const } };
  expect(factsFor(kiln, priced)).toEqual([]);
  expect(factsFor({ ...kiln, values: { price: 'nine' } }, priced)).toEqual([]);
  expect(factsFor({ ...kiln, values: { price: 9 } }, priced).length).toBeGreaterThan(0);
});

test('[T6] a kit is made for the platforms that a template is written for', () => {
  const { x: _, ...body } = templates[0]!.body;
  const [fact] = factsFor(kiln, templates[0]!);
  expect(makeKit(kiln, { ...templates[0]!, body }, fact!, 'x')).toBeUndefined();
  expect(makeKit(kiln, templates[0]!, fact!, 'x')?.platform).toBe('x');
});

const campaignText =
  'id: opening-day\nname: Opening Day\nfrom: 2026-03-16\nto: 2026-03-20\nbudgetUsd: 0.01\npillars: [feature]\ngoal: { metric: sign_ups, atLeast: 30 }\n';

test('[T7] a campaign ends after it begins', () => {
  expect(parseCampaign(campaignText).value?.id).toBe('opening-day');
  expect(parseCampaign(campaignText.replace('2026-03-20', '2026-03-01')).diagnostics).toHaveLength(1);
});

test('[T8] a campaign takes the items of its days, pillars and channels, once, and is held to its budget', () => {
  const campaign = parseCampaign(campaignText).value!;
  const calendar = calendarOf(kiln, { days: 8 });
  const joined = joinCampaigns(calendar, [campaign]);
  expect(joined.campaigns).toEqual([campaign]);
  const own = joined.items.filter((item) => item.campaign === 'opening-day');
  expect(own).toEqual(joined.items.filter(({ pillar, wall }) => pillar === 'feature' && wall < '2026-03-21'));
  expect(own.length).toBeGreaterThan(0);
  expect(joinCampaigns(joined, [{ ...campaign, id: 'another' }])).toEqual(joined);
  expect(joinCampaigns(calendar, [{ ...campaign, from: '2027-01-01', to: '2027-01-02' }])).toEqual(calendar);
  const { items: count, cost, budget, isOver } = campaignStanding(joined.items, campaign, kiln);
  expect([count, budget]).toEqual([own.length, 10]);
  expect(isOver).toBe(cost > 10);
  expect(campaignStanding(joined.items, { ...campaign, budgetUsd: undefined }, kiln)).toMatchObject({
    budget: undefined,
    isOver: false,
  });
});

test('[T9] a goal is counted by figures that its platforms give, and some are told by none', () => {
  const named = new Set([
    ...factOf('instagram.feed_metrics'),
    ...factOf('facebook.post_metrics'),
    ...factOf('x.non_public_metrics'),
  ]);
  for (const metric of ['reach', 'engagements'] as const)
    expect(
      Object.values(goalFigures(metric)!)
        .flat()
        .filter((name) => !named.has(name)),
    ).toEqual([]);
  expect(goalFigures('reach')!.x).toEqual([]);
  expect(goalFigures('orders')).toBeUndefined();
});

test('[A4] what shows a picture that is made with AI is marked so, whatever its item says', () => {
  const item = calendarOf(kiln, { days: 8 }).items.find(
    ({ kind, platform }) => platform === 'x' && kind === 'photo',
  )!;
  const picture: PostMedia = {
    ...{
      sha256: '0'.repeat(64),
      type: 'image/jpeg',
      bytes: 200_000,
      width: 1080,
      height: 1080,
      altText: 'A',
    },
  };
  const marked = { ...picture, madeWithAi: true as const };
  expect(assemblePost(item, 'A', () => [picture]).disclosure.aiGenerated).toBe(false);
  const post = assemblePost(item, 'A', () => [marked]);
  expect(post.disclosure.aiGenerated).toBe(true);
  expect(checkPost(post)).toEqual([]);
  const unmarked = { ...post, disclosure: { ...post.disclosure, aiGenerated: false } };
  expect(checkPost(unmarked)).toMatchObject([{ rule: 'format/disclosure', severity: 'error' }]);
});

test('[A1] every variant becomes a post that its platform takes, once its pictures are there', () => {
  const { items } = calendarOf(kiln);
  const pictureOf = (index: number, altText: string, aspect: string): PostMedia => ({
    sha256: String(index).padStart(64, '0'),
    type: 'image/jpeg',
    bytes: 200_000,
    ...(aspect === '4:5'
      ? { width: 1080, height: 1350 }
      : aspect === '1:1'
        ? { width: 1080, height: 1080 }
        : { width: 1200, height: 628 }),
    altText,
  });
  for (const item of items) {
    for (const label of ['A', 'B'] as const) {
      const post = assemblePost(item, label, (recipe) =>
        Array.from({ length: pictureCount(recipe) }, (_, index) =>
          pictureOf(index, recipe.altText, recipe.recipe === 'library' ? '1:1' : recipe.aspect),
        ),
      );
      expect(
        checkPost(post).filter(({ severity }) => severity === 'error'),
        `${item.id} ${label}`,
      ).toEqual([]);
    }
  }
});

test('[A1] what has further texts goes out as a thread, and what has a first comment with it', () => {
  const { items } = calendarOf(kiln, { days: 6 });
  const onX = structuredClone(items.find(({ platform, kind }) => platform === 'x' && kind === 'text')!);
  onX.variants[0].thread = ['And then.', 'And last.'];
  expect(assemblePost(onX, 'A', () => [])).toMatchObject({
    kind: 'thread',
    thread: ['And then.', 'And last.'],
  });
  expect(checkPost(assemblePost(onX, 'A', () => []))).toEqual([]);
  expect(assemblePost(onX, 'B', () => [])).toMatchObject({ kind: 'text' });
  expect(assemblePost(onX, 'B', () => [])).not.toHaveProperty('thread');
  const onPage = structuredClone(
    items.find(({ platform, kind }) => platform === 'facebook' && kind === 'text')!,
  );
  onPage.variants[1].firstComment = 'More in the shop.';
  expect(assemblePost(onPage, 'B', () => []).firstComment).toBe('More in the shop.');
});

test('[A2] a picture that has not been rendered is named', () => {
  const item = calendarOf(kiln, { days: 6 }).items.find(({ kind }) => kind === 'photo')!;
  expect(() => assemblePost(item, 'A', () => undefined)).toThrow(/expected 1 pictures of .*, found none/);
});

test('[A3] equal recipes have one key, whatever the order of their fields', () => {
  const recipe = { recipe: 'library', sha256: 'b'.repeat(64), altText: 'A bowl.' } as const;
  const turned = { altText: recipe.altText, sha256: recipe.sha256, recipe: recipe.recipe };
  expect(mediaRecipeKey(turned)).toBe(mediaRecipeKey(recipe));
  expect(mediaRecipeKey({ ...recipe, altText: 'A cup.' })).not.toBe(mediaRecipeKey(recipe));
});

test('[R1] the generator gives the same row for a seed, on every machine', () => {
  const random = makeRandom('kiln', 7);
  expect([1, 2, 3, 4, 5, 6].map(() => random.below(100))).toMatchInlineSnapshot(`
    [
      28,
      92,
      76,
      45,
      91,
      9,
    ]
  `);
  expect(makeRandom('kiln', 7).shuffled([1, 2, 3, 4, 5])).toMatchInlineSnapshot(`
    [
      5,
      1,
      3,
      4,
      2,
    ]
  `);
});

test('[R2] numbers are spread evenly', () => {
  const random = makeRandom(1);
  const counts = Array.from({ length: 10 }, () => 0);
  for (let index = 0; index < 20_000; index += 1) counts[random.below(10)]! += 1;
  // Chi square with nine degrees of freedom: 27.9 is passed by chance once in a thousand.
  expect(counts.reduce((sum, count) => sum + (count - 2000) ** 2 / 2000, 0)).toBeLessThan(27.9);
});

test('[S1] likeness is that of words in their order, without links, tags and marks', () => {
  const likeness = (one: string, other: string) => similarityOf(shinglesOf(one), shinglesOf(other));
  expect(likeness('A seat came free today.', 'a seat came free TODAY! #clay https://kiln.example')).toBe(1);
  expect(likeness('A seat came free today.', 'Today free came seat a.')).toBe(0);
  expect(likeness('One two three four', 'one two three five')).toBeCloseTo(1 / 3);
  expect(likeness('', '')).toBe(0);
});
