import type { Recipe } from '../live/facts.ts';

/** A carousel has a title, its points and a closing; every other recipe is one picture. */
export const pictureCount = (recipe: Recipe): number =>
  recipe.recipe === 'list-carousel' ? recipe.slots.points.length + 2 : 1;
