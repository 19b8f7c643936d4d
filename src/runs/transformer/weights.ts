import { bytesToHex } from "@noble/hashes/utils.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { canonicalJson, sha256Hex } from "../../experiment/index.js";
import { parameterTable } from "../../transformer/index.js";
import type { PlannedModel, RecursionPlan } from "../../transformer/recursion/index.js";
import { toSafetensors, type Tensor } from "./safetensors.js";

/** A model that is trained, and its weights (flat, as parameterTable lays them out). */
export interface TrainedWeights {
  readonly plan: RecursionPlan;
  readonly planned: PlannedModel;
  readonly weights: Float32Array;
}

/** "p0.safetensors", "p2-recipe1.safetensors": the name of a model's file among those of its run. */
export function weightsName({ generation, recipe, floor }: PlannedModel): string {
  const which = floor ? "-second" : recipe === null ? "" : `-recipe${recipe + 1}`;
  return `p${generation}${which}.safetensors`;
}

/**
 * Weights as a safetensors file with the names and shapes of a nanoGPT checkpoint: a linear is (out, in). The metadata
 * say whose they are: `experiment` (SHA-256 of its canonical JSON), `generation`, `recipe` (JSON, null where all share the
 * model), `model` (its sizes, JSON), `vocabulary` (JSON) and `weightsDigest` (as in the result).
 */
export function weightsFile({ plan, planned, weights }: TrainedWeights): Uint8Array<ArrayBuffer> {
  const { experiment, model, vocabulary } = plan;
  const tensors = new Map<string, Tensor>();
  for (const { name, shape, offset, size } of parameterTable(model).all) {
    tensors.set(name, { shape, data: weights.subarray(offset, offset + size) });
  }
  const { buffer, byteOffset, byteLength } = weights;
  return toSafetensors(tensors, {
    format: "pt",
    experiment: sha256Hex(canonicalJson(experiment)),
    generation: String(planned.generation),
    recipe: JSON.stringify(planned.recipe === null ? null : experiment.recipes[planned.recipe]),
    model: JSON.stringify(model),
    vocabulary: JSON.stringify(vocabulary),
    weightsDigest: bytesToHex(sha256(new Uint8Array(buffer, byteOffset, byteLength))),
  });
}
