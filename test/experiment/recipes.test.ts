import { assert } from "chai";
import fc from "fast-check";
import {
  canBeLeft,
  canonicalJson,
  fromLink,
  isPlain,
  parseExperiment,
  toLink,
} from "../../src/experiment/index.js";
import { messageOf, minimal, read } from "./examples.js";
import { files } from "./files.js";

const withRecipe = (recipe: object, more: object = {}): Record<string, unknown> =>
  minimal({ recipe, ...more });

describe("recipes", () => {
  it("have the truth's samples and a cap by default", () => {
    const of = (recipe: object, more: object = {}): unknown => {
      const { recipe: full, stop, generations } = read(withRecipe(recipe, more));
      return [full, stop, generations];
    };
    for (const form of ["partially-synthetic", "accumulate"]) {
      assert.deepEqual(of({ form, samples: 7 }), [{ form, samples: 7, realSamples: 7 }, "collapse", 1000]);
    }
    assert.deepEqual(of({ form: "accumulate-subsample", samples: 7, realSamples: 3 }), [
      { form: "accumulate-subsample", samples: 7, realSamples: 3 },
      "generations",
      1000,
    ]);
    assert.deepEqual(of({ form: "weighted", samples: 7, realWeight: 0.5 }), [
      { form: "weighted", samples: 7, realSamples: 7, realWeight: 0.5 },
      "generations",
      1000,
    ]);
    for (const recipe of [
      { form: "fresh-real", samples: 7, realShare: 0.5 },
      { form: "most-recent", samples: 7, window: 7 },
      { form: "randomly-sampled", samples: 7 },
    ]) {
      assert.deepEqual(of(recipe), [recipe, "generations", 1000]);
    }
    const growing = { form: "growing", samples: 7, exponent: 1.5 };
    assert.deepEqual(of(growing), [growing, "collapse", 1000]);
    const quotas = [[7], [0, 7], [1, 2, 3]];
    assert.deepEqual(of({ form: "mixing-matrix", quotas }), [
      { form: "mixing-matrix", quotas },
      "generations",
      3,
    ]);
    const cap = (temperature: number): unknown => read(minimal({ decoding: { temperature } })).generations;
    assert.deepEqual([cap(0.5), cap(1), cap(1.5)], [null, null, 1000]);
  });

  it("that look back one generation and at nothing real are fully synthetic, before any default", () => {
    const samples = 100;
    const plain = read(minimal());
    for (const recipe of [
      { form: "partially-synthetic", samples, realSamples: 0 },
      { form: "fresh-real", samples, realShare: 0 },
      { form: "fresh-real", samples, realShare: 2 ** -33 },
      { form: "weighted", samples, realSamples: 5, realWeight: 0 },
      { form: "weighted", samples, realSamples: 5, realWeight: -0 },
      { form: "most-recent", samples, window: 1 },
      { form: "growing", samples, exponent: 0 },
    ]) {
      assert.deepEqual(read(withRecipe(recipe)), plain);
    }
    const share = { form: "fresh-real", samples, realShare: 2 ** -32 };
    assert.deepEqual<unknown>(read(withRecipe(share)).recipe, share);
  });

  it("leave out a row's zeros at its end", () => {
    const quotas = [[5], [5, 0], [0, 5, 0]];
    const { recipe } = read(withRecipe({ form: "mixing-matrix", quotas }));
    assert.deepEqual(recipe, { form: "mixing-matrix", quotas: [[5], [5], [0, 5]] });
  });

  it("say whether a Dirac can be left", () => {
    const forms = [
      "fresh-real",
      "most-recent",
      "randomly-sampled",
      "accumulate-subsample",
      "weighted",
      "mixing-matrix",
    ] as const;
    for (const form of forms) assert.isTrue(canBeLeft({ form }));
    for (const form of ["fully-synthetic", "partially-synthetic", "accumulate", "growing"] as const) {
      assert.isFalse(canBeLeft({ form }));
    }
  });
});

