import { parameterTable, type Model, type Training } from "../../src/transformer/index.js";

/** A tensor of the fixture, row-major. */
export interface FixtureTensor {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

interface FixtureStep {
  readonly inputs: readonly (readonly number[])[];
  readonly targets: readonly (readonly number[])[];
  readonly rate: number;
  readonly loss: number;
  readonly gradientNorm: number;
}

type Tensors = Readonly<Record<string, FixtureTensor>>;

interface FixtureCase {
  readonly config: {
    readonly context: number;
    readonly width: number;
    readonly layers: number;
    readonly heads: number;
    readonly vocabulary: number;
    readonly batch: number;
    readonly bias: boolean;
    readonly tied: boolean;
    readonly gelu: "exact" | "tanh";
  };
  readonly weights: Tensors;
  readonly steps: readonly FixtureStep[];
  readonly logits: FixtureTensor;
  readonly activations: Tensors;
  readonly gradients: Tensors;
  readonly after: Tensors;
  readonly firstMoment?: Tensors;
  readonly secondMoment?: Tensors;
}

/** PyTorch's float64 run of three tiny models: one pass in full and three updates. */
export interface Fixture {
  readonly cases: Readonly<Record<"plain" | "gpt2" | "odd", FixtureCase>>;
  readonly schedule: {
    readonly peak: number;
    readonly steps: number;
    readonly warmup: number;
    readonly final: number;
    readonly rates: readonly (readonly [number, number])[];
  };
  readonly decoding: {
    readonly logits: readonly number[];
    readonly cases: readonly {
      readonly temperature: number;
      readonly topK: number | null;
      readonly topP: number | null;
      readonly probabilities: readonly number[];
    }[];
  };
}

/** One of its models, as this library has it. */
export interface Reference extends Omit<FixtureCase, "config" | "weights"> {
  readonly model: Model;
  readonly training: Training;
  readonly weights: Float64Array;
}

let loaded: Promise<Fixture> | null = null;

export function fixture(): Promise<Fixture> {
  loaded ??= fetch(new URL("./transformer-fixture.json", import.meta.url)).then(
    async (response) => (await response.json()) as Fixture,
  );
  return loaded;
}

export const NAMES = ["plain", "gpt2", "odd"] as const;

export async function reference(name: (typeof NAMES)[number]): Promise<Reference> {
  const { config, weights, ...rest } = (await fixture()).cases[name];
  const model: Model = {
    vocabulary: config.vocabulary,
    context: config.context,
    width: config.width,
    layers: config.layers,
    heads: config.heads,
    bias: config.bias,
    tiedHead: config.tied,
    activation: config.gelu === "exact" ? "gelu" : "gelu-tanh",
    dropout: 0,
  };
  const training: Training = {
    steps: 3,
    batch: config.batch,
    microBatch: "auto",
    learningRate: 0.01,
    finalLearningRate: 0.001,
    warmupSteps: 0,
    beta1: 0.9,
    beta2: 0.99,
    epsilon: 1e-8,
    weightDecay: 0.1,
    gradientClip: 1,
  };
  return { ...rest, model, training, weights: flatten(model, weights) };
}

function flatten(model: Model, tensors: Tensors): Float64Array {
  const table = parameterTable(model);
  const flat = new Float64Array(table.length);
  for (const { name, offset } of table.all) flat.set(tensors[name]?.data ?? [], offset);
  return flat;
}

/** Inputs and targets of a step as windows of one token more. */
export function windowsOf({ inputs, targets }: FixtureStep): Uint32Array {
  return Uint32Array.from(inputs.flatMap((row, b) => [...row, targets[b]?.at(-1) ?? 0]));
}

/** max|found - wanted| / max|wanted| over the elements that `counts` lets through. */
export function relativeError(
  found: ArrayLike<number>,
  wanted: ArrayLike<number>,
  counts: (element: number) => boolean = () => true,
): number {
  let error = 0;
  let most = 0;
  for (let i = 0; i < wanted.length; i++) {
    if (!counts(i)) continue;
    const difference = Math.abs((found[i] as number) - (wanted[i] as number));
    if (!(difference <= error)) error = difference;
    most = Math.max(most, Math.abs(wanted[i] as number));
  }
  return error / most;
}

/** Tensors of a flat array by name, with their error against the fixture. */
export function errors(
  model: Model,
  flat: ArrayLike<number>,
  wanted: Tensors,
  counts: (name: string, element: number) => boolean = () => true,
): [name: string, error: number][] {
  return parameterTable(model).all.map(({ name, offset, size }) => [
    name,
    relativeError(Array.prototype.slice.call(flat, offset, offset + size), wanted[name]?.data ?? [NaN], (i) =>
      counts(name, i),
    ),
  ]);
}

/** All but the key third of c_attn.bias, whose gradient is exactly zero: Adam makes steps of its rounding noise. */
export function isDetermined(width: number): (name: string, element: number) => boolean {
  return (name, element) => !name.endsWith("c_attn.bias") || element < width || element >= 2 * width;
}
