import type { Recipe } from "../experiment/types.js";
import { exactExp2, exactLog2 } from "../sampling/index.js";

/** How many draws one context's models have. */
export interface Sizes {
  /** n; 0 for a mixing-matrix, whose quotas say it. */
  readonly samples: number;
  /** N; 0 where the recipe has none. */
  readonly realSamples: number;
}

/** Parts that a share is rounded to, and the total of the weights of recipe "weighted". */
export const PARTS = 2 ** 31;

/** A share as parts of 2^31: that is the model. */
export function parts(share: number): number {
  return Math.floor(share * PARTS + 0.5);
}

/** n_m of recipe "growing": max(1, floor(n m^exponent + 1/2)). */
export function grown(samples: number, exponent: number, m: number): number {
  return Math.max(1, Math.floor(samples * exactExp2(exponent * exactLog2(m)) + 0.5));
}

/** Draws from each model of a window of K: floor(n/K), at least one (a context of a text may have n_j < K). */
export function windowDraws(samples: number, window: number): number {
  return Math.max(1, Math.floor(samples / window));
}

/** How many of the last models a generation may draw from; Infinity for all of them. */
export function memory(recipe: Recipe): number {
  switch (recipe.form) {
    case "most-recent":
      return recipe.window;
    case "randomly-sampled":
    case "mixing-matrix":
      return Infinity;
    default:
      return 1;
  }
}

/** The total of p(m), m >= 1: what its counts, or weights, are shares of. */
export function totalOf(recipe: Recipe, { samples, realSamples }: Sizes, m: number): number {
  switch (recipe.form) {
    case "fully-synthetic":
    case "fresh-real":
    case "randomly-sampled":
      return samples;
    case "partially-synthetic":
      return m === 1 ? realSamples : realSamples + samples;
    case "most-recent":
      return Math.min(m, recipe.window) * windowDraws(samples, recipe.window);
    case "accumulate":
      return realSamples + samples * (m - 1);
    case "accumulate-subsample":
      return Math.min(samples, realSamples + samples * (m - 1));
    case "weighted":
      return m === 1 ? realSamples : PARTS;
    case "growing":
      return grown(samples, recipe.exponent, m);
    case "mixing-matrix":
      return (recipe.quotas[m - 1] ?? []).reduce((sum, quota) => sum + quota, 0);
  }
}

/** Most trials of one multinomial or binomial within the generations 1 ... last. */
export function mostTrials(recipe: Recipe, { samples, realSamples }: Sizes, last: number): number {
  switch (recipe.form) {
    case "growing":
      // n_m is monotone in m.
      return Math.max(samples, last === Infinity ? 1 : grown(samples, recipe.exponent, last));
    case "mixing-matrix":
      return recipe.quotas.reduce((most, row) => row.reduce((x, quota) => Math.max(x, quota), most), 1);
    default:
      return Math.max(samples, realSamples);
  }
}

/** The largest total of a pool or model that is drawn from within the generations 1 ... last. */
export function mostTotal(recipe: Recipe, sizes: Sizes, last: number): number {
  switch (recipe.form) {
    case "accumulate":
    case "accumulate-subsample":
      return sizes.realSamples + sizes.samples * (last - 1);
    case "mixing-matrix":
      return recipe.quotas.reduce(
        (most, row) =>
          Math.max(
            most,
            row.reduce((x, q) => x + q, 0),
          ),
        1,
      );
    case "growing":
      return mostTrials(recipe, sizes, last);
    case "most-recent":
      return Math.max(totalOf(recipe, sizes, 1), totalOf(recipe, sizes, recipe.window));
    default:
      return Math.max(totalOf(recipe, sizes, 1), totalOf(recipe, sizes, 2));
  }
}

/** The most tokens that can be live in a model, of a vocabulary of `tokens`. */
export function mostLive(recipe: Recipe, sizes: Sizes, last: number, tokens: number): number {
  const { samples, realSamples } = sizes;
  switch (recipe.form) {
    // Every later draw is of a token of the corpus.
    case "partially-synthetic":
    case "accumulate":
    case "accumulate-subsample":
      return Math.min(tokens, realSamples);
    case "weighted":
      return Math.min(tokens, realSamples + samples);
    case "growing":
      return Math.min(tokens, samples);
    default:
      return Math.min(tokens, mostTotal(recipe, sizes, last));
  }
}
