import { T1_HI, T1_LO, type SamplerTables } from "../sampling/index.js";
import type { Plan } from "./plan.js";
import { grown } from "./sizes.js";

/** The sampler's tables as shaders/lib/fixed-log.wgsl reads them, and what a kernel has behind them. */
export function packTables(
  tables: SamplerTables,
  ...behind: readonly Uint32Array[]
): Uint32Array<ArrayBuffer> {
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
    ...behind,
  ];
  const packed = new Uint32Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    packed.set(part, at);
    at += part.length;
  }
  return packed;
}

/** The tables of a run: the sampler's, the row generations, the quotas, the tempered logs. */
export function packPlan(plan: Plan): Uint32Array<ArrayBuffer> {
  return packTables(plan.tables, plan.rows, packQuotas(plan), plan.decoder?.logs ?? new Uint32Array(0));
}

/** Words of packPlan's before the quotas, and before the tempered logs. */
export function tablePlaces(plan: Plan): { quotasAt: number; logsAt: number } {
  const { EX, AL, LW, META, samples } = plan.tables;
  const sampler = 1 + 3 * EX.length + AL.length + LW.length + META.length + 3 * (samples + 1);
  const quotasAt = sampler + plan.rows.length;
  return { quotasAt, logsAt: quotasAt + quotaWords(plan) };
}

/** Words of packPlan's tables. */
export function tableWords(plan: Plan): number {
  return tablePlaces(plan).logsAt + (plan.decoder?.logs?.length ?? 0);
}

function quotaWords({ experiment: { recipe } }: Plan): number {
  if (recipe.form !== "mixing-matrix") return 0;
  return (recipe.quotas.length * (recipe.quotas.length + 1)) / 2;
}

/** Row m of a mixing-matrix at m (m - 1) / 2, m entries each. */
function packQuotas(plan: Plan): Uint32Array {
  const { recipe } = plan.experiment;
  const packed = new Uint32Array(quotaWords(plan));
  if (recipe.form === "mixing-matrix") {
    recipe.quotas.forEach((row, i) => {
      packed.set(row, (i * (i + 1)) / 2);
    });
  }
  return packed;
}

const TRUTH_HEADER = 8;

/** Words of one packed truth. */
export function truthWords(plan: Plan): number {
  const sizes = plan.experiment.recipe.form === "growing" ? plan.cap : 0;
  return TRUTH_HEADER + 3 * plan.truth(0).tokens + sizes;
}

/** The truth and the sizes of a context as shaders/chains/run.wgsl reads them. */
export function packTruth(plan: Plan, context: number): Uint32Array<ArrayBuffer> {
  const { tokens, ids, weights, total, sumOfSquares } = plan.truth(context);
  const { samples, realSamples } = plan.sizes(context);
  const { recipe } = plan.experiment;
  const packed = new Uint32Array(truthWords(plan));
  packed.set([ids.length, total, 0, samples, realSamples]);
  new Float32Array(packed.buffer)[2] = sumOfSquares;
  packed.set(ids, TRUTH_HEADER);
  packed.set(weights, TRUTH_HEADER + tokens);
  let sum = 0;
  for (let j = 0; j < weights.length; j++) {
    packed[TRUTH_HEADER + 2 * tokens + j] = sum;
    sum += weights[j] as number;
  }
  if (recipe.form === "growing") {
    for (let m = 1; m <= plan.cap; m++) {
      packed[TRUTH_HEADER + 3 * tokens + m - 1] = grown(samples, recipe.exponent, m);
    }
  }
  return packed;
}
