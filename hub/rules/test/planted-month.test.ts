import { expect, test } from 'vitest';
import { textOf } from '../src/brand/kit.ts';
import { calendarRules, checkCalendar } from '../src/calendar/check-calendar.ts';
import type { Calendar, Item, Variant } from '../src/calendar/item.ts';
import { resolveWall } from '../src/calendar/wall-time.ts';
import { calendarOf, kiln, loam } from './read-fixtures.ts';

const whole = calendarOf(kiln);
const copy = (): Calendar => structuredClone(whole);
const on = (calendar: Calendar, platform: Item['platform'], at = 3): Item =>
  calendar.items.filter((item) => item.platform === platform)[at]!;
const both = (item: Item, change: (variant: Variant) => void): void => item.variants.forEach(change);
const rewrite = (variant: Variant, parts: Partial<Variant['parts']>): void => {
  variant.parts = { ...variant.parts, ...parts };
  variant.text = textOf(variant.parts);
};
const moveTo = (item: Item, wall: string): void => {
  const resolved = resolveWall(wall, item.zone);
  if (resolved.kind === 'refused') throw new Error(wall);
  both(item, (variant) => Object.assign(variant, { wall, at: resolved.at }));
  Object.assign(item, { wall, at: resolved.at });
};
const partner = ({ items }: Calendar, item: Item): Item =>
  items.find(({ id, pair }) => pair === item.pair && id !== item.id)!;
const varying = ({ items }: Calendar, factor: Variant['factor'], platform?: Item['platform']): Item =>
  items.find(
    (item) => item.variants[0].factor === factor && (platform === undefined || item.platform === platform),
  )!;

const opening: NonNullable<Calendar['campaigns']>[number] = {
  ...{ id: 'opening', name: 'Opening', from: '2027-01-01', to: '2027-01-31' },
  goal: { metric: 'reach', atLeast: 1000 },
};

