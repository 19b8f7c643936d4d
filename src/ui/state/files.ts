import type { ChainsExperiment, ChainsResult } from "../../index.js";
import type { Lab } from "./lab.js";
import { samplesOf } from "./sizes.js";

export interface File {
  readonly name: string;
  readonly contents: Blob;
}

/** A name that says which experiment it is: "chains-fully-synthetic-n-100-seed-1". */
function fileName(experiment: ChainsExperiment): string {
  const plain = String(experiment.seed)
    .replace(/[^a-zA-Z0-9]+/g, "-")
    .slice(0, 20);
  const { form } = experiment.recipe;
  return `chains-${experiment.truth.form}-${form}-n-${samplesOf(experiment)}-seed-${plain}`;
}

/** What the reader takes away: the result as JSON or CSV, or the experiment. Null where there is none yet. */
export function fileOf(
  what: string,
  lab: Lab,
  experiment: ChainsExperiment,
  result: ChainsResult | null,
): File | null {
  const name = fileName(experiment);
  if (what === "experiment")
    return {
      name: `${name}.json`,
      contents: new Blob([lab.canonicalJson(experiment)], { type: "application/json" }),
    };
  if (!result) return null;
  if (what === "json")
    return {
      name: `${name}-result.json`,
      contents: new Blob([lab.canonicalJson(result)], { type: "application/json" }),
    };
  return { name: `${name}-series.csv`, contents: new Blob([lab.resultCsv(result)], { type: "text/csv" }) };
}

/** What a report of a disagreement carries. */
export function reportOf(lab: Lab, result: ChainsResult | null, experiment: ChainsExperiment): string {
  return lab.canonicalJson({
    experiment,
    digest: result?.digest ?? null,
    engine: result?.engine ?? null,
    mean: result?.collapseTime.mean ?? null,
    standardError: result?.collapseTime.standardError ?? null,
  });
}
