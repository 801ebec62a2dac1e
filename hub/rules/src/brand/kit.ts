import type { Platform } from '../post/post.ts';
import type { Brand, BrandChannel } from './brand.ts';
import { renderLiquid } from './liquid.ts';
import type { MediaRecipe } from './media-recipe.ts';
import type { Levels, Template } from './template.ts';

/** A brand's fact by its place: list and number. */
export type Fact = { key: string; fields: Readonly<Record<string, string | string[]>> };
export type DrawnKind = 'text' | 'photo' | 'carousel';

/** What a template says about a fact on a platform. `render` fills a source of the template, each once. */
export type Kit = {
  key: string;
  template: Template;
  fact: Fact;
  platform: Platform;
  body: { prose: string; list?: string | undefined };
  brand: Brand;
  render(source: string): string;
};

/** The facts of a brand that have what a template asks for. None when the brand lacks one of its slots. */
export function factsFor(brand: Brand, template: Template): Fact[] {
  const lacks = Object.entries(template.slots).some(([name, type]) => !isOfType(brand.values[name], type));
  if (lacks) return [];
  const { list, fields } = template.about;
  return (brand.facts[list] ?? []).flatMap((fact, index): Fact[] => {
    const fits = Object.entries(fields).every(([name, type]) => isOfType(fact[name], type));
    return fits ? [{ key: `${list}/${index + 1}`, fields: fact }] : [];
  });
}

/** The kit of a template and a fact; undefined where the template is not written for the platform. */
export function makeKit(brand: Brand, template: Template, fact: Fact, platform: Platform): Kit | undefined {
  const body = template.body[platform];
  if (body === undefined || template.kinds[platform] === undefined) return undefined;
  const { name, product, audience } = brand;
  const scope = { brand: { name, product, ...audience }, about: fact.fields, values: brand.values };
  const rendered = new Map<string, string>();
  const render = (source: string): string => {
    const known = rendered.get(source) ?? renderLiquid(source, scope);
    rendered.set(source, known);
    return known;
  };
  return { key: `${template.id} ${fact.key} ${platform}`, template, fact, platform, body, brand, render };
}

/** Hook, body and call at given levels: the words that are the piece's own. */
export function wordsOf(kit: Kit, levels: Levels): { hook: string; body: string; call: string } {
  const { hook, call } = kit.template;
  return {
    hook: kit.render(hook[levels.hook]),
    body: kit.render((levels.format === 'list' ? kit.body.list : undefined) ?? kit.body.prose),
    call: kit.render(call[levels.call_to_action]),
  };
}

const aspectOn = { instagram: '4:5', facebook: '1:1', x: '1.91:1' } as const;
const linesAtMost = 5;
const pointsAtMost = 8;

function photoOf({ template, brand, platform, render }: Kit, level: Levels['image']): MediaRecipe {
  const { words, product } = template.picture;
  const picture = level === 'product' ? (product ?? words) : words;
  const drawn = {
    aspect: aspectOn[platform],
    colours: brand.colours,
    brand: brand.name,
    altText: render(picture.alt),
  };
  switch (picture.recipe) {
    case 'quote-card':
      return {
        recipe: picture.recipe,
        slots: { quote: render(picture.quote), by: render(picture.by) },
        ...drawn,
      };
    case 'before-after': {
      const { title, before, after } = picture;
      const slots = { title: render(title), before: render(before), after: render(after) };
      return { recipe: picture.recipe, slots, ...drawn };
    }
    case 'product-frame': {
      const { title, lines, caption } = picture;
      const slots = {
        title: render(title),
        lines: linesOf(render(lines), linesAtMost),
        caption: render(caption),
      };
      return { recipe: picture.recipe, slots, ...drawn };
    }
  }
}

function carouselOf({ template, brand, render }: Kit): MediaRecipe[] {
  if (template.carousel === undefined) return [];
  const { title, points, closing, alt } = template.carousel;
  return [
    {
      recipe: 'list-carousel',
      slots: {
        title: render(title),
        points: linesOf(render(points), pointsAtMost),
        closing: render(closing),
      },
      aspect: '1:1',
      colours: brand.colours,
      brand: brand.name,
      altText: render(alt),
    },
  ];
}

const linesOf = (text: string, atMost: number): string[] =>
  text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, atMost);

export type Composed = {
  text: string;
  parts: { hook: string; body: string; call: string; tags: string };
  link?: string;
  media: MediaRecipe[];
};

/** The piece at one level of every factor. `link` is the address that a call to visit leads to. */
export function compose(
  kit: Kit,
  {
    kind,
    levels,
    tags,
    link,
    place,
    profileWords,
  }: {
    kind: DrawnKind;
    levels: Levels;
    tags: string;
    link: string;
    place: 'text' | 'preview' | 'profile';
    profileWords: string;
  },
): Composed {
  const isVisit = levels.call_to_action === 'visit';
  const { hook, body, call } = wordsOf(kit, levels);
  const where = !isVisit || place === 'preview' ? '' : place === 'text' ? link : profileWords;
  const parts = { hook, body, call: [call, where].filter(Boolean).join(place === 'text' ? '\n' : ' '), tags };
  const media = kind === 'text' ? [] : kind === 'carousel' ? carouselOf(kit) : [photoOf(kit, levels.image)];
  return { text: textOf(parts), parts, media, ...(isVisit && place === 'preview' ? { link } : {}) };
}

export function textOf(parts: Composed['parts']): string {
  return [parts.hook, parts.body, parts.call, parts.tags].filter((part) => part !== '').join('\n\n');
}

/** The brand's address with the marks by which a visit is traced to the variant that brought it. */
export function linkFor(brand: Brand, channel: Pick<BrandChannel, 'platform'>, variantId: string): string {
  const { target, utm } = brand.links;
  if (utm === undefined) return target;
  const url = new URL(target);
  url.searchParams.set('utm_source', channel.platform);
  url.searchParams.set('utm_medium', utm.medium);
  url.searchParams.set('utm_campaign', utm.campaign);
  url.searchParams.set('utm_content', variantId);
  return url.href;
}

/** Where a link stands on a platform when the brand does not say: nobody can touch one in an Instagram caption. */
export function linkPlace(brand: Brand, platform: Platform, kind: string): 'text' | 'preview' | 'profile' {
  const usual = { instagram: 'profile', facebook: 'preview', x: 'text' } as const;
  const place = brand.links.on[platform] ?? usual[platform];
  // Facebook shows a preview under a text only; beside a picture the link stands in the words.
  return place === 'preview' && kind !== 'text' ? 'text' : place;
}

function isOfType(value: string | number | string[] | undefined, type: string): boolean {
  if (type === 'number') return typeof value === 'number';
  if (type === 'list') return Array.isArray(value);
  if (type === 'date') return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value);
  if (type === 'link') return typeof value === 'string' && URL.canParse(value);
  return typeof value === 'string' && value !== '';
}
