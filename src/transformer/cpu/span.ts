/** The rows that one pass computes: `fresh` new positions of each of some sequences. */
export interface Span {
  readonly sequences: number;
  /** New positions a sequence. */
  readonly fresh: number;
  /** Positions before them, whose keys and values are cached; 0 in training. */
  readonly past: number;
  /** Positions a sequence has room for in the cache; `fresh` in training. */
  readonly capacity: number;
  /** Number of the first sequence in the whole batch: it addresses the dropout. */
  readonly firstRow: number;
}
