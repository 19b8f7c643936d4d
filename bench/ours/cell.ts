import type { ChainsExperiment } from "../../src/experiment/index.js";
import { readExperiment } from "../../src/experiment/index.js";

/** A piece of work that every contender does: chains of n samples from a uniform truth over s tokens. */
export interface Work {
  readonly n: number;
  readonly s: number;
  readonly chains: number;
  /** Generations after which a chain ends; 0 for none. */
  readonly cap: number;
  readonly seed: number;
}

/** What became of it. */
export interface Done {
  readonly seconds: number;
  /** Chain-generations done. */
  readonly generations: number;
  /** False where the time ran out first. */
  readonly finished: boolean;
}

export function experimentOf({ n, s, chains, cap, seed }: Work, more: object = {}): ChainsExperiment {
  const parsed = readExperiment({
    version: 1,
    kind: "chains",
    seed,
    truth: { form: "uniform", tokens: s },
    recipe: { form: "fully-synthetic", samples: n },
    chains,
    ...(cap > 0 ? { generations: cap } : {}),
    ...more,
  });
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.experiment;
}
