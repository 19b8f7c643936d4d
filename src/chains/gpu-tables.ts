import { T1_HI, T1_LO, type SamplerTables } from "../sampling/index.js";
import type { TruthTable } from "./truth.js";

/** The sampler's tables and the row generations as shaders/lib/fixed-log.wgsl and shaders/chains.wgsl read them. */
export function packTables(tables: SamplerTables, rows: Uint32Array): Uint32Array<ArrayBuffer> {
  const parts = [
    Uint32Array.of(tables.samples),
    tables.EX,
    T1_HI,
    T1_LO,
    tables.AL,
    tables.LW,
    tables.META,
    tables.LF,
    tables.LGH,
    tables.LGL,
    rows,
  ];
  const packed = new Uint32Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    packed.set(part, at);
    at += part.length;
  }
  return packed;
}

/** Words of one packed truth. */
export function truthWords(tokens: number): number {
  return 4 + 3 * tokens;
}

/** One truth as shaders/chains.wgsl reads it: [live, total, bits of S_0, -, ids, weights, exclusive prefix sums]. */
export function packTruth(truth: TruthTable): Uint32Array<ArrayBuffer> {
  const { tokens, ids, weights, total } = truth;
  const packed = new Uint32Array(truthWords(tokens));
  packed.set([ids.length, total]);
  new Float32Array(packed.buffer)[2] = truth.sumOfSquares;
  packed.set(ids, 4);
  packed.set(weights, 4 + tokens);
  let sum = 0;
  for (let j = 0; j < weights.length; j++) {
    packed[4 + 2 * tokens + j] = sum;
    sum += weights[j] as number;
  }
  return packed;
}
