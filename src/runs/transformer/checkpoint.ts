import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { canonicalJson, type TransformerExperiment } from "../../experiment/index.js";
import {
  newRecursion,
  type Findings,
  type RecursionState,
  type SavedTraining,
} from "../../transformer/recursion/index.js";
import { fromSafetensors, toSafetensors, type Tensor } from "./safetensors.js";

const TOKENS = "tokens/";
const LAW = "law/";
const STATE = "state/";
const DIGEST_BYTES = 64;

/** Everything saved of a run: a safetensors file, and before it the SHA-256 of its bytes in hex. */
export function saveRecursion(
  experiment: TransformerExperiment,
  state: RecursionState,
): Uint8Array<ArrayBuffer> {
  const tensors = new Map<string, Tensor>();
  const put = (name: string, data: Tensor["data"]): void => {
    tensors.set(name, { shape: [data.length], data });
  };
  for (const [name, tokens] of state.tokens) put(`${TOKENS}${name}`, tokens);
  for (const [name, law] of state.laws) put(`${LAW}${name}`, law);
  if (state.saved !== null) {
    const { weights, firstMoment, secondMoment } = state.saved.state;
    put(`${STATE}weights`, weights);
    put(`${STATE}firstMoment`, firstMoment);
    put(`${STATE}secondMoment`, secondMoment);
  }
  const file = toSafetensors(tensors, {
    experiment: canonicalJson(experiment),
    findings: JSON.stringify(state.findings),
    curves: JSON.stringify(state.saved?.curves ?? null),
  });
  const whole = new Uint8Array(DIGEST_BYTES + file.length);
  whole.set(new TextEncoder().encode(bytesToHex(sha256(file))));
  whole.set(file, DIGEST_BYTES);
  return whole;
}

/**
 * The state that a run of the same experiment was saved in, or a sentence why not. Only the engine may differ; on another
 * one the rest of the run is close to what it would have been, not equal.
 */
export function restoreRecursion(
  experiment: TransformerExperiment,
  bytes: Uint8Array,
): RecursionState | string {
  const file = bytes.subarray(DIGEST_BYTES);
  const digest = new TextDecoder().decode(bytes.subarray(0, DIGEST_BYTES));
  if (digest !== bytesToHex(sha256(file))) return "The checkpoint is damaged: its checksum does not match.";
  const { tensors, metadata } = fromSafetensors(file);
  const saved = JSON.parse(metadata["experiment"] ?? "null") as TransformerExperiment;
  if (canonicalJson({ ...saved, engine: experiment.engine }) !== canonicalJson(experiment)) {
    return "The checkpoint belongs to another experiment.";
  }
  const state = newRecursion(experiment.recipes.length);
  Object.assign(state.findings, JSON.parse(metadata["findings"] ?? "{}") as Findings);
  for (const [name, { data }] of tensors) {
    if (data instanceof Uint32Array) state.tokens.set(name.slice(TOKENS.length), data);
    else if (name.startsWith(LAW)) state.laws.set(name.slice(LAW.length), data);
  }
  const curves = JSON.parse(metadata["curves"] ?? "null") as SavedTraining["curves"] | null;
  if (curves === null) return state;
  const part = (name: string): Float32Array => {
    const data = tensors.get(`${STATE}${name}`)?.data;
    return data instanceof Float32Array ? data : new Float32Array(0);
  };
  state.saved = {
    curves,
    state: {
      weights: part("weights"),
      firstMoment: part("firstMoment"),
      secondMoment: part("secondMoment"),
    },
  };
  return state;
}