describe("decoding", () => {
  it("is plain where models write by their frequencies", () => {
    assert.isTrue(isPlain(read(minimal({ decoding: {} })).decoding));
    for (const decoding of [{ temperature: 0.99 }, { topK: 5 }, { topP: 0.9 }]) {
      assert.isFalse(isPlain(read(minimal({ decoding })).decoding));
    }
  });

  it("stands in canonical order", () => {
    const { decoding } = read(minimal({ decoding: { topP: 1, topK: 2 ** 20, temperature: 100 } }));
    assert.equal(JSON.stringify(decoding), '{"temperature":100,"topK":1048576,"topP":1}');
  });
});

describe("limits of recipes and decoding", () => {
  const samples = "a whole number from 1 to 1,048,576.";
  const accumulate = { form: "accumulate", samples: 2 ** 20, realSamples: 2 ** 20 };
  const subsample = { ...accumulate, form: "accumulate-subsample" };
  const growing = { form: "growing", samples: 10, exponent: 1.5 };
  const mixing = (...quotas: unknown[]): unknown => withRecipe({ form: "mixing-matrix", quotas });

  it("allow both ends", () => {
    for (const value of [
      withRecipe({ form: "partially-synthetic", samples: 2 ** 20, realSamples: 2 ** 20 }),
      withRecipe({ form: "most-recent", samples: 5, window: 5 }),
      withRecipe({ form: "fresh-real", samples: 5, realShare: 1 }),
      withRecipe({ form: "weighted", samples: 5, realWeight: 1 }),
      withRecipe({ form: "randomly-sampled", samples: 5 }, { generations: 2 ** 24 }),
      withRecipe(accumulate, { generations: 2 ** 11 }),
      withRecipe(subsample, { generations: 2 ** 11 }),
      withRecipe(accumulate, { generations: 4, decoding: { temperature: 2 } }),
      withRecipe(growing, { generations: 2223 }),
      withRecipe({ form: "growing", samples: 2 ** 20, exponent: -10 }, { generations: null }),
      mixing([2 ** 20]),
      mixing(...Array.from({ length: 4096 }, (_, m) => [...new Array<number>(m).fill(0), 1])),
      minimal({ decoding: { temperature: 0.01, topK: 1, topP: 5e-324 } }),
    ]) {
      read(value);
    }
  });

  /** What is refused, and the sentence that says so. */
  const refused: readonly (readonly [unknown, string])[] = [
    [
      withRecipe({ form: "partially-synthetic", samples: 5, realSamples: -1 }),
      "recipe.realSamples is -1; allowed: a whole number from 0 to 1,048,576.",
    ],
    [withRecipe({ ...accumulate, realSamples: 0 }), `recipe.realSamples is 0; allowed: ${samples}`],
    [
      withRecipe({ form: "weighted", samples: 5, realSamples: 2 ** 21, realWeight: 0.5 }),
      `recipe.realSamples is 2097152; allowed: ${samples}`,
    ],
    [
      withRecipe({ form: "fresh-real", samples: 5 }),
      "recipe.realShare is missing; allowed: a number from 0 to 1.",
    ],
    [
      withRecipe({ form: "fresh-real", samples: 5, realShare: 1.01 }),
      "recipe.realShare is 1.01; allowed: a number from 0 to 1.",
    ],
    [
      withRecipe({ form: "weighted", samples: 5, realWeight: "half" }),
      'recipe.realWeight is "half"; allowed: a number from 0 to 1.',
    ],
    [
      withRecipe({ form: "most-recent", samples: 5, window: 6 }),
      "recipe.window is 6; allowed with 5 recipe.samples: a whole number from 1 to 5.",
    ],
    [withRecipe({ form: "most-recent", samples: 5, window: 0 }), `recipe.window is 0; allowed: ${samples}`],
    [
      withRecipe({ form: "fully-synthetic", samples: 5, realSamples: 5 }),
      'recipe has an unknown field "realSamples"; allowed: form and samples.',
    ],
    [
      withRecipe({ form: "growing", samples: 5, exponent: 11 }),
      "recipe.exponent is 11; allowed: a number from -10 to 10.",
    ],
    [
      withRecipe(growing, { generations: 2224 }),
      'generations is 2,224; allowed with recipe.form "growing" here: a whole number from 1 to 2,223 ' +
        "(a generation has up to 1,048,576 draws).",
    ],
    [
      withRecipe({ ...growing, samples: 100 }),
      'generations is not given, which means 1000; allowed with recipe.form "growing" here: a whole number from 1 to ' +
        "479 (a generation has up to 1,048,576 draws).",
    ],
    [
      withRecipe({ form: "randomly-sampled", samples: 5 }, { generations: 2 ** 24 + 1 }),
      'generations is 16,777,217; allowed with recipe.form "randomly-sampled" here: a whole number from 1 to 16,777,216 ' +
        "(it draws from every model before).",
    ],
    [
      withRecipe(accumulate, { generations: 2 ** 11 + 1 }),
      'generations is 2,049; allowed with recipe.form "accumulate" here: a whole number from 1 to 2,048 ' +
        "(the pool holds up to 2,147,483,648 draws).",
    ],
    [
      withRecipe(accumulate, { generations: null }),
      'generations is null; allowed with recipe.form "accumulate" here: a whole number from 1 to 2,048 ' +
        "(the pool holds up to 2,147,483,648 draws).",
    ],
    [
      withRecipe(subsample, { generations: 5, decoding: { temperature: 2 } }),
      'generations is 5; allowed with recipe.form "accumulate-subsample" here: a whole number from 1 to 4 ' +
        "(the pool holds up to 4,194,304 draws).",
    ],
    [
      withRecipe({ form: "weighted", samples: 5, realWeight: 0.5 }, { decoding: { temperature: 0.5 } }),
      'decoding.temperature is 0.5; allowed with recipe.form "weighted": 1 (its weights sum to 2,147,483,648, and a ' +
        "temperature takes up to 4,194,304).",
    ],
    [
      withRecipe({ form: "fresh-real", samples: 5, realShare: 0.5 }, { generations: null }),
      'generations is null; allowed with stop "generations": a whole number from 1 to 2,147,483,647.',
    ],
    [mixing(), "recipe.quotas is a list of 0; allowed: a list of 1 to 4,096 rows."],
    [
      mixing([1, 1]),
      "recipe.quotas[0] is a list of 2; allowed: a list of up to 1, one for each model before.",
    ],
    [mixing([1], 5), "recipe.quotas[1] is 5; allowed: a list of up to 2, one for each model before."],
    [mixing([0.5]), "recipe.quotas[0][0] is 0.5; allowed: a whole number from 0 to 1,048,576."],
    [mixing([1], [1, -1]), "recipe.quotas[1][1] is -1; allowed: a whole number from 0 to 1,048,576."],
    [mixing([1], [0, 0]), "recipe.quotas[1] sums to 0; allowed: 1 to 1,048,576."],
    [mixing([1], []), "recipe.quotas[1] sums to 0; allowed: 1 to 1,048,576."],
    [mixing([1], [2 ** 20, 1]), "recipe.quotas[1] sums to 1,048,577; allowed: 1 to 1,048,576."],
    [
      withRecipe({ form: "mixing-matrix", quotas: [[1], [1]] }, { generations: 3 }),
      'generations is 3; allowed with recipe.form "mixing-matrix" here: a whole number from 1 to 2 (a row for each).',
    ],
    [
      minimal({ decoding: { temperature: 0 } }),
      "decoding.temperature is 0; allowed: a number from 0.01 to 100.",
    ],
    [minimal({ decoding: { topK: 0 } }), `decoding.topK is 0; allowed: ${samples}`],
    [minimal({ decoding: { topP: 0 } }), "decoding.topP is 0; allowed: a number above 0 and up to 1."],
    [minimal({ decoding: { topP: NaN } }), "decoding.topP is NaN; allowed: a number above 0 and up to 1."],
  ];
  for (const [value, message] of refused) {
    it(message, () => {
      assert.equal(messageOf(value), message);
    });
  }
});

describe("every experiment", () => {
  it("is read back as it was written, from its JSON and from its link", () => {
    let linked = 0;
    fc.assert(
      fc.property(files, (file) => {
        const experiment = read(file);
        assert.equal(canonicalJson(read(experiment)), canonicalJson(experiment));
        const parsed = parseExperiment(JSON.stringify(experiment));
        assert.deepEqual(parsed, { ok: true, experiment });
        const link = toLink(experiment);
        assert.isNotNull(link);
        assert.deepEqual(fromLink(link), { ok: true, experiment });
        linked++;
      }),
      { seed: 1, numRuns: 1000 },
    );
    assert.equal(linked, 1000);
  });
});
