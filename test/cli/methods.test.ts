import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ChainsResult } from "../../src/index.js";
import { experiment, lab } from "./lab.js";

const TOKENS = 50_257;
const SAMPLES = 1_000_000;
const zipf = { form: "zipf", tokens: TOKENS, exponent: 1 };
const large = experiment({ truth: zipf, recipe: { form: "fully-synthetic", samples: SAMPLES }, chains: 300 });

async function run(...args: string[]): Promise<ChainsResult> {
  const { status, stdout, stderr } = await lab(["run", "-", ...args], large);
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout) as ChainsResult;
}

describe("n = 1,000,000 samples of 50,257 tokens", () => {
  it("is exact within seconds, and drawn by the dual agrees", async () => {
    const exact = await run("--method", "exact");
    const drawn = await run("--method", "ancestry");
    const { mean: law, standardDeviation: lawDeviation } = exact.collapseTime.theory ?? {};
    // The limit of large n, -2n sum (1-p) ln(1-p), is off by a few generations of two million.
    const weights = Array.from({ length: TOKENS }, (_, i) => 1 / (i + 1));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    const limit =
      -2 * SAMPLES * weights.reduce((total, w) => total + (1 - w / sum) * Math.log(1 - w / sum), 0);
    assert.ok(Math.abs((law ?? 0) - limit) < 1e-5 * limit);
    assert.ok((exact.seconds ?? Infinity) < 20, `${exact.seconds} s`);
    assert.equal(exact.digest, null);
    assert.equal(exact.collapseTime.mean, null);

    const { mean, standardError, standardDeviation, collapsed } = drawn.collapseTime;
    assert.equal(collapsed, 300);
    // 6 standard errors: 2e-9. A standard deviation of 300 chains is off by 5 %.
    assert.ok(Math.abs((mean ?? 0) - (law ?? 0)) < 6 * (standardError ?? 0));
    assert.ok(Math.abs((standardDeviation ?? 0) / (lawDeviation ?? 1) - 1) < 0.3);
    assert.equal(
      drawn.winners?.reduce((total, [, contexts]) => total + contexts, 0),
      300,
    );
    assert.match(drawn.digest ?? "", /^[0-9a-f]{64}$/);
    assert.equal(drawn.series.sumOfSquares.mean, null);
    assert.equal(drawn.engine?.name, "cpu");
  });
});

describe("methods that know fully synthetic chains alone", () => {
  const recipe = { form: "fresh-real", samples: 5, realShare: 0.5 };
  const refused: readonly (readonly [Record<string, unknown>, string])[] = [
    [{ recipe }, 'recipe.form is "fresh-real"; allowed with method "METHOD": "fully-synthetic".'],
    [
      { decoding: { topK: 2 } },
      'decoding is not plain; allowed with method "METHOD": temperature 1 without topK and topP.',
    ],
    [{ engine: "webgpu" }, 'engine is "webgpu"; allowed with method "METHOD": "auto" or "cpu".'],
  ];
  for (const method of ["ancestry", "exact"]) {
    for (const [more, sentence] of refused) {
      const line = sentence.replace("METHOD", method);
      it(`say so: ${line}`, async () => {
        const ended = await lab(["run", "-", "--method", method], experiment(more));
        assert.deepEqual(ended, { status: 2, stdout: "", stderr: `${line}\n` });
      });
    }
  }

  it("say that genealogies end with T", async () => {
    const { status, stderr } = await lab(
      ["run", "-", "--method", "ancestry"],
      experiment({ stop: "generations" }),
    );
    assert.equal(status, 2);
    assert.equal(stderr, 'stop is "generations"; allowed with method "ancestry": "collapse".\n');
  });
});
