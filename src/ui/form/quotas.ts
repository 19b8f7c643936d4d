import type { ChainsExperiment } from "../../index.js";

type RecipeForm = ChainsExperiment["recipe"]["form"];

/** Row m = 1, 2, ...: entry t is how many draws generation m takes from model t. */
export type Quotas = readonly (readonly number[])[];

/** Ways to fill a whole mixing matrix at once. */
export const PATTERNS = [
  { pattern: "fully-synthetic", name: "Fully synthetic" },
  { pattern: "partially-synthetic", name: "Partially synthetic (fresh)" },
  { pattern: "window", name: "Window" },
  { pattern: "accumulate", name: "Accumulate" },
] as const;

export type Pattern = (typeof PATTERNS)[number]["pattern"];

/** Generations that the grid shows; more come by file. */
export const GRID_ROWS = 12;

/** The pattern nearest to a recipe. */
export function patternOf(form: RecipeForm): Pattern {
  if (form === "partially-synthetic" || form === "fresh-real" || form === "weighted")
    return "partially-synthetic";
  if (form === "most-recent") return "window";
  return form === "accumulate" || form === "accumulate-subsample" || form === "randomly-sampled"
    ? "accumulate"
    : "fully-synthetic";
}

/**
 * A matrix of `rows` generations. Each takes `samples` draws from the model before it; half of them real ("partially-synthetic"),
 * from the last two models ("window"), or so many from every earlier one ("accumulate").
 */
export function quotasFor(pattern: Pattern, rows: number, samples: number): Quotas {
  const half = Math.max(1, Math.floor(samples / 2));
  return Array.from({ length: rows }, (_, i) =>
    Array.from({ length: i + 1 }, (_, t) => {
      const last = t === i;
      switch (pattern) {
        case "fully-synthetic":
          return last ? samples : 0;
        case "partially-synthetic":
          return i === 0 ? samples : last ? samples - half : t === 0 ? half : 0;
        case "window":
          return t >= i - 1 ? half : 0;
        case "accumulate":
          return samples;
      }
    }),
  );
}

/** One generation more: by the pattern that the matrix follows, else as the last one with every model one later. */
export function withRow(quotas: Quotas): Quotas {
  const samples = quotas[0]?.[0] ?? 1;
  for (const { pattern } of PATTERNS) {
    const longer = quotasFor(pattern, quotas.length + 1, samples);
    const same = quotas.every((row, i) => longer[i]?.every((draws, t) => draws === (row[t] ?? 0)));
    if (same) return longer;
  }
  const last = quotas.at(-1) ?? [];
  return [...quotas, [0, ...Array.from({ length: quotas.length }, (_, t) => last[t] ?? 0)]];
}

/** The matrix with one entry changed; rows are as long as they may be. */
export function withQuota(quotas: Quotas, row: number, model: number, draws: number): Quotas {
  return quotas.map((entries, i) =>
    i === row ? Array.from({ length: i + 1 }, (_, t) => (t === model ? draws : (entries[t] ?? 0))) : entries,
  );
}
