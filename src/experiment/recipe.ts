import type { Decoding, Recipe } from "./types.js";

/** Recipes that still draw from elsewhere once their model is a Dirac: it can be left again. */
const CAN_BE_LEFT: ReadonlySet<Recipe["form"]> = new Set([
  "fresh-real",
  "most-recent",
  "randomly-sampled",
  "accumulate-subsample",
  "weighted",
  "mixing-matrix",
]);

/** Whether a model that is a Dirac may have a successor that is none; else a Dirac is absorbing. */
export function canBeLeft({ form }: Pick<Recipe, "form">): boolean {
  return CAN_BE_LEFT.has(form);
}

/** Whether a model writes by its frequencies as they are. */
export function isPlain({ temperature, topK, topP }: Decoding): boolean {
  return temperature === 1 && topK === undefined && topP === undefined;
}
