import type { MixingRecipe, Sizes } from "../../src/theory/index.js";
import { compositions, multinomial } from "./enumeration.js";

/** Brute force for every recipe, literally as its definition reads: all that can happen, one history after the other. */

/** Laws at m = 0, 1, ..., last. */
export interface EnumeratedRecipe {
  readonly sumOfSquares: number[];
  readonly driftL2Squared: number[];
  readonly driftL1: number[];
  readonly support: number[];
  /** P(p(m) is a Dirac), and P(some p(1) ... p(m) was one). */
  readonly dirac: number[];
  readonly collapsed: number[];
}

interface History {
  readonly probability: number;
  /** p(0), p(1), ... */
  readonly models: readonly (readonly number[])[];
  /** Counts that are kept: a corpus, or a pool. */
  readonly pool: readonly number[];
}

interface Drawn {
  readonly probability: number;
  readonly counts: readonly number[];
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const plus = (a: readonly number[], b: readonly number[]): number[] => a.map((x, i) => x + (b[i] ?? 0));
const shares = (counts: readonly number[]): number[] => counts.map((c) => c / sum(counts));

function draws(size: number, p: readonly number[]): Drawn[] {
  return compositions(size, p.length)
    .map((counts) => ({ counts, probability: multinomial(counts, p) }))
    .filter(({ probability }) => probability > 0);
}

/** `size` of these counts without replacement. */
function subsets(size: number, counts: readonly number[]): Drawn[] {
  const choose = (n: number, k: number): number => {
    let ways = 1;
    for (let i = 0; i < k; i++) ways *= (n - i) / (i + 1);
    return ways;
  };
  return compositions(size, counts.length)
    .filter((chosen) => chosen.every((c, i) => c <= (counts[i] ?? 0)))
    .map((chosen) => ({
      counts: chosen,
      probability:
        chosen.reduce((product, c, i) => product * choose(counts[i] ?? 0, c), 1) / choose(sum(counts), size),
    }));
}

/** Sums of independent draws of these sizes from these models. */
function drawsFromEach(sizes: readonly number[], models: readonly (readonly number[])[]): Drawn[] {
  return sizes.reduce<Drawn[]>(
    (all, size, t) =>
      size === 0
        ? all
        : merged(
            all.flatMap((before) =>
              draws(size, models[t] ?? []).map(({ counts, probability }) => ({
                counts: plus(before.counts, counts),
                probability: before.probability * probability,
              })),
            ),
          ),
    [{ counts: (models[0] ?? []).map(() => 0), probability: 1 }],
  );
}

function merged(all: readonly Drawn[]): Drawn[] {
  const byCounts = new Map<string, Drawn>();
  for (const one of all) {
    const key = one.counts.join();
    const before = byCounts.get(key)?.probability ?? 0;
    byCounts.set(key, { counts: one.counts, probability: before + one.probability });
  }
  return [...byCounts.values()];
}

type Next = readonly {
  readonly probability: number;
  readonly model: number[];
  readonly pool: readonly number[];
}[];

function generation(recipe: MixingRecipe, sizes: Sizes, { models, pool }: History): Next {
  const { samples: n, realSamples: N } = sizes;
  const p = models[0] ?? [];
  const m = models.length;
  const before = models[m - 1] ?? [];
  const plain = (all: readonly Drawn[]): Next =>
    all.map(({ counts, probability }) => ({ probability, model: shares(counts), pool: [] }));
  switch (recipe.form) {
    case "fully-synthetic":
      return plain(draws(n, before));
    case "growing":
      return plain(draws(Math.max(1, Math.floor(n * m ** recipe.exponent + 0.5)), before));
    case "partially-synthetic":
      return m === 1
        ? draws(N, p).map(({ counts, probability }) => ({ probability, model: shares(counts), pool: counts }))
        : draws(n, before).map(({ counts, probability }) => ({
            probability,
            model: shares(plus(pool, counts)),
            pool,
          }));
    case "accumulate":
      return draws(m === 1 ? N : n, before).map(({ counts, probability }) => {
        const all = m === 1 ? [...counts] : plus(pool, counts);
        return { probability, model: shares(all), pool: all };
      });
    case "accumulate-subsample":
      return draws(m === 1 ? N : n, before).flatMap(({ counts, probability }) => {
        const all = m === 1 ? [...counts] : plus(pool, counts);
        return subsets(Math.min(n, sum(all)), all).map((chosen) => ({
          probability: probability * chosen.probability,
          model: shares(chosen.counts),
          pool: all,
        }));
      });
    case "fresh-real":
      if (m === 1) return plain(draws(n, p));
      return compositions(n, 2).flatMap(([real = 0, synthetic = 0]) =>
        plain(drawsFromEach([real, synthetic], [p, before])).map((next) => ({
          ...next,
          probability:
            next.probability * multinomial([real, synthetic], [recipe.realShare, 1 - recipe.realShare]),
        })),
      );
    case "weighted":
      if (m === 1) return plain(draws(N, p));
      return draws(N, p).flatMap((real) =>
        draws(n, before).map((synthetic) => ({
          probability: real.probability * synthetic.probability,
          model: real.counts.map(
            (c, i) =>
              (recipe.realWeight * c) / N + ((1 - recipe.realWeight) * (synthetic.counts[i] ?? 0)) / n,
          ),
          pool: [],
        })),
      );
    case "most-recent": {
      const quota = Math.max(1, Math.floor(n / recipe.window));
      return plain(
        drawsFromEach(
          models.map((_, t) => (t >= m - recipe.window ? quota : 0)),
          models,
        ),
      );
    }
    case "randomly-sampled":
      return compositions(n, m).flatMap((quotas) =>
        plain(drawsFromEach(quotas, models)).map((next) => ({
          ...next,
          probability:
            next.probability *
            multinomial(
              quotas,
              quotas.map(() => 1 / m),
            ),
        })),
      );
    case "mixing-matrix":
      return plain(drawsFromEach(recipe.quotas[m - 1] ?? [], models));
  }
}

/** Whole histories, so for a few samples, tokens and generations. */
export function enumerateRecipe(
  recipe: MixingRecipe,
  sizes: Sizes,
  p: readonly number[],
  last: number,
): EnumeratedRecipe {
  const laws: EnumeratedRecipe = {
    sumOfSquares: [],
    driftL2Squared: [],
    driftL1: [],
    support: [],
    dirac: [],
    collapsed: [],
  };
  const isDirac = (model: readonly number[]): boolean => Math.max(...model) > 1 - 1e-12;
  let histories: History[] = [{ probability: 1, models: [p], pool: [] }];
  /** E of h(p(m), p(1)). */
  const mean = (h: (now: readonly number[], first: readonly number[]) => number, m: number): number =>
    histories.reduce(
      (total, { probability, models }) => total + probability * h(models[m] ?? [], models[1] ?? []),
      0,
    );
  const distance = (a: readonly number[], b: readonly number[], norm: (x: number) => number): number =>
    a.reduce((total, x, i) => total + norm(x - (b[i] ?? 0)), 0);
  const square = (x: number): number => x * x;
  for (let m = 0; m <= last; m++) {
    // Row 0 is known once p(1) is.
    if (m !== 1) histories = step(histories, recipe, sizes, m === 0 ? 1 : m);
    laws.sumOfSquares.push(mean((now) => sum(now.map(square)), m));
    laws.driftL2Squared.push(mean((now, first) => distance(now, first, square), m));
    laws.driftL1.push(mean((now, first) => distance(now, first, Math.abs), m));
    laws.support.push(mean((now) => now.filter((x) => x > 0).length, m));
    laws.dirac.push(mean((now) => Number(isDirac(now)), m));
    laws.collapsed.push(
      histories.reduce(
        (total, { probability, models }) =>
          total + probability * Number(models.slice(1, m + 1).some(isDirac)),
        0,
      ),
    );
  }
  return laws;
}

function step(histories: readonly History[], recipe: MixingRecipe, sizes: Sizes, m: number): History[] {
  const byState = new Map<string, History>();
  for (const history of histories) {
    if (history.models.length !== m) return [...histories];
    for (const { probability, model, pool } of generation(recipe, sizes, history)) {
      const models = [...history.models, model];
      const key = JSON.stringify([models, pool]);
      const before = byState.get(key)?.probability ?? 0;
      byState.set(key, { models, pool, probability: before + history.probability * probability });
    }
  }
  return [...byState.values()];
}
