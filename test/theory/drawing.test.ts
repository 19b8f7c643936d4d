import { assert } from "chai";
import fc from "fast-check";
import {
  contextLaws,
  diffusionCdf,
  diffusionMean,
  drawnCollapseTime,
  readTruth,
  rowsHorizon,
  type CollapseLaw,
  type Survival,
} from "../../src/theory/index.js";
import { anyTruth, uniform } from "./truths.js";

function survivalOf(law: CollapseLaw | null): Survival {
  if (law === null) throw new Error("There is no law.");
  return law.alive;
}

describe("the diffusion limit", () => {
  it("has the law of Kingman's death process: P(D(t) = k) by Tavare's series", () => {
    // P(D(t) = k) = sum_{i>=k} e^(-i(i-1)t/2) (-1)^(i-k) (2i-1) (k)_(i-1) / (k! (i-k)!), for t where it can be summed.
    const lineages = (t: number, k: number): number => {
      let sum = 0;
      let coefficient = 1;
      for (let j = 1; j < k; j++) coefficient *= (k + j - 1) / j;
      coefficient /= k;
      for (let i = k; i < 60; i++) {
        sum += Math.exp((-i * (i - 1) * t) / 2) * (i % 2 === k % 2 ? 1 : -1) * (2 * i - 1) * coefficient;
        coefficient *= (k + i - 1) / (i - k + 1);
      }
      return sum;
    };
    for (const p of [[0.5, 0.5], [0.6, 0.3, 0.1], [0.97, 0.02, 0.01], new Array<number>(20).fill(0.05)]) {
      const cdf = diffusionCdf(readTruth(Float64Array.from(p)));
      for (const t of [0.5, 0.8, 1.5, 3, 8]) {
        let exact = 0;
        for (let k = 1; k <= 25; k++) exact += lineages(t, k) * p.reduce((sum, x) => sum + x ** k, 0);
        assert.approximately(cdf(t), exact, 1e-9, `t ${t}`);
      }
    }
  });

  it("rises from 0 to 1, has its own mean, and needs no break where its series is left", () => {
    fc.assert(
      fc.property(anyTruth, (p) => {
        const cdf = diffusionCdf(readTruth(p));
        // Simpson's rule in u = ln t of (1 - F) t.
        let sum = 0;
        let last = 0;
        const steps = 2000;
        const low = Math.log(1e-12);
        const step = (Math.log(60) - low) / steps;
        for (let i = 0; i <= steps; i++) {
          const t = Math.exp(low + i * step);
          const F = cdf(t);
          if (t < 0.00199 || t > 0.00201) assert.isAtLeast(F, last - 1e-10);
          last = F;
          sum += (i % 2 === 1 ? 4 : i === 0 || i === steps ? 2 / 2 : 2) * (1 - F) * t;
        }
        assert.isAtMost(last, 1);
        const mean = diffusionMean(1e9, p) / 1e9;
        assert.approximately((sum * step) / 3, mean, 1e-3 * mean + 2e-9);
        assert.approximately(cdf(0.0019999), cdf(0.0020001), 2e-3);
      }),
      { seed: 3, numRuns: 25 },
    );
  });

  it("is what the exact law tends to like 1/n", () => {
    for (const p of [uniform(2), Float64Array.of(0.5, 0.3, 0.2), Float64Array.of(0.95, 0.05)]) {
      const cdf = diffusionCdf(readTruth(p));
      const furthest = (n: number): number => {
        const laws = contextLaws({ truths: [p], contexts: 1, samples: [n] });
        const generations = Array.from({ length: 200 }, (_, i) => Math.round(((i + 1) * n) / 40));
        return Math.max(
          ...survivalOf(laws.one)(generations).map((alive, i) =>
            Math.abs(1 - alive - cdf((generations[i] ?? 0) / n)),
          ),
        );
      };
      assert.isBelow(furthest(20_000), 1e-3);
      assert.approximately(furthest(2000) / furthest(20_000), 10, 3);
    }
    assert.equal(diffusionMean(50, uniform(1)), 1);
    assert.approximately(diffusionMean(1000, uniform(2)), 1000 * 2 * Math.LN2, 1e-9);
  });
});

