import type { TransformerExperiment } from "../../../index.js";

/** What p(0) is, where charts name it first. */
export function truthWords({ truth }: TransformerExperiment): string {
  return truth.form === "weights" ? "p(0), whose weights are given" : "p(0), which learned the text itself";
}
