/**
 * What a text says of its contexts: for each observed run of `contextLength` tokens that has a successor, in
 * lexicographic order of token ids, the tokens that follow it and how often.
 */
export interface ContextTable {
  /** The vocabulary: token ids are positions, in ascending code-point order. */
  readonly tokens: readonly string[];
  readonly contextLength: number;
  /** The contexts' own tokens: those of context j are contexts[j * contextLength ...]. */
  readonly contexts: Uint32Array;
  /** Successors of context j are entries starts[j] ... starts[j + 1] - 1, token ids ascending. */
  readonly starts: Uint32Array;
  readonly ids: Uint32Array;
  readonly counts: Uint32Array;
}
