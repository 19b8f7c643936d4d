import type { ChainsExperiment } from "../../src/index.js";

/** A canonical experiment with the fields that a test cares about. */
export function experimentOf(fields: Partial<ChainsExperiment> & { samples?: number }): ChainsExperiment {
  const { samples = 10, ...rest } = fields;
  return {
    version: 1,
    kind: "chains",
    seed: 1,
    truth: { form: "uniform", tokens: 3 },
    contexts: 1,
    recipe: { form: "fully-synthetic", samples },
    decoding: { temperature: 1 },
    chains: 100,
    generations: null,
    stop: "collapse",
    method: "simulate",
    engine: "cpu",
    ...rest,
  };
}
