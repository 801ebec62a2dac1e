import { fitPicture, type RenderedPicture, renderRecipe } from '@musterhub/media';
import { type Item, type MediaRecipe, mediaDemand, mediaRecipeKey, type PostMedia } from '@musterhub/rules';
import { findMedia, insertMedia, readDrawn, readMadeWithAi, setDrawn } from '@musterhub/store';
import { ApiError } from './api-error.ts';
import type { Hub } from './hub.ts';

type Place = Pick<Item, 'platform' | 'kind'>;

/** A recipe's name in a place. Drawn pictures are the same everywhere; a file of the library is fitted to where it goes. */
function drawnName(recipe: MediaRecipe, { platform, kind }: Place): string {
  const key = mediaRecipeKey(recipe);
  return recipe.recipe === 'library' ? `${key}/${platform}/${kind}` : key;
}

/** The pictures of items by their facts, drawn and kept in the library where they are not there yet. */
export async function drawPictures(
  hub: Hub,
  items: readonly Item[],
  tell: (done: number, of: number) => void = () => undefined,
  said: AiMark | undefined = undefined,
): Promise<(recipe: MediaRecipe, place: Place) => readonly PostMedia[] | undefined> {
  const wanted = new Map<string, { recipe: MediaRecipe; place: Place }>();
  for (const item of items)
    for (const recipe of item.variants.flatMap(({ media }) => media))
      wanted.set(drawnName(recipe, item), { recipe, place: item });
  const drawn = await readDrawn(hub.store.database, [...wanted.keys()]);
  const missing = [...wanted].filter(([name]) => !drawn.has(name));
  for (const [index, [name, { recipe, place }]] of missing.entries()) {
    drawn.set(name, await drawOne(hub, name, recipe, place));
    tell(index + 1, missing.length);
  }
  const shown = [...wanted.values()].flatMap(({ recipe }) => libraryFileOf(recipe) ?? []);
  const madeWithAi = await readMadeWithAi(hub.store.database, shown);
  if (said?.isMade === true) madeWithAi.add(said.sha256);
  else if (said !== undefined) madeWithAi.delete(said.sha256);
  return (recipe, place) => {
    const pictures = drawn.get(drawnName(recipe, place));
    const file = libraryFileOf(recipe);
    if (file === undefined) return pictures;
    // The file of the library alone says it, by its own word or by a person's: what is made of it says nothing, or what is not so any more.
    return pictures?.map(({ madeWithAi: _, ...facts }) =>
      madeWithAi.has(file) ? { ...facts, madeWithAi: true as const } : facts,
    );
  };
}

/** What somebody says just now of a file, before it is stored. */
export type AiMark = { sha256: string; isMade: boolean };

/** The file of the library that a recipe shows; what is drawn of words alone has none. */
export function libraryFileOf(recipe: MediaRecipe): string | undefined {
  if (recipe.recipe === 'library') return recipe.sha256;
  return recipe.recipe === 'product-frame' ? recipe.slots.picture : undefined;
}

async function drawOne(hub: Hub, name: string, recipe: MediaRecipe, place: Place): Promise<PostMedia[]> {
  const pictures = await renderRecipe(recipe, (sha256) => readLibrary(hub, sha256));
  const fitted =
    recipe.recipe === 'library' ? await Promise.all(pictures.map((one) => fit(one, place))) : pictures;
  for (const { bytes, media } of fitted) await keepBytes(hub, { bytes, media, name: recipe.recipe });
  const kept = fitted.map(({ media }) => media);
  await setDrawn(hub.store, name, kept);
  return kept;
}

async function fit({ bytes, media }: RenderedPicture, { platform, kind }: Place): Promise<RenderedPicture> {
  const demand = mediaDemand(platform, kind, media);
  // What a platform does not take in such a post is told of by the check, which knows the words for it.
  if (demand === undefined) return { bytes, media };
  return fitPicture(bytes, media.altText, demand);
}

async function readLibrary({ store, media }: Hub, sha256: string): Promise<Uint8Array> {
  if ((await findMedia(store.database, sha256)) === undefined)
    throw new ApiError('not_found', `The media library has no ${sha256}: upload it first.`);
  return media.read(sha256);
}

/** Bytes first, then the row: what the library lists can be read. */
export async function keepBytes(
  { store, media, now }: Hub,
  file: { bytes: Uint8Array; media: PostMedia; name: string },
): Promise<void> {
  await media.keep(file.media.sha256, file.bytes);
  await insertMedia(store, { sha256: file.media.sha256, facts: file.media, name: file.name, addedAt: now() });
  // Somebody may have taken the same file out of the library between the two.
  await media.keep(file.media.sha256, file.bytes);
}
