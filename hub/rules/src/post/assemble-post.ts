import { type MediaRecipe, mediaRecipeKey, pictureCount } from '../brand/media-recipe.ts';
import type { Item, Variant } from '../calendar/item.ts';
import { RulesError } from '../rules-error.ts';
import type { Post, PostMedia } from './post.ts';

/** The pictures that a recipe gave, in their order, by their facts; undefined where it has not been rendered. */
export type MediaOf = (recipe: MediaRecipe) => readonly PostMedia[] | undefined;

/**
 * What goes out when a variant of an item does. Pure: the same item and media give the same post, and so the same content
 * hash. `media_missing` names the recipe that has not been rendered, or gave another number of pictures than it says.
 */
export function assemblePost(item: Item, label: Variant['label'], mediaOf: MediaOf): Post {
  const variant = item.variants.find((one) => one.label === label);
  if (variant === undefined) throw new RulesError('unknown_variant', `${item.id} has no variant ${label}`);
  const media = variant.media.flatMap((recipe) => {
    const pictures = mediaOf(recipe);
    if (pictures?.length === pictureCount(recipe)) return pictures;
    const found = pictures === undefined ? 'none' : `${pictures.length}`;
    throw new RulesError(
      'media_missing',
      `${variant.id}: expected ${pictureCount(recipe)} pictures of ${recipe.recipe} ${mediaRecipeKey(recipe).slice(0, 12)}, found ${found}`,
    );
  });
  return {
    platform: item.platform,
    kind: kindOf(item, variant, media.length),
    text: variant.text,
    ...(item.platform === 'facebook' && variant.link !== undefined && media.length === 0
      ? { link: variant.link }
      : {}),
    media,
    ...(variant.firstComment === undefined ? {} : { firstComment: variant.firstComment }),
    ...(variant.thread === undefined ? {} : { thread: variant.thread }),
    // Whatever the plan says: what shows such a picture is marked.
    disclosure: { ...item.disclosure, aiGenerated: item.disclosure.aiGenerated || media.some(isMadeWithAi) },
  };
}

const isMadeWithAi = ({ madeWithAi }: PostMedia): boolean => madeWithAi === true;

/** What a variant with so many pictures is there. A carousel of one is a photo; what has further texts is a thread, whatever the item is planned as. */
function kindOf({ kind }: Item, { thread }: Variant, pictures: number): Post['kind'] {
  if (thread !== undefined) return 'thread';
  return kind === 'carousel' && pictures === 1 ? 'photo' : kind;
}
