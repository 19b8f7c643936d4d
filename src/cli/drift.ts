import { largestSamplesFor } from "../index.js";
import { EXIT, Failure } from "./failure.js";
import type { RunInput } from "./input.js";

/**
 * The largest n that keeps the drift of a partially synthetic experiment below `drift`, as a line of JSON.
 * @throws {Failure} with status 2 for other experiments
 */
export function driftText({ experiment, corpus }: RunInput, drift: number): string {
  const largestSamples = largestSamplesFor(experiment, corpus, drift);
  if (largestSamples === null) {
    const sentence = `recipe.form is "${experiment.recipe.form}"; allowed with --drift: "partially-synthetic", at temperature 1 without topK and topP.`;
    throw new Failure(EXIT.badInput, sentence);
  }
  return `${JSON.stringify({ version: 1, experiment, drift, largestSamples })}\n`;
}
