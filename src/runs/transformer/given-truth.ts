import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { parameterTable, type Model, type Parameter } from "../../transformer/index.js";
import type { RecursionPlan } from "../../transformer/recursion/index.js";
import { fromSafetensors, type Tensor } from "./safetensors.js";

const PREFIX = "transformer.";
const SHOWN_NAME = 80;
/** Linears that Hugging Face stores (in, out). */
const TURNED = /\.(c_attn|c_proj|c_fc)\.weight$/;
/** Masks, which are no weights. */
const MASK = /\.attn\.(bias|masked_bias)$/;

/**
 * The weights of p(0) that an experiment names, from a safetensors file: flat, as parameterTable lays them out; or a
 * sentence why not. Names and shapes are those of a nanoGPT checkpoint or of Hugging Face's GPT-2. `file` is null where
 * there is none at hand.
 */
export function givenTruth(plan: RecursionPlan, file: Uint8Array | null): Float32Array | string {
  const { truth } = plan.experiment;
  if (truth.form !== "weights") throw new Error("The experiment names no weights.");
  const name = JSON.stringify(truth.name);
  if (file === null) {
    return `truth is the weights ${name}, which are not at hand (SHA-256 ${truth.sha256}); choose that file on the page, or give it by --truth on the command line.`;
  }
  const digest = bytesToHex(sha256(file));
  if (digest !== truth.sha256) {
    return `truth is the weights ${name} with the SHA-256 ${truth.sha256}; those given have ${digest}: they are others.`;
  }
  try {
    const { tensors, metadata } = fromSafetensors(file);
    return otherVocabulary(metadata["vocabulary"], plan.vocabulary) ?? flatWeights(plan.model, tensors);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return `The weights ${name} cannot be read as a safetensors file: ${reason}`;
  }
}

function otherVocabulary(json: string | undefined, own: readonly string[]): string | null {
  if (json === undefined) return null;
  const theirs = listOf(json);
  if (theirs === null) return "The weights' vocabulary is not a list of tokens in JSON.";
  const token = own.findIndex((text, id) => theirs[id] !== text);
  if (token === -1) return null;
  const [here, there] = [JSON.stringify(own[token]), JSON.stringify(theirs[token] ?? null)];
  return `The weights are of another vocabulary than the text's: token ${token} is ${there} there and ${here} here.`;
}

function listOf(json: string): readonly unknown[] | null {
  try {
    const value: unknown = JSON.parse(json);
    return Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

function flatWeights(model: Model, tensors: ReadonlyMap<string, Tensor>): Float32Array | string {
  const table = parameterTable(model);
  const known = new Set(table.all.map(({ name }) => name));
  const given = new Map<string, Tensor>();
  for (const [name, tensor] of tensors) {
    const full = name.startsWith(PREFIX) || name === "lm_head.weight" ? name : PREFIX + name;
    // A tied head may be stored twice.
    if (MASK.test(full) || (full === "lm_head.weight" && model.tiedHead)) continue;
    if (!known.has(full)) {
      return `The weights have the tensor ${shortened(name)}, and the experiment's model has none of that name; see model.layers, model.bias and model.tiedHead.`;
    }
    given.set(full, tensor);
  }
  const first = given.get("transformer.h.0.attn.c_attn.weight");
  const isTurned = first?.shape[0] === model.width && first.shape[1] === 3 * model.width;
  const weights = new Float32Array(table.length);
  for (const parameter of table.all) {
    const wrong = put(weights, parameter, given.get(parameter.name), isTurned && TURNED.test(parameter.name));
    if (wrong !== null) return wrong;
  }
  return weights;
}

function put(
  weights: Float32Array,
  { name, shape, offset, size }: Parameter,
  tensor: Tensor | undefined,
  isTurned: boolean,
): string | null {
  const stored = isTurned ? [...shape].reverse() : shape;
  const expected = `expected by the experiment's model: ${shapeText(stored)}`;
  if (tensor === undefined) return `The weights have no tensor ${name}; ${expected}.`;
  const { data } = tensor;
  if (tensor.shape.join() !== stored.join()) {
    return `The weights' tensor ${name} has the shape ${shapeText(tensor.shape)}; ${expected}.`;
  }
  if (data.length !== size || !(data instanceof Float32Array)) {
    return `The weights' tensor ${name} has not the float32 numbers of its shape ${shapeText(tensor.shape)}.`;
  }
  if (!data.every(Number.isFinite)) return `The weights' tensor ${name} has numbers that are not finite.`;
  const [rows = 0, columns = 0] = shape;
  data.forEach((value, i) => {
    weights[offset + (isTurned ? (i % rows) * columns + Math.floor(i / rows) : i)] = value;
  });
  return null;
}

function shortened(name: string): string {
  return name.length > SHOWN_NAME ? `${name.slice(0, SHOWN_NAME)}…` : name;
}

function shapeText(shape: readonly number[]): string {
  return `(${shape.join(", ")})`;
}
