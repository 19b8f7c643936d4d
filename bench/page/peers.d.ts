/** What the page uses of the peers, which npm start and npm test do not install. */
declare module "@tensorflow/tfjs-core" {
  export interface Tensor {
    data(): Promise<ArrayLike<number>>;
    dispose(): void;
  }
  export type Variable = Tensor;
  type Tensor2D = Tensor;
  export function ready(): Promise<void>;
  export function setBackend(name: string): Promise<boolean>;
  export function tidy(make: () => Tensor): Tensor;
  export function variable(start: Tensor): Variable;
  export function fill(shape: readonly number[], value: number): Tensor;
  export function ones(shape: readonly number[]): Tensor;
  export function randomNormal(shape: readonly number[], mean: number, deviation: number): Tensor;
  export function tensor1d(values: readonly number[]): Tensor;
  export function tensor2d(
    values: Float32Array | Int32Array,
    shape: readonly number[],
    dtype?: "int32",
  ): Tensor;
  export function oneHot(indices: Tensor, depth: number): Tensor;
  export function add(a: Tensor, b: Tensor | number): Tensor;
  export function sub(a: Tensor, b: Tensor): Tensor;
  export function mul(a: Tensor, b: Tensor | number): Tensor;
  export function div(a: Tensor, b: Tensor | number): Tensor2D;
  export function neg(x: Tensor): Tensor;
  export function sqrt(x: Tensor): Tensor;
  export function erf(x: Tensor): Tensor;
  export function sum(x: Tensor, axis: number): Tensor;
  export function mean(x: Tensor): Tensor;
  export function moments(x: Tensor, axis: number, keep: boolean): { mean: Tensor; variance: Tensor };
  export function softmax(x: Tensor): Tensor;
  export function logSoftmax(x: Tensor): Tensor;
  export function matMul(a: Tensor, b: Tensor, transposeA?: boolean, transposeB?: boolean): Tensor;
  export function reshape(x: Tensor, shape: readonly number[]): Tensor;
  export function transpose(x: Tensor, order: readonly number[]): Tensor;
  export function split(x: Tensor, parts: number, axis: number): Tensor[];
  export function slice(x: Tensor, begin: readonly number[], size: readonly number[]): Tensor;
  export function concat(parts: readonly Tensor[], axis: number): Tensor;
  export function multinomial(p: Tensor2D, draws: number, seed: number, normalized: boolean): Tensor;
  export function denseBincount(x: Tensor, weights: Tensor, size: number): Tensor;
  export const train: {
    adam(
      rate: number,
      beta1: number,
      beta2: number,
      epsilon: number,
    ): {
      minimize(loss: () => Tensor, returnCost: boolean, variables: readonly Variable[]): Tensor | null;
      dispose(): void;
    };
  };
  export const version_core: string;
}
declare module "@tensorflow/tfjs-backend-webgpu";
declare module "@tensorflow/tfjs-core/dist/register_all_gradients.js";
declare module "@jax-js/jax" {
  type Dtype = "float32" | "int32";
  export interface Array {
    readonly ref: Array;
    data(): Promise<ArrayLike<number>>;
    dispose(): void;
    add(other: Array | number): Array;
    sub(other: Array): Array;
    mul(other: Array | number): Array;
    div(other: Array): Array;
    sum(axis: number): Array;
    reshape(shape: readonly number[]): Array;
    transpose(): Array;
    astype(dtype: Dtype): Array;
    slice(...index: readonly (number | readonly number[])[]): Array;
  }
  type Tree = Array | readonly Tree[];
  export function init(device: string): Promise<readonly string[]>;
  export function defaultDevice(device: string): string;
  export function jit<A extends readonly unknown[], R extends Tree>(
    make: (...values: A) => R,
  ): ((...values: A) => R) & { dispose(): void };
  export function valueAndGrad<W extends Tree, A extends readonly unknown[]>(
    make: (weights: W, ...values: A) => Array,
  ): (weights: W, ...values: A) => [Array, W];
  export const numpy: {
    readonly float32: Dtype;
    readonly int32: Dtype;
    array(values: number | Int32Array): Array;
    log(x: Array): Array;
    sqrt(x: Array): Array;
    reciprocal(x: Array): Array;
    minimum(a: Array | number, b: Array): Array;
    sum(x: Array): Array;
    full(shape: readonly number[], value: number): Array;
    ones(shape: readonly number[]): Array;
    zeros(shape: readonly number[], how?: { dtype: Dtype }): Array;
    matmul(a: Array, b: Array): Array;
    split(x: Array, parts: number, axis: number): Array[];
    concatenate(parts: readonly Array[], axis: number): Array;
  };
  export const nn: {
    oneHot(x: Array, classes: number): Array;
    standardize(x: Array, axis: number, how: { epsilon: number }): Array;
    gelu(x: Array, how: { approximate: boolean }): Array;
    logSoftmax(x: Array, axis: number): Array;
    dotProductAttention(q: Array, k: Array, v: Array, how: { isCausal: boolean }): Array;
  };
  export const random: {
    key(seed: number): Array;
    normal(key: Array, shape: readonly number[]): Array;
    categorical(key: Array, logits: Array, how: { shape?: readonly number[]; axis: number }): Array;
  };
}
