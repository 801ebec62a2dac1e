import type { Brand, BrandChannel } from './brand.ts';
import { renderLiquid } from './liquid.ts';
import type { MediaRecipe } from './media-recipe.ts';
import type { Platform } from './post.ts';
import type { Levels, Template } from './template.ts';

/** A brand's fact by its place: list and number. */
export type Fact = { key: string; fields: Readonly<Record<string, string | string[]>> };
export type DrawnKind = 'text' | 'photo' | 'carousel';

/** Everything that a template says about a fact on a platform, at each level of each factor, rendered once. */
export type Kit = {
  key: string;
  template: Template;
  fact: Fact;
  platform: Platform;
  hook: { question: string; statement: string };
  body: { prose: string; list?: string };
  call: { reply: string; visit: string };
  picture: { words: MediaRecipe; product?: MediaRecipe };
  carousel?: MediaRecipe;
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
  const render = (source: string): string => renderLiquid(source, scope);
  const lines = (source: string): string[] =>
    render(source)
      .split('\n')
      .filter((line) => line.trim() !== '');
  const aspect =
    platform === 'instagram' ? ('4:5' as const) : platform === 'x' ? ('1.91:1' as const) : ('1:1' as const);
  const drawn = (alt: string) => ({ aspect, colours: brand.colours, brand: name, altText: render(alt) });
  const pictureOf = (picture: Template['picture']['words']): MediaRecipe => {
    if (picture.recipe === 'quote-card') {
      const slots = { quote: render(picture.quote), by: render(picture.by) };
      return { recipe: picture.recipe, slots, ...drawn(picture.alt) };
    }
    if (picture.recipe === 'before-after') {
      const slots = {
        title: render(picture.title),
        before: render(picture.before),
        after: render(picture.after),
      };
      return { recipe: picture.recipe, slots, ...drawn(picture.alt) };
    }
    const slots = {
      title: render(picture.title),
      lines: lines(picture.lines).slice(0, 5),
      caption: render(picture.caption),
    };
    return { recipe: picture.recipe, slots, ...drawn(picture.alt) };
  };
  const { product: framed, words } = template.picture;
  const { carousel } = template;
  return {
    key: `${template.id} ${fact.key} ${platform}`,
    template,
    fact,
    platform,
    hook: { question: render(template.hook.question), statement: render(template.hook.statement) },
    body: { prose: render(body.prose), ...(body.list === undefined ? {} : { list: render(body.list) }) },
    call: { reply: render(template.call.reply), visit: render(template.call.visit) },
    picture: { words: pictureOf(words), ...(framed === undefined ? {} : { product: pictureOf(framed) }) },
    ...(carousel === undefined
      ? {}
      : {
          carousel: {
            recipe: 'list-carousel',
            slots: {
              title: render(carousel.title),
              points: lines(carousel.points).slice(0, 8),
              closing: render(carousel.closing),
            },
            ...drawn(carousel.alt),
            aspect: '1:1',
          },
        }),
  };
}

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
  const words = isVisit ? kit.call.visit : kit.call.reply;
  const where = !isVisit || place === 'preview' ? '' : place === 'text' ? link : profileWords;
  const parts = {
    hook: kit.hook[levels.hook],
    body: (levels.format === 'list' ? kit.body.list : undefined) ?? kit.body.prose,
    call: [words, where].filter(Boolean).join(place === 'text' ? '\n' : ' '),
    tags,
  };
  const { words: card, product } = kit.picture;
  const photo = levels.image === 'product' ? (product ?? card) : card;
  const media = kind === 'text' ? [] : kind === 'carousel' && kit.carousel ? [kit.carousel] : [photo];
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
export function linkPlace(brand: Brand, platform: Platform): 'text' | 'preview' | 'profile' {
  const usual = { instagram: 'profile', facebook: 'preview', x: 'text' } as const;
  return brand.links.on[platform] ?? usual[platform];
}

function isOfType(value: string | number | string[] | undefined, type: string): boolean {
  if (type === 'number') return typeof value === 'number';
  if (type === 'list') return Array.isArray(value);
  if (type === 'date') return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value);
  if (type === 'link') return typeof value === 'string' && URL.canParse(value);
  return typeof value === 'string' && value !== '';
}
