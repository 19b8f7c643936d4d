import { growingDual, randomlySampledDual, subsampleDual, type PoolDual } from "./ancestral-pool.js";
import type { Points } from "./points.js";
import {
  roundedShare,
  SHARE_UNIT,
  windowQuota,
  type MixingRecipe,
  type NotFullySynthetic,
  type Sizes,
} from "./recipe.js";
import { freshRealChain, quotaChain, weightedChain, type Sources, type TokenChain } from "./token-chain.js";
import { averageTable, disagreement, disagreementOf, richness, richnessOf, type Truth } from "./truth.js";

/** A probability of each context, by row, summed up: held one by one they would not fit for a million contexts. */
export interface Totals {
  /** Sum over contexts. */
  readonly sum: Float64Array;
  /** Sum of ln(1 - it). */
  readonly ln: Float64Array;
}

export function noTotals(rows: number): Totals {
  return { sum: new Float64Array(rows), ln: new Float64Array(rows) };
}

/** Adds what one context has. */
function add({ sum, ln }: Totals, row: number, value: number): void {
  sum[row] = (sum[row] as number) + value;
  ln[row] = (ln[row] as number) + Math.log1p(-Math.min(1, value));
}

/** What is known of single generations, by row and summed over contexts. */
export interface GenerationLaws {
  /** P(p(m) is not a Dirac). */
  readonly alive: Totals;
  /** P(T > m); null where it is not known. */
  readonly waiting: Totals | null;
  /** E of the number of live tokens. */
  readonly support: Float64Array;
}

/** The laws, and about how many operations they take: 1e9 are some two seconds. */
export interface PlannedLaws {
  readonly operations: number;
  readonly laws: () => GenerationLaws;
}

/** Recipes where a Dirac stays one: T is past m where p(m) is not a Dirac. */
export function isAbsorbing({ form }: MixingRecipe): boolean {
  return form === "growing" || form === "partially-synthetic" || form === "accumulate";
}

/** Whether the chain of one token says all of T: there is at most one other. */
export function hasTwoTokens(truths: readonly Truth[]): boolean {
  return truths.every(({ live }) => live <= 2);
}

/**
 * The laws of one generation at ascending rows m >= 1: by a closed form where the corpus of N real draws is kept and every
 * token is of it, by a dual in one number (ancestral-pool.ts), or by the chain of one token against all others
 * (token-chain.ts). Fully synthetic chains have laws of their own.
 */
export function generationLaws(
  recipe: NotFullySynthetic,
  sizes: Sizes,
  truths: readonly Truth[],
  rows: readonly number[],
): PlannedLaws {
  const { samples: n, realSamples: N } = sizes;
  const last = rows[rows.length - 1];
  if (last === undefined) return { operations: 0, laws: noRows };
  const byDual = (dual: PoolDual): PlannedLaws => ({
    operations: (dual.operations + dual.size * tokensOf(truths)) * (truths.length + 1),
    laws: () => fromDual(dual, truths, rows, isAbsorbing(recipe)),
  });
  const byChain = (chain: TokenChain): PlannedLaws => {
    const shares = [...new Set(truths.flatMap(({ values }) => [...values]))];
    return {
      operations: chain.operations * shares.length * (hasTwoTokens(truths) ? 2 : 1),
      laws: () => fromChain(chain, shares, truths, rows),
    };
  };
  switch (recipe.form) {
    case "partially-synthetic":
    case "accumulate":
      return { operations: 0, laws: () => keptCorpus(N, truths, rows) };
    case "growing":
      return byDual(growingDual(n, recipe.exponent, last));
    case "randomly-sampled":
      return byDual(randomlySampledDual(n, last));
    case "accumulate-subsample":
      return byDual(subsampleDual(n, N, last));
    case "fresh-real":
      return byChain(freshRealChain(n, roundedShare(recipe.realShare), last));
    case "weighted": {
      const w = roundedShare(recipe.realWeight);
      // With no weight on them, synthetic draws are not in p(m).
      if (w === 1) return byChain(freshRealChain(N, 1, last));
      // p(m) is whole parts: a token of few draws may have none, and then no law is known.
      return w < N * SHARE_UNIT || 1 - w < n * SHARE_UNIT
        ? { operations: Infinity, laws: noRows }
        : byChain(weightedChain(n, N, w, last));
    }
    case "most-recent":
      return byChain(windowChain(windowQuota(n, recipe.window), recipe.window, last));
    case "mixing-matrix":
      return byChain(matrixChain(recipe.quotas, last));
  }
}

