import type { MediaRecipe, PostMedia } from '@musterhub/rules';
import sharp from 'sharp';
import { probeMedia } from './probe-media.ts';
import { type Canvas, type DrawnRecipe, svgOf } from './render/canvas.ts';
import { drawBeforeAfter } from './render/draw-before-after.ts';
import { drawList } from './render/draw-list.ts';
import { drawProduct } from './render/draw-product.ts';
import { drawQuote } from './render/draw-quote.ts';

export type RenderedPicture = { bytes: Uint8Array; media: PostMedia };

const quality = 92;
/** A picture of the library is carried into the drawing at no more than the largest canvas. */
const innerSize = 1400;

/**
 * The pictures of a recipe as JPEG, in their order. All letters are outlines of one typeface that comes with the package, so the same
 * recipe gives the same bytes on any machine with the same libraries. `libraryBytes` gives a file of the media library; a
 * library recipe is passed through as it is.
 */
export async function renderRecipe(
  recipe: MediaRecipe,
  libraryBytes: (sha256: string) => Promise<Uint8Array>,
): Promise<RenderedPicture[]> {
  if (recipe.recipe === 'library') {
    const bytes = await libraryBytes(recipe.sha256);
    return [{ bytes, media: await probeMedia(bytes, recipe.altText) }];
  }
  const canvases = await drawRecipe(recipe, libraryBytes);
  return Promise.all(
    canvases.map(async (canvas, index) => {
      const bytes = await encode(canvas);
      return { bytes, media: await probeMedia(bytes, altTextOf(recipe, index, canvases.length)) };
    }),
  );
}

async function drawRecipe(
  recipe: DrawnRecipe,
  libraryBytes: (sha256: string) => Promise<Uint8Array>,
): Promise<Canvas[]> {
  switch (recipe.recipe) {
    case 'quote-card':
      return drawQuote(recipe);
    case 'before-after':
      return drawBeforeAfter(recipe);
    case 'list-carousel':
      return drawList(recipe);
    case 'product-frame': {
      const { picture } = recipe.slots;
      return drawProduct(recipe, picture && (await dataAddress(await libraryBytes(picture))));
    }
  }
}

async function dataAddress(bytes: Uint8Array): Promise<string> {
  await probeMedia(bytes, '');
  const inner = await sharp(bytes)
    .autoOrient()
    .resize({ width: innerSize, height: innerSize, fit: 'inside', withoutEnlargement: true })
    .png()
    .toBuffer();
  return `data:image/png;base64,${inner.toString('base64')}`;
}

/** Letters keep their edges: colour is not sampled down. */
function encode(canvas: Canvas): Promise<Buffer> {
  return sharp(Buffer.from(svgOf(canvas)))
    .flatten({ background: canvas.palette.background })
    .jpeg({ quality, chromaSubsampling: '4:4:4' })
    .toBuffer();
}

/** Of a row each picture says its own words; the first one says what the recipe says of the whole. */
function altTextOf(recipe: DrawnRecipe, index: number, of: number): string {
  if (recipe.recipe !== 'list-carousel' || index === 0) return recipe.altText;
  return index === of - 1 ? recipe.slots.closing : `${index}. ${recipe.slots.points[index - 1]}`;
}
