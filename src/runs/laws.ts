import { lawsAt, makePlan, theoryResult, truthsOf } from "../chains/index.js";
import { rowsFor, type ChainsExperiment, type ChainsResult } from "../experiment/index.js";
import { drawnCollapseTime, rowsHorizon } from "../theory/index.js";
import type { ChainsLaws } from "./types.js";

/** The exact laws of an experiment as a result whose simulated values are null: rows to T at probability 0.999. */
export function theoryOf(experiment: ChainsExperiment): ChainsResult {
  const { contexts, recipe, stop, generations } = experiment;
  const horizon = Math.min(
    generations ?? Infinity,
    rowsHorizon({ truths: truthsOf(experiment), contexts, samples: recipe.samples }),
  );
  const rows = rowsFor({ stop, generations, largestT: horizon, censored: 0 });
  return theoryResult(makePlan(experiment), rows, lawsAt(experiment, rows));
}

/** The same with the law of T over the range worth drawing. */
export function chainsLaws(experiment: ChainsExperiment): ChainsLaws {
  return { result: theoryOf(experiment), collapseTime: drawn(experiment, "exact") };
}

/** What stands in while the exact law is being computed: the limit of large n, in milliseconds. */
export function quickLaws(experiment: ChainsExperiment): ChainsLaws {
  const result = theoryResult(makePlan(experiment), [], null);
  return { result, collapseTime: drawn(experiment, "diffusion") };
}

function drawn(experiment: ChainsExperiment, kind: "exact" | "diffusion"): ChainsLaws["collapseTime"] {
  const { contexts, recipe } = experiment;
  return drawnCollapseTime({ truths: truthsOf(experiment), contexts, samples: recipe.samples }, kind);
}
