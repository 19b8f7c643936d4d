import type { ChainsExperiment, Truth } from "./types.js";

/** A named experiment to start from. */
export interface Preset {
  /** Kebab-case, stable. */
  readonly id: string;
  readonly name: string;
  readonly experiment: ChainsExperiment;
}

function fullySynthetic(truth: Truth, samples: number, chains: number): ChainsExperiment {
  return {
    version: 1,
    kind: "chains",
    seed: 1,
    truth,
    contexts: 1,
    recipe: { form: "fully-synthetic", samples },
    decoding: { temperature: 1 },
    chains,
    generations: null,
    stop: "collapse",
    method: "simulate",
    engine: "auto",
  };
}

/** What the page opens with: done within seconds on two CPU cores. */
export const openingExperiment: ChainsExperiment = fullySynthetic({ form: "uniform", tokens: 3 }, 100, 2000);

/** Experiments worth starting from. The third has the truth of Figures 3, 4 and 6 of arXiv 2404.05090 (its form is ours). */
export const presets: readonly Preset[] = [
  {
    id: "simplex",
    name: "Three tokens on the simplex",
    experiment: openingExperiment,
  },
  {
    id: "total-collapse",
    name: "Total collapse, 81 tokens",
    experiment: fullySynthetic({ form: "uniform", tokens: 81 }, 100, 10_000),
  },
  {
    id: "geometric",
    name: "The paper's truth: 52 tokens, sum of squares 0.1",
    experiment: fullySynthetic({ form: "geometric", tokens: 52, sumOfSquares: 0.1 }, 100, 10_000),
  },
  {
    id: "gpt-2-vocabulary",
    name: "GPT-2's vocabulary: 50,257 tokens",
    experiment: fullySynthetic({ form: "zipf", tokens: 50_257, exponent: 1 }, 1000, 200),
  },
];