function windowChain(quota: number, window: number, last: number): TokenChain {
  const sources: Sources = (m) =>
    Array.from({ length: Math.min(m, window) }, (_, i) => [Math.max(0, m - window) + i, quota] as const);
  return quotaChain(sources, (t) => t + window, last);
}

function matrixChain(quotas: readonly (readonly number[])[], last: number): TokenChain {
  const sources = quotas.map((row) =>
    row.map((draws, t) => [t, draws] as const).filter(([, draws]) => draws > 0),
  );
  const lastUse = new Map<number, number>();
  sources.slice(0, last).forEach((row, i) => row.forEach(([t]) => lastUse.set(t, i + 1)));
  return quotaChain(
    (m) => sources[m - 1] ?? [],
    (t) => lastUse.get(t) ?? 0,
    last,
  );
}

function noRows(): GenerationLaws {
  return { alive: noTotals(0), waiting: null, support: new Float64Array() };
}

/** p(1) is N independent real draws: its laws, which stay where they are all kept. */
export function keptCorpus(N: number, truths: readonly Truth[], rows: readonly number[]): GenerationLaws {
  const one = noTotals(1);
  let live = 0;
  for (const truth of truths) {
    add(one, 0, disagreementOf(truth, N));
    live += richnessOf(truth, N);
  }
  const everywhere = (value: number | undefined): Float64Array =>
    new Float64Array(rows.length).fill(value ?? NaN);
  const alive = { sum: everywhere(one.sum[0]), ln: everywhere(one.ln[0]) };
  return { alive, waiting: alive, support: everywhere(live) };
}

function tokensOf(truths: readonly Truth[]): number {
  return truths.reduce((sum, { values }) => sum + values.length, 0);
}

function fromDual(
  dual: PoolDual,
  truths: readonly Truth[],
  rows: readonly number[],
  absorbing: boolean,
): GenerationLaws {
  const { size } = dual;
  const every: Points = { at: Float64Array.from({ length: size }, (_, i) => i + 1), whole: size, panels: [] };
  const tables = [
    averageTable(truths, every, richness),
    ...truths.map((truth) => disagreement(truth, every)),
  ];
  const alive = noTotals(rows.length);
  const support = new Float64Array(rows.length);
  let row = 0;
  dual.walk(tables, rows[rows.length - 1] ?? 0, (m, [live, ...different]) => {
    if (m !== rows[row]) return;
    support[row] = (live ?? NaN) * truths.length;
    for (const value of different) add(alive, row, value);
    row++;
  });
  return { alive, waiting: absorbing ? alive : null, support };
}

function fromChain(
  chain: TokenChain,
  shares: readonly number[],
  truths: readonly Truth[],
  rows: readonly number[],
): GenerationLaws {
  const laws = new Map(shares.map((p) => [p, chain.run(p, rows, false)]));
  const support = new Float64Array(rows.length);
  const alive = noTotals(rows.length);
  for (const { values, tokens } of truths) {
    const dirac = new Float64Array(rows.length);
    values.forEach((p, i) => {
      const count = tokens[i] as number;
      const law = laws.get(p);
      law?.all.forEach((all, row) => {
        dirac[row] = (dirac[row] as number) + count * all;
        support[row] = (support[row] as number) + count * (1 - (law.none[row] as number));
      });
    });
    dirac.forEach((all, row) => add(alive, row, Math.max(0, 1 - all)));
  }
  return { alive, waiting: hasTwoTokens(truths) ? waitingOf(chain, truths, rows) : null, support };
}

/** P(T > m) where there are one or two tokens: either says it all. */
function waitingOf(chain: TokenChain, truths: readonly Truth[], rows: readonly number[]): Totals {
  const waiting = noTotals(rows.length);
  const known = new Map<number, readonly number[]>();
  for (const { values } of truths) {
    const p = values[0] ?? 1;
    const law = known.get(p) ?? chain.run(p, rows, true).waiting;
    known.set(p, law);
    law.forEach((value, row) => add(waiting, row, value));
  }
  return waiting;
}
