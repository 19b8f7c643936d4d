import { canonicalJson, type WholeKeptRun } from "../../index.js";
import type { File } from "../state/files.js";

/**
 * What the reader takes of a kept run: "result", "experiment", or one of its files of weights by its name. Null where it has
 * none.
 */
export function fileOf(run: WholeKeptRun, what: string): File | null {
  const { id, kind, experiment, result, weights } = run;
  const name = `${kind}-${id.slice(0, 8)}`;
  const json = (value: unknown): Blob => new Blob([canonicalJson(value)], { type: "application/json" });
  if (what === "experiment") return { name: `${name}.json`, contents: json(experiment) };
  if (what === "result")
    return result === null ? null : { name: `${name}-result.json`, contents: json(result) };
  const found = weights.find((file) => file.name === what);
  return found ? { name: `${name}-${found.name}`, contents: found.file } : null;
}