/** One kind of defect each, planted in a month that is otherwise without fault. */
const defects: Record<string, (calendar: Calendar) => void> = {
  'C1/twice': ({ items }) => {
    items[5]!.key = items[6]!.key;
  },
  'C2/channel': (calendar) => {
    on(calendar, 'x').channel = 'kiln-mastodon';
  },
  'C3/platform': (calendar) => {
    on(calendar, 'facebook').platform = 'x';
  },
  'C4/zone': (calendar) => {
    const item = on(calendar, 'x');
    item.zone = 'Europe/London';
  },
  'C5/instant': (calendar) => {
    const item = on(calendar, 'instagram');
    const hourLater = new Date(Date.parse(item.at) + 3_600_000).toISOString().replace('.000', '');
    both(item, (variant) => Object.assign(variant, { at: hourLater }));
    item.at = hourLater;
  },
  'C6/chosen-time': (calendar) => {
    const item = on(calendar, 'facebook');
    item.wall = `${item.wall.slice(0, 14)}${item.wall.endsWith('5') ? '10' : '05'}`;
  },
  'C7/outside-days': (calendar) => moveTo(on(calendar, 'x'), '2026-06-01T12:45'),
  'C8/window': (calendar) => {
    const item = on(calendar, 'x');
    moveTo(item, `${item.wall.slice(0, 10)}T03:20`);
  },
  'C9/date-to-avoid': (calendar) => moveTo(on(calendar, 'facebook'), '2026-05-01T08:30'),
  'C10/kind': (calendar) => {
    on(calendar, 'instagram').kind = 'text';
  },
  'C11/media': (calendar) => {
    const item = calendar.items.find(({ kind, platform }) => kind === 'photo' && platform === 'facebook')!;
    item.variants[1].media = [];
  },
  'C12/pillar': (calendar) => {
    on(calendar, 'x').pillar = 'weather';
  },
  'C13/one-factor': (calendar) => {
    rewrite(varying(calendar, 'hook').variants[1], {
      body: 'Something else altogether, written by another hand.',
    });
  },
  'C14/levels': (calendar) => {
    varying(calendar, 'hook').variants[0].level = 'statement';
  },
  'C15/parts': (calendar) => {
    on(calendar, 'facebook').variants[0].text += ' And one more thing.';
  },
  'C16/labels': (calendar) => {
    on(calendar, 'x').variants[1].id = 'kiln-x-somewhere-else-b';
  },
  'C17/link': (calendar) => {
    const [, visit] = varying(calendar, 'call_to_action', 'x').variants;
    rewrite(visit, { call: visit.parts.call.replace(/utm_content=[\w-]+/, 'utm_content=another-post') });
  },
  'C18/disclosure': () => undefined,
  'C19/brand-rules': (calendar) => {
    const [a] = on(calendar, 'facebook').variants;
    rewrite(a, { hook: 'A revolutionary day for our clients!!!' });
  },
  'C20/missing': (calendar) => {
    calendar.items = calendar.items.filter((item) => item !== on(calendar, 'x'));
  },
  'C21/too-many': (calendar) => {
    const item = structuredClone(on(calendar, 'x'));
    item.id += '0';
    calendar.items.push(item);
  },
  'C22/spacing': (calendar) => {
    const x = calendar.items.filter(({ platform }) => platform === 'x');
    const item = x[4]!;
    moveTo(item, `${x[3]!.wall.slice(0, 10)}T${x[3]!.wall.slice(11) < '12' ? '08:20' : '13:00'}`);
  },
  'C23/pillar-spacing': (calendar) => {
    const x = calendar.items.filter(({ platform }) => platform === 'x');
    x[4]!.pillar = x[3]!.pillar;
  },
  'C24/pillar-mix': (calendar) => {
    for (const item of calendar.items) if (item.pillar === 'feature') item.pillar = 'proof';
  },
  'C25/template-reuse': (calendar) => {
    const fb = calendar.items.filter(({ platform }) => platform === 'facebook');
    fb[4]!.template = fb[3]!.template!;
  },
  'C26/near-duplicate': (calendar) => {
    const [one, other] = [on(calendar, 'facebook', 2), on(calendar, 'instagram', 9)];
    const { hook, body, call } = one.variants[0].parts;
    rewrite(other.variants[0], { hook, body, call: call.replace(/https?:\S+/, '') });
  },
  'C27/pair': (calendar) => {
    const { pair: _, ...rest } = on(calendar, 'x');
    calendar.items = calendar.items.map((item) => (item.id === rest.id ? rest : item));
  },
  'C28/comparable': (calendar) => {
    const item = on(calendar, 'facebook');
    item.kind = item.kind === 'text' ? 'photo' : 'text';
  },
  'C29/balance': (calendar) => {
    const item = on(calendar, 'x');
    item.publishes = partner(calendar, item).publishes;
  },
  'C30/quota': (calendar) => {
    const item = on(calendar, 'instagram');
    for (let index = 0; index < 60; index += 1)
      calendar.items.push({ ...structuredClone(item), id: `${item.id}-${index}` });
  },
  'C31/credential': () => undefined,
  'C32/brand': (calendar) => {
    calendar.brand = loam.brand;
  },
  'C33/rule-set': (calendar) => {
    calendar.ruleSet = '0.1.old';
  },
  'C35/access': () => undefined,
  'C36/campaign-days': (calendar) => {
    calendar.campaigns = [opening];
    on(calendar, 'x').campaign = opening.id;
  },
  'C37/campaign-budget': (calendar) => {
    calendar.campaigns = [{ ...opening, budgetUsd: 0.01 }];
    on(calendar, 'x').campaign = opening.id;
  },
};

/** Defects that lie in what the brand has become since. */
const brands: Record<string, typeof kiln> = {
  'C18/disclosure': { ...kiln, disclosure: { aiGenerated: true, paidPartnership: false } },
  'C31/credential': {
    ...kiln,
    channels: kiln.channels.map((channel) => ({ ...channel, tokenExpires: '2026-03-30T00:00:00Z' })),
  },
  'C35/access': {
    ...kiln,
    channels: kiln.channels.map((channel) => ({ ...channel, dataAccessEnds: '2026-03-30T00:00:00Z' })),
  },
};

test('the month is without fault before anything is planted', () => {
  expect(checkCalendar(whole, kiln)).toEqual([]);
});

test('there is a defect for every rule, and there are more than 25', () => {
  expect(Object.keys(defects)).toEqual(calendarRules.map(({ id }) => id));
  expect(calendarRules.length).toBeGreaterThan(25);
});

test.each(Object.keys(defects))('[%s] is found where it is planted', (id) => {
  const calendar = copy();
  defects[id]?.(calendar);
  const found = checkCalendar(calendar, brands[id] ?? kiln).filter(({ rule }) => rule === id);
  expect(found.length).toBeGreaterThan(0);
  expect(found[0]?.message.length).toBeGreaterThan(10);
});

test('a month with every defect at once names every one of them', () => {
  const calendar = copy();
  const apart = new Set(['C3/platform', 'C10/kind', 'C20/missing', 'C27/pair']);
  for (const [id, plant] of Object.entries(defects)) if (!apart.has(id)) plant(calendar);
  const named = new Set(
    checkCalendar(calendar, {
      ...brands['C18/disclosure']!,
      channels: brands['C31/credential']!.channels,
    }).map(({ rule }) => rule),
  );
  expect(named.size).toBeGreaterThanOrEqual(25);
});
