import { assert } from "chai";
import {
  recipeLaws,
  type LawsAsked,
  type MixingRecipe,
  type RecipeLaws,
  type Sizes,
} from "../../src/theory/index.js";

/** 0, 1, ..., last. */
export const range = (last: number): number[] => Array.from({ length: last + 1 }, (_, m) => m);

export function sizesOf(recipe: MixingRecipe): Sizes {
  return {
    samples: "samples" in recipe ? recipe.samples : 1,
    realSamples: "realSamples" in recipe ? recipe.realSamples : 0,
  };
}

/** The laws of one context, or of what `more` says. */
export function lawsOf(
  recipe: MixingRecipe,
  p: ArrayLike<number>,
  generations: readonly number[],
  more: Partial<LawsAsked> = {},
): RecipeLaws {
  const { samples, realSamples } = sizesOf(recipe);
  return recipeLaws({
    recipe,
    decoded: false,
    truths: [Float64Array.from(p)],
    contexts: 1,
    samples: [samples],
    realSamples: [realSamples],
    generations,
    ...more,
  });
}

export function near(found: number | null | undefined, exact: number, tolerance = 1e-12, what = ""): void {
  assert.approximately(found ?? NaN, exact, tolerance, what);
}
