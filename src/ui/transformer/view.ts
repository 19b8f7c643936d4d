import type { TransformerExperiment, TransformerResult, TransformerUpdate } from "../../index.js";

/** What the bench "Transformer" draws: the experiment and what is known of it. */
export interface TransformerView {
  readonly experiment: TransformerExperiment;
  /** The last news of the run; null before the first run of this experiment. */
  readonly update: TransformerUpdate | null;
  /** The result as far as it is, or the whole one; null where there is none. */
  readonly result: TransformerResult | null;
  /** The corpus as text, to tell which written words are in it; null until it is there. */
  readonly text: string | null;
}
