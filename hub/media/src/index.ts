export { type FittedPicture, fitPicture } from './fit-picture.ts';
export { MediaError, type MediaErrorCode } from './media-error.ts';
export { type OpenLimits, openLimits, probeMedia } from './probe-media.ts';
export { type RenderedPicture, renderRecipe } from './render-recipe.ts';
export { shrinkPicture } from './shrink-picture.ts';
