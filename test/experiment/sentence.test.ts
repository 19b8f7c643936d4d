import { assert } from "chai";
import fc from "fast-check";
import {
  experimentSentence,
  presets,
  sentenceText,
  type ChainsExperiment,
} from "../../src/experiment/index.js";
import { minimal, read } from "./examples.js";
import { files } from "./files.js";

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

  it("says what every recipe draws", () => {
    const ofRecipe = (recipe: object, more: object = {}): string => {
      const [, draws = ""] = of({ recipe, generations: 9, ...more }).split(/uniform\. |before it\. /);
      return draws;
    };
    const samples = 10;
    assert.equal(
      ofRecipe({ form: "partially-synthetic", samples, realSamples: 1 }),
      "Every generation draws n = 10 samples from the model before it and adds the same N = 1 real sample, partially " +
        "synthetic, until a single token is left or generation 9 is reached.",
    );
    assert.equal(
      ofRecipe({ form: "fresh-real", samples, realShare: 0.25 }),
      "Every generation draws n = 10 samples, each real and new with probability 0.25 and else from the model before it, " +
        "for 9 generations.",
    );
    assert.equal(
      ofRecipe({ form: "most-recent", samples, window: 2 }, { contexts: 3, stop: "collapse" }),
      "Every generation draws n = 10 samples per context anew from the 2 most recent models, the truth among them at " +
        "first, until a single token is left in every context for the first time or generation 9 is reached.",
    );
    assert.equal(
      ofRecipe({ form: "randomly-sampled", samples }),
      "Every generation draws n = 10 samples anew, each from a model chosen at random among all before, the truth " +
        "included, for 9 generations.",
    );
    assert.equal(
      ofRecipe({ form: "accumulate", samples, realSamples: 5 }),
      "Every generation draws n = 10 samples from the model before it, and learns from all that was ever drawn, N = 5 " +
        "real samples included: the data accumulate, until a single token is left or generation 9 is reached.",
    );
    assert.equal(
      ofRecipe({ form: "accumulate-subsample", samples }),
      "The data accumulate, N = 10 real samples included; every generation adds what the model before it wrote and " +
        "learns from a new subsample of n = 10 samples, for 9 generations.",
    );
    assert.equal(
      ofRecipe({ form: "weighted", samples, realWeight: 0.5 }),
      "Every generation draws n = 10 samples from the model before it and N = 10 new real samples, weighted together " +
        "with share 0.5 for the real ones, for 9 generations.",
    );
    assert.equal(
      ofRecipe({ form: "growing", samples, exponent: 1.5 }),
      "Generation m draws n = 10 samples × m to the power of 1.5 from the model before it, fully synthetic and growing, " +
        "until a single token is left or generation 9 is reached.",
    );
    assert.equal(
      ofRecipe({ form: "mixing-matrix", quotas: [[1], [1, 1]] }, { generations: 2 }),
      "Every generation draws from the models before it by quotas of its own, a mixing matrix, for 2 generations.",
    );
  });

  it("says how models write", () => {
    const writes = (decoding: object): string =>
      of({ decoding, generations: 9 }).split("is reached.")[1] ?? "";
    assert.equal(writes({}), "");
    assert.equal(writes({ temperature: 0.8 }), " Models write at temperature 0.8.");
    assert.equal(writes({ topK: 1 }), " Models write from the top token.");
    assert.equal(
      writes({ temperature: 2, topK: 50, topP: 0.9 }),
      " Models write at temperature 2, then from the top 50 tokens, then from the top share of 0.9.",
    );
  });

  it("says what a text is asked for", () => {
    const text = { form: "text", text: "to be or not to be" };
    const starts = (more: object): string => {
      const truth = { form: "text", corpus: text, tokenizer: "words", contextLength: 1, ...more };
      return of({ truth }).split(". ")[0] ?? "";
    };
    assert.equal(
      starts({}),
      "10,000 chains of 4 contexts start from the frequencies of words in a given text, each after the one before it",
    );
    assert.equal(
      starts({ tokenizer: "characters", contextLength: 3 }),
      "10,000 chains of 13 contexts start from the frequencies of characters in a given text, each after the 3 before it",
    );
    assert.equal(
      starts({ contextLength: 0 }),
      "10,000 chains start from the frequencies of words in a given text, whatever comes before",
    );
  });

  it("speaks of fields that are there", () => {
    const at = (value: unknown, path: string): unknown =>
      path.split(".").reduce((inner, key) => (inner as Record<string, unknown>)[key], value);
    fc.assert(
      fc.property(files, (file) => {
        const experiment = read(file);
        for (const { field } of experimentSentence(experiment)) {
          if (field !== undefined) assert.isDefined(at(experiment, field), field);
        }
      }),
      { seed: 1, numRuns: 500 },
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

  it("have a figure of the paper's or a paper of their own", () => {
    for (const { group, note } of presets) {
      assert.match(note, group === "Start here" ? /\.$/ : /arXiv \d{4}\.\d{5}.*\.$/);
    }
    const figures = presets.filter(({ group }) => group === "The paper's figures").map(({ id }) => id);
    assert.deepEqual(figures, [
      "figure-1",
      "figure-2",
      "figure-3",
      "figure-4",
      "figure-6-window",
      "figure-6-random",
    ]);
    const recipes = new Set(presets.map(({ experiment }) => experiment.recipe.form));
    assert.equal(recipes.size, 9);
  });
});