describe("the drawn law of T", () => {
  it("goes in equal strides from 0 past T at probability 0.999", () => {
    fc.assert(
      fc.property(
        fc.array(anyTruth, { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 1, max: 2000 }),
        fc.constantFrom("exact" as const, "diffusion" as const),
        (truths, samples, kind) => {
          const contexts = truths.length === 1 ? 17 : truths.length;
          const sizes = truths.map((_, i) => Math.ceil(samples / (1 + i)));
          const drawn = drawnCollapseTime({ truths, contexts, samples: sizes }, kind);
          assert.isNotNull(drawn);
          const { low, high, generations, cdf } = drawn;
          const stride = generations[1] ?? NaN;
          assert.equal(drawn.kind, kind);
          assert.isAtMost(generations.length, 602);
          generations.forEach((m, i) => {
            assert.equal(m, i * stride);
            assert.isAtLeast(cdf[i] ?? NaN, cdf[i - 1] ?? 0);
            assert.isAtMost(cdf[i] ?? NaN, 1);
            // T at a probability is the smallest m that reaches it.
            if (m < low) assert.isBelow(cdf[i] ?? NaN, 0.001 + 1e-12);
            if (m < high) assert.isBelow(cdf[i] ?? NaN, 0.999 + 1e-12);
            if (m >= high) assert.isAtLeast(cdf[i] ?? NaN, 0.999 - 1e-12);
          });
          assert.equal(cdf[0], 0);
          assert.isAbove(generations.at(-1) ?? NaN, high);
          assert.isAtMost((generations.at(-1) ?? NaN) - stride, high);
          if (kind === "exact") assert.equal(rowsHorizon({ truths, contexts, samples: sizes }), high);
        },
      ),
      { seed: 1, numRuns: 30 },
    );
  });

  it("has quantiles that are exact to the generation", () => {
    for (const samples of [3, 80, 700]) {
      const asked = { truths: [Float64Array.of(0.5, 0.3, 0.2)], contexts: 3, samples: [samples] };
      const { largest } = contextLaws(asked);
      const drawn = drawnCollapseTime(asked, "exact");
      assert.isNotNull(drawn);
      for (const [m, share] of [
        [drawn.low, 0.001],
        [drawn.high, 0.999],
      ] as const) {
        const [before, at] = survivalOf(largest)([m - 1, m]);
        assert.isBelow(1 - (before ?? NaN), share);
        assert.isAtLeast(1 - (at ?? NaN), share);
      }
    }
  });

  it("is left out for too many different contexts, whose rows still have an end", () => {
    const truths = Array.from({ length: 16_000 }, (_, i) => Float64Array.of(0.5 + i / 1e5, 0.5 - i / 1e5));
    const asked = { truths, contexts: truths.length, samples: truths.map(() => 300) };
    assert.isNull(drawnCollapseTime(asked, "exact"));
    assert.isNull(drawnCollapseTime(asked, "diffusion"));
    const { one, largestAtMost } = contextLaws(asked);
    const high = rowsHorizon(asked);
    // The 0.999 quantile by the union bound.
    assert.isAtMost(16_000 * (survivalOf(one)([high])[0] ?? NaN), 0.001);
    assert.isAbove(16_000 * (survivalOf(one)([high - 1])[0] ?? NaN), 0.001);
    assert.equal(largestAtMost([1])[0], 1);
    const few = contextLaws({
      truths: truths.slice(0, 5),
      contexts: 5,
      samples: truths.slice(0, 5).map(() => 300),
    });
    const generations = [0, 1, 10, 300, 2000, 3000];
    const bound = few.largestAtMost(generations);
    survivalOf(few.largest)(generations).forEach((alive, i) => {
      assert.isAtLeast(bound[i] ?? NaN, alive);
      if (alive < 1e-3) assert.approximately((bound[i] ?? NaN) / alive, 1, 1e-3);
    });
  });
});
