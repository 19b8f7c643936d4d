/** The places where a model drops, numbered. */
export const SITE = {
  embedding: 0,
  softmax: (layer: number): number => 1 + 3 * layer,
  attention: (layer: number): number => 2 + 3 * layer,
  mlp: (layer: number): number => 3 + 3 * layer,
} as const;
