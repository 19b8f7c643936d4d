import type { TransformerRecipe } from "./types.js";

/** N: real tokens that p(1) learns; n where the form has no N of its own. */
export function realSamplesOf(recipe: TransformerRecipe): number {
  return "realSamples" in recipe ? recipe.realSamples : recipe.samples;
}
