import { canonicalJson, sha256Hex } from "../experiment/index.js";
import type { ChainsExperiment } from "../experiment/types.js";
import { pairs } from "./sums.js";
import { Tally } from "./tally.js";

/** Everything settled of a run, as one line of text: its experiment, its integers, and their checksum. */
export function saveTally(experiment: ChainsExperiment, tally: Tally): string {
  const body = canonicalJson({
    version: 1,
    experiment,
    settled: tally.settled,
    censored: tally.censored,
    left: tally.left,
    diracs: tally.diracs,
    counts: pairs(tally.counts),
    sums: tally.settledSums.toJson(),
  });
  return `${sha256Hex(body)} ${body}\n`;
}

/**
 * The tally of a saved run of the same experiment, or a sentence why not. Only the engine may differ: the integers are
 * the same on each.
 */
export function restoreTally(experiment: ChainsExperiment, text: string): Tally | string {
  const at = text.indexOf(" ");
  const body = text.slice(at + 1).trimEnd();
  if (at !== 64 || sha256Hex(body) !== text.slice(0, at))
    return "The checkpoint is damaged: its checksum does not match.";
  const saved = JSON.parse(body) as {
    experiment: ChainsExperiment;
    settled: number;
    censored: number;
    left: number;
    diracs: number[];
    counts: [number, number][];
    sums: Parameters<Tally["settledSums"]["fromJson"]>[0];
  };
  const engine = experiment.engine;
  if (canonicalJson({ ...saved.experiment, engine }) !== canonicalJson(experiment)) {
    return "The checkpoint belongs to another experiment.";
  }
  const tally = new Tally(experiment);
  tally.settled = saved.settled;
  tally.done = saved.settled;
  tally.censored = saved.censored;
  tally.left = saved.left;
  tally.diracs.push(...saved.diracs);
  for (const [T, count] of saved.counts) {
    tally.counts.set(T, count);
    tally.doneCounts.set(T, count);
  }
  tally.settledSums.fromJson(saved.sums);
  return tally;
}
