import { linkPlace, textOf } from '../brand/kit.ts';
import { pictureCount } from '../brand/media-recipe.ts';
import { factorNames, factors } from '../brand/template.ts';
import { checkTexts } from '../lint/check-text.ts';
import { linkPattern } from '../lint/lint-rule.ts';
import { mediaCount } from '../post/media-demand.ts';
import { type CalendarRule, ofEachItem } from './calendar-rule.ts';
import { clockOf, dayNumber, minuteOf } from './civil-day.ts';
import { chosenVariant, type Variant } from './item.ts';
import { avoided, windowsOn } from './slots-of.ts';
import { resolveWall } from './wall-time.ts';

/** What can be said of an item without looking at the others. */
export const itemRules: readonly CalendarRule[] = [
  ofEachItem('C2/channel', ({ channel }, brand) =>
    brand.channels.some(({ id }) => id === channel)
      ? undefined
      : `${channel} is no channel of ${brand.brand}`,
  ),
  ofEachItem('C3/platform', ({ channel, platform }, brand) => {
    const of = brand.channels.find(({ id }) => id === channel)?.platform;
    return of === undefined || of === platform ? undefined : `${channel} is on ${of}, not on ${platform}`;
  }),
  ofEachItem('C4/zone', ({ zone }, brand) =>
    zone === brand.zone ? undefined : `its wall time is in ${zone}, the brand's in ${brand.zone}`,
  ),
  ofEachItem('C5/instant', (item) => {
    for (const { wall, at, label } of item.variants) {
      const resolved = resolveWall(wall, item.zone, item.policy);
      if (resolved.kind === 'refused')
        return `${wall} falls into a ${resolved.why}, which its policy refuses`;
      if (Date.parse(resolved.at) !== Date.parse(at))
        return `${wall} in ${item.zone} is ${resolved.at}, and ${label} says ${at}`;
    }
    return undefined;
  }),
  ofEachItem('C6/chosen-time', (item) => {
    const { wall, at, label } = chosenVariant(item);
    return wall === item.wall && at === item.at
      ? undefined
      : `it is due at ${item.wall}, and ${label}, which it publishes, at ${wall}`;
  }),
  ofEachItem('C7/outside-days', ({ wall }, _, { start, days }) => {
    const day = dayNumber(wall) - dayNumber(start);
    return day >= 0 && day < days ? undefined : `${wall} is not within ${days} days from ${start}`;
  }),
  ofEachItem('C8/window', (item, brand) => {
    const windows = windowsOn(brand, item.platform, item.wall);
    const minute = minuteOf(item.wall.slice(11));
    if (windows.some(({ from, to }) => from <= minute && minute <= to)) return undefined;
    const words = windows.map(({ from, to }) => `${clockOf(from)}-${clockOf(to)}`).join(', ') || 'none';
    return `${item.wall} is outside of the posting windows of that day (${words})`;
  }),
  ofEachItem('C9/date-to-avoid', ({ wall }, brand) => {
    const why = avoided(brand, wall.slice(0, 10));
    return why === undefined ? undefined : `${wall.slice(0, 10)} is to be avoided: ${why}`;
  }),
  ofEachItem('C10/kind', ({ kind, platform }) =>
    mediaCount(platform, kind) === undefined ? `${platform} has no ${kind}` : undefined,
  ),
  ofEachItem('C11/media', ({ kind: planned, platform, variants }) => {
    for (const { label, media, thread } of variants) {
      const count = media.reduce((sum, recipe) => sum + pictureCount(recipe), 0);
      const kind = thread === undefined ? planned : 'thread';
      const wanted = mediaCount(platform, kind);
      if (wanted !== undefined && (count < wanted.min || count > wanted.max))
        return `${label} is a ${kind} with ${count} pictures, ${platform} wants ${wanted.min} to ${wanted.max}`;
    }
    return undefined;
  }),
  ofEachItem('C12/pillar', ({ pillar }, brand) =>
    brand.pillars.some(({ id }) => id === pillar) ? undefined : `${pillar} is no pillar of ${brand.brand}`,
  ),
  ofEachItem('C13/one-factor', ({ variants: [a, b] }) => {
    if (a.factor !== b.factor) return `A varies ${a.factor}, B ${b.factor}`;
    const differing = factorNames.filter(
      (name) => a.levels[name] !== b.levels[name] || showsDifference(name, a, b),
    );
    if (differing.length === 1 && differing[0] === a.factor && showsDifference(a.factor, a, b))
      return undefined;
    const found = differing.length === 0 ? 'nothing' : differing.join(' and ');
    return `declared is ${a.factor}, different is ${found}`;
  }),
  ofEachItem('C14/levels', ({ variants }) => {
    for (const { label, factor, level, levels } of variants) {
      const expected = factors[factor][label === 'A' ? 0 : 1];
      if (level !== expected || levels[factor] !== expected)
        return `${label} of ${factor} is '${expected}', found '${level}' and '${levels[factor]}'`;
    }
    return undefined;
  }),
  ofEachItem('C15/parts', ({ variants }) => {
    const wrong = variants.find(({ text, parts }) => text !== textOf(parts));
    return wrong === undefined ? undefined : `the text of ${wrong.label} is not its parts`;
  }),
  ofEachItem('C16/labels', ({ id, variants: [a, b] }) =>
    a.label === 'A' && b.label === 'B' && a.id === `${id}-a` && b.id === `${id}-b`
      ? undefined
      : `expected variants ${id}-a and ${id}-b, found ${a.id} (${a.label}) and ${b.id} (${b.label})`,
  ),
  ofEachItem('C17/link', (item, brand) => {
    const place = linkPlace(brand, item.platform, item.kind);
    for (const { id, label, levels, link, text, thread = [] } of item.variants) {
      const inTexts = [text, ...thread].flatMap((one) => one.match(linkPattern) ?? []);
      const urls = [...inTexts, ...(link === undefined ? [] : [link])];
      const isAsked = levels.call_to_action === 'visit' && place !== 'profile';
      if (isAsked && urls.length === 0) return `${label} asks for a visit and has no link`;
      if (!isAsked && urls.length > 0 && item.template !== undefined)
        return `${label} has a link that its call does not ask for`;
      if (brand.links.utm === undefined) continue;
      const marked = urls.map((url) => new URL(url).searchParams.get('utm_content'));
      if (marked.some((mark) => mark !== id)) return `the link of ${label} is not marked with ${id}`;
    }
    return undefined;
  }),
  ofEachItem('C18/disclosure', ({ disclosure }, brand) => {
    const { aiGenerated, paidPartnership } = brand.disclosure;
    if (aiGenerated && !disclosure.aiGenerated)
      return 'the brand marks its posts as made with a model, this one is not';
    if (paidPartnership && !disclosure.paidPartnership)
      return 'the brand marks its posts as a paid partnership, this one is not';
    return undefined;
  }),
  {
    id: 'C19/brand-rules',
    severity: 'error',
    find: ({ items, brand }) =>
      items.flatMap((item) =>
        item.variants.flatMap((variant) =>
          checkTexts(brand, { ...variant, platform: item.platform, disclosure: item.disclosure })
            .filter(({ severity }) => severity === 'error')
            .map(({ rule, message }) => ({
              message: `${variant.id}: ${message} [${rule}]`,
              items: [item.id],
            })),
        ),
      ),
  },
];

/** Whether two variants really differ in what a factor is about, whatever their levels say. */
function showsDifference(factor: (typeof factorNames)[number], a: Variant, b: Variant): boolean {
  switch (factor) {
    case 'hook':
      return a.parts.hook !== b.parts.hook;
    case 'format':
      return a.parts.body !== b.parts.body || a.thread?.join('\n\n') !== b.thread?.join('\n\n');
    case 'call_to_action':
      // Links carry the variant's own mark, so the same call looks different only by that.
      return (
        withoutLinks(a.parts.call) !== withoutLinks(b.parts.call) ||
        withoutLinks(a.firstComment ?? '') !== withoutLinks(b.firstComment ?? '') ||
        (a.link === undefined) !== (b.link === undefined)
      );
    case 'image':
      return JSON.stringify(a.media) !== JSON.stringify(b.media);
    case 'time':
      return a.wall !== b.wall;
  }
}

const withoutLinks = (text: string): string => text.replace(linkPattern, '');
