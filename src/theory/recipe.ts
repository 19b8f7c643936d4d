/**
 * How model p(m) is trained, m = 1, 2, ...: the recipes of an experiment file, which README, "Recipes", defines. The counts n
 * and N are those of a context (a text gives each its own), so that the laws take them beside the recipe.
 */
export type MixingRecipe =
  | { readonly form: "fully-synthetic"; readonly samples: number }
  | { readonly form: "partially-synthetic"; readonly samples: number; readonly realSamples: number }
  | { readonly form: "fresh-real"; readonly samples: number; readonly realShare: number }
  | { readonly form: "most-recent"; readonly samples: number; readonly window: number }
  | { readonly form: "randomly-sampled"; readonly samples: number }
  | { readonly form: "accumulate"; readonly samples: number; readonly realSamples: number }
  | { readonly form: "accumulate-subsample"; readonly samples: number; readonly realSamples: number }
  | {
      readonly form: "weighted";
      readonly samples: number;
      readonly realSamples: number;
      readonly realWeight: number;
    }
  | { readonly form: "growing"; readonly samples: number; readonly exponent: number }
  | { readonly form: "mixing-matrix"; readonly quotas: readonly (readonly number[])[] };

export type NotFullySynthetic = Exclude<MixingRecipe, { readonly form: "fully-synthetic" }>;

/** n and N of a context. */
export interface Sizes {
  readonly samples: number;
  /** 0 where the recipe has none. */
  readonly realSamples: number;
}

/** Shares are rounded to multiples of this: that is the model. */
export const SHARE_UNIT = 2 ** -31;

export function roundedShare(share: number): number {
  return Math.round(share / SHARE_UNIT) * SHARE_UNIT;
}

/** The recipe, or fully synthetic where that is what it says: no real data, a window of 1, a constant sample size. */
export function reduced(recipe: MixingRecipe): MixingRecipe {
  return isFullySynthetic(recipe) && recipe.form !== "mixing-matrix"
    ? { form: "fully-synthetic", samples: recipe.samples }
    : recipe;
}

function isFullySynthetic(recipe: MixingRecipe): boolean {
  switch (recipe.form) {
    case "fully-synthetic":
      return true;
    case "partially-synthetic":
      return recipe.realSamples === 0;
    case "fresh-real":
      return roundedShare(recipe.realShare) === 0;
    case "weighted":
      return roundedShare(recipe.realWeight) === 0;
    case "most-recent":
      return recipe.window === 1;
    case "growing":
      return recipe.exponent === 0;
    default:
      return false;
  }
}

/** n_m of recipe "growing": max(1, floor(n m^e + 1/2)). */
export function growingSamples(n: number, exponent: number, m: number): number {
  return Math.max(1, Math.floor(n * m ** exponent + 0.5));
}

/** Draws that a model of "most-recent" takes from each model of its window. */
export function windowQuota(n: number, window: number): number {
  return Math.max(1, Math.floor(n / window));
}

/** How many independent real draws p(1) is the frequencies of. */
export function firstSamples(recipe: MixingRecipe, { samples, realSamples }: Sizes): number {
  switch (recipe.form) {
    case "partially-synthetic":
    case "accumulate":
    case "weighted":
      return realSamples;
    case "accumulate-subsample":
      return Math.min(samples, realSamples);
    case "most-recent":
      return windowQuota(samples, recipe.window);
    case "mixing-matrix":
      return rowSum(recipe.quotas[0] ?? []);
    default:
      return samples;
  }
}

export function rowSum(row: readonly number[]): number {
  return row.reduce((sum, quota) => sum + quota, 0);
}
