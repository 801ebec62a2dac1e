export {
  aspects,
  type Colours,
  coloursSchema,
  type MediaRecipe,
  mediaRecipeKey,
  mediaRecipeSchema,
  pictureCount,
} from './media-recipe.ts';
export type { FactUnit, FactValue, PlatformFact, RateWindow, Span } from './platform-fact.ts';
export {
  type FactId,
  factOf,
  type PlatformFacts,
  platformFacts,
  readingsOf,
  type StaleFact,
  staleFacts,
} from './platform-facts.ts';
export {
  type Platform,
  type Post,
  type PostMedia,
  platformSchema,
  platforms,
  postKinds,
  postMediaSchema,
  postSchema,
} from './post.ts';
