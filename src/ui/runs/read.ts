import {
  isSweep,
  readExperiment,
  readSweep,
  readTransformer,
  type ChainsExperiment,
  type ChainsResult,
  type EngineReport,
  type KeptKind,
  type Sweep,
  type SweepResult,
  type TransformerExperiment,
  type TransformerResult,
  type WholeKeptRun,
} from "../../index.js";
import { storedChains } from "../state/stored.js";
import { storedResult } from "../transformer/stored.js";

/** A kept experiment, read; null where this page cannot read it. */
export type OwnExperiment =
  | { readonly kind: "chains"; readonly experiment: ChainsExperiment }
  | { readonly kind: "transformer"; readonly experiment: TransformerExperiment }
  | { readonly kind: "sweep"; readonly sweep: Sweep }
  | { readonly kind: "sweep"; readonly sweep: null; readonly text: string };

/** A kept result that is whole. */
export type OwnResult =
  | { readonly kind: "chains"; readonly result: ChainsResult }
  | { readonly kind: "transformer"; readonly result: TransformerResult }
  | { readonly kind: "sweep"; readonly result: SweepResult };

/** An experiment that was kept is canonical; without the text that it names, only a sweep's points are not known. */
export function ownExperiment(kind: KeptKind, experiment: unknown): OwnExperiment | null {
  if (kind === "transformer") {
    const read = readTransformer(experiment);
    const own = read.ok ? read.experiment : (read.asked ?? null);
    return own && { kind, experiment: own };
  }
  if (kind === "chains") {
    const read = readExperiment(experiment);
    const own = read.ok ? read.experiment : read.missing ? (experiment as ChainsExperiment) : null;
    return own && { kind, experiment: own };
  }
  const read = isSweep(experiment) ? readSweep(experiment) : null;
  if (read?.ok === true) return { kind, sweep: read.sweep };
  return read?.missing ? { kind, sweep: null, text: read.missing.name } : null;
}

/** The result of a kept run; null where it has none yet, or none that this page can read. */
export function ownResult({ kind, experiment, result }: WholeKeptRun): OwnResult | null {
  const own = ownExperiment(kind, experiment);
  if (own === null || result === null) return null;
  if (own.kind === "sweep") return { kind: "sweep", result: result as SweepResult };
  if (own.kind === "chains") {
    const whole = storedChains(result, own.experiment);
    return whole && { kind: "chains", result: whole };
  }
  const whole = storedResult(result, own.experiment);
  return whole && { kind: "transformer", result: whole };
}

/** What a run ran on; null where nothing ran. */
export function engineOf(own: OwnResult): EngineReport | null {
  if (own.kind !== "sweep") return own.result.engine;
  return own.result.points.find(({ engine }) => engine !== null)?.engine ?? null;
}

/** What two runs of the same numbers have in common, and no others: a digest or several; empty where it has none. */
export function numbersOf(own: OwnResult): string {
  const digests =
    own.kind === "chains"
      ? [own.result.digest]
      : own.kind === "sweep"
        ? own.result.points.map(({ digest }) => digest)
        : own.result.models.map(({ weightsDigest }) => weightsDigest);
  return digests.every((digest) => digest !== null) ? digests.join(" ") : "";
}
