/** What the page uses of the peers, which npm start and npm test do not install. */
declare module "@tensorflow/tfjs-core" {
  export interface Tensor {
    data(): Promise<ArrayLike<number>>;
    dispose(): void;
  }
  type Tensor2D = Tensor;
  export function ready(): Promise<void>;
  export function setBackend(name: string): Promise<boolean>;
  export function tidy(make: () => Tensor): Tensor;
  export function fill(shape: readonly number[], value: number): Tensor;
  export function div(a: Tensor, b: number): Tensor2D;
  export function multinomial(p: Tensor2D, draws: number, seed: number, normalized: boolean): Tensor;
  export function denseBincount(x: Tensor, weights: Tensor, size: number): Tensor;
  export function tensor1d(values: readonly number[]): Tensor;
  export const version_core: string;
}
declare module "@tensorflow/tfjs-backend-webgpu";
declare module "@jax-js/jax" {
  export interface Array {
    readonly ref: Array;
    data(): Promise<ArrayLike<number>>;
    sum(axis: number): Array;
    reshape(shape: readonly number[]): Array;
  }
  export function init(device: string): Promise<readonly string[]>;
  export function defaultDevice(device: string): string;
  export function jit<A extends readonly unknown[]>(make: (...values: A) => Array): (...values: A) => Array;
  export const numpy: {
    log(x: Array): Array;
    full(shape: readonly number[], value: number): Array;
  };
  export const nn: { oneHot(x: Array, classes: number): Array };
  export const random: {
    key(seed: number): Array;
    categorical(key: Array, logits: Array, how: { shape: readonly number[]; axis: number }): Array;
  };
}
