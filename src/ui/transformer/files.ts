import {
  canonicalJson,
  transformerCsv,
  type TransformerExperiment,
  type TransformerResult,
} from "../../index.js";
import type { File } from "../state/files.js";

/** What the reader takes away: the experiment, or the result as JSON or CSV. Null where there is none yet. */
export function fileOf(
  what: string,
  experiment: TransformerExperiment,
  result: TransformerResult | null,
): File | null {
  const seed = String(experiment.seed)
    .replace(/[^a-zA-Z0-9]+/g, "-")
    .slice(0, 20);
  const name = `transformer-${experiment.corpus.form}-seed-${seed}`;
  const json = (value: unknown): Blob => new Blob([canonicalJson(value)], { type: "application/json" });
  if (what === "experiment") return { name: `${name}.json`, contents: json(experiment) };
  if (!result) return null;
  if (what === "json") return { name: `${name}-result.json`, contents: json(result) };
  return { name: `${name}-series.csv`, contents: new Blob([transformerCsv(result)], { type: "text/csv" }) };
}
