import { decode, type Decoder } from "../../sampling/index.js";

/** What a model writes with: the positive weights that decoding makes of its counts. */
export class Writer {
  /** Tokens that can be written, and the sum of their weights. */
  k = 0;
  total = 0;
  weights: Uint32Array;
  /** Place of each in the model's list; null where every token of the model can be written. */
  places: Uint32Array | null = null;
  private readonly decoder: Decoder | null;
  private readonly own: Uint32Array;
  private readonly kept: Uint32Array;

  constructor(decoder: Decoder | null, capacity: number) {
    this.decoder = decoder;
    this.own = new Uint32Array(decoder === null ? 0 : capacity);
    this.kept = new Uint32Array(decoder === null ? 0 : capacity);
    this.weights = this.own;
  }

  /** Reads a model of `live` positive counts that sum to `total`. */
  read(counts: Uint32Array, live: number, total: number): void {
    if (this.decoder === null) {
      this.weights = counts;
      this.k = live;
      this.total = total;
      return;
    }
    const { own, kept } = this;
    this.total = decode(this.decoder, counts, live, own);
    let k = 0;
    for (let j = 0; j < live; j++) {
      const weight = own[j] as number;
      if (weight === 0) continue;
      own[k] = weight;
      kept[k] = j;
      k++;
    }
    this.k = k;
    this.places = k === live ? null : kept;
  }
}
