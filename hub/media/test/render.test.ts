import { checkPost, type MediaRecipe, type Post } from '@musterhub/rules';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { type MediaError, renderRecipe } from '../src/index.ts';

const colours = { background: '#10243e', text: '#f2f5f9', accent: '#4cc2a8' };
const drawn = { colours, brand: 'Lumen', altText: 'What it shows' } as const;
const noLibrary = async (): Promise<Uint8Array> => {
  throw new Error('no library');
};
type Aspect = '1:1' | '4:5' | '1.91:1';
const aspects: Aspect[] = ['1:1', '4:5', '1.91:1'];
const sentence = 'The best plan is the one that the whole team can still read on a Friday evening.';

const recipes = (aspect: Aspect): MediaRecipe[] => [
  { recipe: 'quote-card', slots: { quote: sentence, by: 'A founder' }, aspect, ...drawn },
  {
    recipe: 'product-frame',
    slots: { title: 'Plan a month', lines: ['One', 'Two', sentence], caption: sentence },
    aspect,
    ...drawn,
  },
  {
    recipe: 'before-after',
    slots: { title: 'What changes', before: sentence, after: 'Calm' },
    aspect,
    ...drawn,
  },
  {
    recipe: 'list-carousel',
    slots: { title: 'Two habits', points: ['Write', sentence], closing: 'Save this' },
    aspect,
    ...drawn,
  },
];

describe.each(aspects)('a recipe at %s', (aspect) => {
  test.each(recipes(aspect).map((recipe) => [recipe.recipe, recipe] as const))(
    '[M10] %s gives pictures that Instagram takes as they are',
    async (_name, recipe) => {
      const pictures = await renderRecipe(recipe, noLibrary);
      const count = recipe.recipe === 'list-carousel' ? recipe.slots.points.length + 2 : 1;
      expect(pictures).toHaveLength(count);
      const post: Post = {
        platform: 'instagram',
        kind: count > 1 ? 'carousel' : 'photo',
        text: 'a',
        media: pictures.map(({ media }) => media),
        disclosure: { aiGenerated: false, paidPartnership: false },
      };
      expect(checkPost(post)).toEqual([]);
      for (const { bytes } of pictures) expect(await isMarginEmpty(bytes)).toBe(true);
    },
  );
});

test('[M11] the same recipe gives the same bytes', async () => {
  const recipe = recipes('1:1')[0]!;
  const [one] = await renderRecipe(recipe, noLibrary);
  const [other] = await renderRecipe(structuredClone(recipe), noLibrary);
  expect(other!.media.sha256).toBe(one!.media.sha256);
});

test('[M12] each picture of a row says its own words', async () => {
  const pictures = await renderRecipe(recipes('1:1')[3]!, noLibrary);
  expect(pictures.map(({ media }) => media.altText)).toEqual([
    'What it shows',
    '1. Write',
    `2. ${sentence}`,
    'Save this',
  ]);
});

test('[M13] words that have no room are refused, and none is cut off', async () => {
  const recipe: MediaRecipe = {
    recipe: 'quote-card',
    slots: { quote: sentence.repeat(20), by: '' },
    aspect: '1.91:1',
    ...drawn,
  };
  await expect(renderRecipe(recipe, noLibrary)).rejects.toMatchObject({
    code: 'text_too_long',
  } satisfies Partial<MediaError>);
});

test('[M14] letters of five alphabets are drawn, emoji left out, and what the typeface lacks is named', async () => {
  const quote = (text: string): MediaRecipe => ({
    recipe: 'quote-card',
    slots: { quote: text, by: '' },
    aspect: '1:1',
    ...drawn,
  });
  const [plain] = await renderRecipe(
    quote('\u041f\u043b\u0430\u043d \u0395\u03bb\u03bb\u03ac\u03b4\u03b1 \u017elu\u0165 Vi\u1ec7t'),
    noLibrary,
  );
  expect(plain!.media.type).toBe('image/jpeg');
  const [with_, without] = [
    await renderRecipe(quote('Tea \u{1f375} time'), noLibrary),
    await renderRecipe(quote('Tea time'), noLibrary),
  ];
  expect(with_[0]!.media.sha256).toBe(without[0]!.media.sha256);
  await expect(renderRecipe(quote('\u8336'), noLibrary)).rejects.toMatchObject({ code: 'no_glyph' });
});

test('[M15] a picture of the library stands in the frame, or goes out as it is', async () => {
  const picture = await sharp({ create: { width: 700, height: 500, channels: 3, background: '#ff0000' } })
    .jpeg()
    .toBuffer();
  const library = async () => picture;
  const slots = { title: 'See it', lines: ['unused'], caption: '', picture: 'a'.repeat(64) };
  const [framed] = await renderRecipe({ recipe: 'product-frame', slots, aspect: '1:1', ...drawn }, library);
  const middle = await sharp(framed!.bytes)
    .extract({ left: 540, top: 600, width: 1, height: 1 })
    .raw()
    .toBuffer();
  expect([middle[0]! > 230, middle[1]! < 40]).toEqual([true, true]);
  const [same] = await renderRecipe({ recipe: 'library', sha256: 'a'.repeat(64), altText: 'Red' }, library);
  expect(same!.bytes).toBe(picture);
  expect(same!.media).toMatchObject({ width: 700, height: 500, altText: 'Red' });
});

test('[M16] colours of a brand that cannot be read are replaced by ones that can', async () => {
  const pale = { background: '#ffffff', text: '#eeeeee', accent: '#ffff66' };
  const [picture] = await renderRecipe({ ...recipes('1:1')[0]!, colours: pale } as MediaRecipe, noLibrary);
  const { channels } = await sharp(picture!.bytes).greyscale().stats();
  expect(channels[0]!.min).toBeLessThan(40);
});

/** The outer four hundredths of the shorter side hold shapes at most, never the colour of letters. */
async function isMarginEmpty(bytes: Uint8Array): Promise<boolean> {
  const { data, info } = await sharp(bytes).greyscale().raw().toBuffer({ resolveWithObject: true });
  const rim = Math.round(Math.min(info.width, info.height) * 0.04);
  const corner = data[0]!;
  for (let y = 0; y < info.height; y += 2) {
    for (let x = 0; x < info.width; x += 2) {
      const isInside = x >= rim && y >= rim && x < info.width - rim && y < info.height - rim;
      if (!isInside && Math.abs(data[y * info.width + x]! - corner) > 90) return false;
    }
  }
  return true;
}
