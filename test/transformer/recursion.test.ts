import { assert } from "chai";
import type { TransformerResult } from "../../src/experiment/index.js";
import { CpuTransformer } from "../../src/transformer/index.js";
import {
  newRecursion,
  type RecursionPlan,
  type RecursionState,
} from "../../src/transformer/recursion/index.js";
import { planOf, ran, resultOf, SILENT, tiny } from "./recursion.js";

const RECIPES = [
  { form: "fully-synthetic", samples: 512 },
  { form: "partially-synthetic", samples: 128, realSamples: 512 },
  { form: "fresh-real", samples: 512, realShare: 0.3 },
  { form: "accumulate", samples: 256, realSamples: 512 },
  { form: "accumulate-subsample", samples: 256, realSamples: 512 },
  { form: "most-recent", samples: 512, window: 2 },
];

function between(values: readonly (number | null)[], from: number, to: number): void {
  for (const value of values) assert.isTrue(value !== null && value >= from && value <= to, String(value));
}

describe("the recursion of generations", () => {
  let plan: RecursionPlan;
  let state: RecursionState;
  let result: TransformerResult;
  before(async () => {
    plan = planOf(tiny({ recipes: RECIPES, generations: 3 }));
    state = await ran(plan);
    result = resultOf(plan, state);
  });

  it("trains p(0), p(1), its second, and every recipe's generations", () => {
    const order = result.models.map(({ generation, recipe, floor }) => [generation, recipe, floor]);
    const later = [2, 3].flatMap((m) => RECIPES.map((_, recipe) => [m, recipe, false]));
    assert.deepEqual(order, [[0, null, false], [1, null, false], [1, null, true], ...later]);
    for (const { generations } of result.recipes) assert.deepEqual(generations, [1, 2, 3]);
  });

  it("gives every model the pool of its recipe", () => {
    const sizes = (m: number): (number | undefined)[] =>
      RECIPES.map((_, index) => result.models.find((o) => o.generation === m && o.recipe === index)?.tokens);
    const shared = result.models.slice(0, 3).map(({ tokens }) => tokens);
    assert.deepEqual(shared, [plan.trainingText.length, 512, 512]);
    assert.deepEqual(sizes(2), [512, 640, 512, 768, 256, 512]);
    assert.deepEqual(sizes(3), [512, 640, 512, 1024, 256, 512]);
  });

  it("reads the losses at the start, now and then, and at the end", () => {
    for (const model of result.models) {
      assert.deepEqual(model.steps, [0, 10, 20, 30]);
      assert.lengthOf(model.batchLoss, 30);
      for (const losses of [model.trainLoss, model.validationLoss, model.batchLoss]) between(losses, 0.5, 6);
      assert.approximately(model.validationLoss[0] ?? 0, Math.log(plan.vocabulary.length), 0.05);
      assert.isBelow(model.trainLoss[3] ?? 9, model.trainLoss[0] ?? 0);
      assert.match(model.weightsDigest ?? "", /^[0-9a-f]{64}$/);
      assert.equal(model.sample === null, model.floor);
      // Of one stream: where another begins, the text breaks off in a word.
      if (model.sample !== null) assert.lengthOf(model.sample, plan.experiment.sampling.streamLength);
    }
    assert.lengthOf(new Set(result.models.map(({ weightsDigest }) => weightsDigest)), result.models.length);
  });

  it("measures all within bounds", () => {
    for (const { series } of result.recipes) {
      assert.equal(series.driftL1[0], 0);
      between([...series.driftL1, ...series.driftFromTruthL1, ...series.unigramL1, ...series.bigramL1], 0, 2);
      between(series.driftL1.slice(1), 0.01, 2);
      between(series.sumOfSquares, 1 / plan.vocabulary.length, 1);
      between(series.entropy, 0.1, Math.log(plan.vocabulary.length));
      between([...series.modelLoss, ...series.validationLoss, ...series.trainLoss], 0.5, 6);
      between(series.inContextLearning, -6, 6);
      for (const shares of series.distinctNGrams) between(shares, 0, 1);
    }
    between([result.driftFloorL1], 0.01, 2);
    between([result.truth.sumOfSquares], 1 / plan.vocabulary.length, 1);
    between([result.truth.entropy], 0.1, Math.log(plan.vocabulary.length));
    assert.equal(result.truth.validationLoss, result.models[0]?.validationLoss.at(-1));
  });

  it("measures as is defined", async () => {
    const own = planOf(tiny({ training: { steps: 7, batch: 2, learningRate: 0.05 } }));
    const weights: Float32Array[] = [];
    const kept = newRecursion(1);
    const saved = (): void => {
      const trained = kept.saved;
      if (trained?.curves.batchLoss.length === 7) weights.push(trained.state.weights);
    };
    await ran(own, kept, { ...SILENT, saved });
    const { models, recipes, driftFloorL1 } = resultOf(own, kept);
    const engine = (of: number): CpuTransformer =>
      new CpuTransformer(own.model, own.experiment.training, weights[of] ?? new Float32Array());
    assert.deepEqual(models[1]?.steps, [0, 7]);

    const contexts = kept.tokens.get("contexts") ?? new Uint32Array();
    assert.lengthOf(contexts, 20 * 8);
    const laws = await Promise.all([0, 1, 2, 3].map((of) => engine(of).probabilities(contexts, 8)));
    const law = (of: number): Float32Array => laws[of] ?? new Float32Array();
    const drift = (a: number, b: number): number =>
      law(a).reduce((sum, p, i) => sum + Math.abs(p - (law(b)[i] ?? 0)), 0) / 20;
    const { series } = recipes[0] ?? assert.fail("There is no recipe.");
    assert.approximately(driftFloorL1 ?? 9, drift(2, 1), 1e-6);
    assert.approximately(series.driftL1[1] ?? 9, drift(3, 1), 1e-6);
    assert.approximately(series.driftFromTruthL1[1] ?? 9, drift(3, 0), 1e-6);
    const squares = law(3).reduce((sum, p) => sum + p * p, 0) / 20;
    assert.approximately(series.sumOfSquares[1] ?? 9, squares, 1e-6);

    let [all, early, late, count] = [0, 0, 0, 0];
    for (let at = 0; at + 8 < own.validationText.length; at += 8) {
      const losses = await engine(3).losses(own.validationText.slice(at, at + 9), 8);
      all += losses.reduce((sum, loss) => sum + loss, 0) / 8;
      early += losses[1] ?? 9;
      late += losses[6] ?? 9;
      count++;
    }
    assert.equal(count, Math.floor((own.validationText.length - 1) / 8));
    assert.approximately(series.validationLoss[1] ?? 9, all / count, 1e-5);
    assert.approximately(series.inContextLearning[1] ?? 9, (late - early) / count, 1e-5);
  });

  it("gives the same numbers for the same seed, and others for another", async () => {
    const file = tiny({ training: { steps: 8, batch: 4 } });
    const first = planOf(file);
    assert.deepEqual(resultOf(first, await ran(first)), resultOf(first, await ran(first)));
    const other = planOf({ ...file, seed: 2 });
    const losses = async (of: RecursionPlan): Promise<unknown> =>
      resultOf(of, await ran(of)).models.map(({ batchLoss }) => batchLoss);
    assert.notDeepEqual(await losses(first), await losses(other));
  });

  it("does not change a recipe's rows when another is added", async () => {
    const alone = planOf(tiny({ recipes: RECIPES.slice(0, 1), generations: 3 }));
    const { recipes } = resultOf(alone, await ran(alone));
    assert.deepEqual(recipes[0], result.recipes[0]);
  });

  it("takes real tokens from the text, where they are asked for", async () => {
    const real = planOf(
      tiny({ realData: "corpus", recipes: RECIPES.slice(0, 3), training: { steps: 4, batch: 2 } }),
    );
    const done = await ran(real);
    assert.isUndefined(done.tokens.get("real"));
    assert.deepEqual(
      resultOf(real, done).models.map(({ tokens }) => tokens),
      [real.trainingText.length, 512, 512, 512, 640, 512],
    );
  });

  it("shares initial weights where that is asked for", async () => {
    const starts = async (initialWeights: string): Promise<unknown[]> => {
      const shared = planOf(tiny({ training: { steps: 1, batch: 2, initialWeights } }));
      return resultOf(shared, await ran(shared)).models.map(({ validationLoss }) => validationLoss[0]);
    };
    assert.lengthOf(new Set(await starts("shared")), 1);
    assert.lengthOf(new Set(await starts("fresh")), 4);
  });

  it("has no score of in-context learning past the context", async () => {
    const short = planOf(
      tiny({ training: { steps: 2, batch: 2 }, evaluation: { contexts: 2, heldOutSamples: 64 } }),
    );
    const rows = resultOf(short, await ran(short)).recipes[0]?.series.inContextLearning;
    assert.deepEqual(rows, [null, null]);
  });
});
