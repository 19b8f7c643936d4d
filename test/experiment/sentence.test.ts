import { assert } from "chai";
import {
  experimentSentence,
  presets,
  sentenceText,
  type ChainsExperiment,
} from "../../src/experiment/index.js";
import { minimal, read } from "./examples.js";

function sentence(experiment: ChainsExperiment): string {
  return sentenceText(experimentSentence(experiment));
}

describe("the experiment as a sentence", () => {
  const of = (more: Record<string, unknown>): string => sentence(read(minimal(more)));

  it("says what is run", () => {
    assert.equal(
      of({ truth: { form: "uniform", tokens: 81 } }),
      "10,000 chains start from a truth of 81 tokens, uniform. Every generation draws n = 100 samples from the model " +
        "before it, fully synthetic, until a single token is left.",
    );
    assert.equal(
      of({
        truth: { form: "dirichlet", tokens: 1000, concentration: 0.5 },
        contexts: 50,
        chains: 1,
        recipe: { form: "fully-synthetic", samples: 1 },
        generations: 2000,
      }),
      "1 chain of 50 contexts starts from a truth of 1,000 tokens, each context's own drawn from a Dirichlet law with " +
        "concentration 0.5. Every generation draws n = 1 sample per context from the model before it, fully synthetic, " +
        "until a single token is left in every context or generation 2,000 is reached.",
    );
    assert.include(of({ stop: "generations", generations: 1 }), "fully synthetic, for 1 generation.");
    assert.include(
      of({ truth: { form: "weights", weights: [1] } }),
      "a truth of 1 token with given weights.",
    );
    assert.include(
      of({ truth: { form: "zipf", tokens: 9, exponent: 1.5 } }),
      "9 tokens, Zipf with exponent 1.5.",
    );
    assert.include(
      of({ truth: { form: "geometric", tokens: 52, sumOfSquares: 0.1 } }),
      "52 tokens, geometric with sum of squares 0.1.",
    );
  });

  it("names the fields its parts speak of", () => {
    const experiment = read(minimal({ contexts: 2, generations: 9 }));
    const fields = experimentSentence(experiment).flatMap((part) =>
      part.field === undefined ? [] : [part.field],
    );
    assert.deepEqual(fields, [
      "chains",
      "contexts",
      "truth.tokens",
      "truth.form",
      "recipe.samples",
      "recipe.form",
      "stop",
      "generations",
    ]);
  });

  it("writes numbers as it is asked to", () => {
    const parts = experimentSentence(read(minimal()), (x) => `<${x}>`);
    assert.include(sentenceText(parts), "<10000> chains start from a truth of <3> tokens");
  });
});

describe("presets", () => {
  it("are canonical experiments with ids of their own", () => {
    for (const { experiment } of presets) assert.deepEqual(read(experiment), experiment);
    assert.equal(new Set(presets.map(({ id }) => id)).size, presets.length);
  });
});
