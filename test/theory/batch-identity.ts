import type { MixingRecipe, Sizes } from "../../src/theory/index.js";

/**
 * The identity recursion over batches of draws, for any linear recipe whose batches are kept or made anew: what the quick laws
 * are held to. F[b][c] = E<batch b, batch c>; a batch of s draws from a model with weights A on earlier batches and the rest
 * r on p(0) has F[b][c] = sum_a A_a F[a][c] + r S_0 and F[b][b] = 1/s + (1 - 1/s) E<source, source>.
 */
export function batchIdentity(
  recipe: Exclude<MixingRecipe, { readonly form: "accumulate-subsample" }>,
  sizes: Sizes,
  S0: number,
  last: number,
): { sumOfSquares: number[]; driftL2Squared: number[] } {
  const F: number[][] = [];
  const batchSizes: number[] = [];
  /** By model, weights on batches; what they lack of 1 is on p(0). */
  const truth = new Map<number, number>();
  const models = [truth];
  const total = (weights: Map<number, number>): number => [...weights.values()].reduce((a, b) => a + b, 0);
  const inner = (a: Map<number, number>, b: Map<number, number>): number => {
    let sum = 0;
    for (const [i, x] of a) for (const [j, y] of b) sum += x * y * (F[i]?.[j] ?? NaN);
    return sum + (1 - total(a) * total(b)) * S0;
  };
  const draw = (size: number, source: Map<number, number>): number => {
    const b = F.length;
    const row = F.map((_, c) => inner(source, new Map([[c, 1]])));
    row.push(1 / size + (1 - 1 / size) * inner(source, source));
    row.forEach((value, c) => ((F[c] ??= [])[b] = value));
    F[b] = row;
    batchSizes[b] = size;
    return b;
  };
  const mix = (parts: readonly (readonly [number, Map<number, number>])[]): Map<number, number> => {
    const mixed = new Map<number, number>();
    for (const [weight, model] of parts)
      for (const [b, x] of model) mixed.set(b, (mixed.get(b) ?? 0) + weight * x);
    return mixed;
  };
  const fromEach = (row: readonly number[]): Map<number, number> => {
    const all = row.reduce((a, b) => a + b, 0);
    const model = new Map<number, number>();
    row.forEach((size, t) => {
      if (size > 0) model.set(draw(size, models[t] ?? new Map<number, number>()), size / all);
    });
    return model;
  };
  const alone = (b: number): Map<number, number> => new Map([[b, 1]]);
  const next = (m: number): Map<number, number> => {
    const { samples: n, realSamples: N } = sizes;
    const before = models[m - 1] ?? truth;
    switch (recipe.form) {
      case "fully-synthetic":
        return alone(draw(n, before));
      case "growing":
        return alone(draw(Math.max(1, Math.floor(n * m ** recipe.exponent + 0.5)), before));
      case "partially-synthetic":
        if (m === 1) return alone(draw(N, truth));
        return mix([
          [N / (N + n), models[1] ?? truth],
          [n / (N + n), alone(draw(n, before))],
        ]);
      case "accumulate": {
        draw(m === 1 ? N : n, before);
        const all = batchSizes.reduce((a, b) => a + b, 0);
        return new Map(batchSizes.map((size, b) => [b, size / all]));
      }
      case "fresh-real":
        return alone(draw(n, mix([[1 - recipe.realShare, before]])));
      case "weighted":
        if (m === 1) return alone(draw(N, truth));
        return mix([
          [recipe.realWeight, alone(draw(N, truth))],
          [1 - recipe.realWeight, alone(draw(n, before))],
        ]);
      case "randomly-sampled":
        return alone(draw(n, mix(models.map((model) => [1 / m, model]))));
      case "most-recent": {
        const quota = Math.max(1, Math.floor(n / recipe.window));
        return fromEach(models.map((_, t) => (t >= m - recipe.window ? quota : 0)));
      }
      case "mixing-matrix":
        return fromEach(recipe.quotas[m - 1] ?? []);
    }
  };
  for (let m = 1; m <= last; m++) models.push(next(m));
  const squares = models.map((model) => inner(model, model));
  const first = models[1] ?? truth;
  return {
    sumOfSquares: squares,
    driftL2Squared: models.map(
      (model, m) => (squares[m] ?? NaN) + (squares[1] ?? NaN) - 2 * inner(model, first),
    ),
  };
}
