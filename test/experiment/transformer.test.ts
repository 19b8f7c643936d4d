import { assert } from "chai";
import {
  parseFile,
  readTokens,
  readTransformer,
  sentenceText,
  surrogateCorpus,
  surrogateOf,
  transformerPresets,
  transformerSentence,
  type ChainsExperiment,
  type ResolvedTokens,
  type TransformerExperiment,
} from "../../src/experiment/index.js";

const TEXT = "abracadabra\n".repeat(100);
const RECIPES = [{ form: "fully-synthetic", samples: 1000 }];

function file(more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    version: 1,
    kind: "transformer",
    corpus: { form: "text", text: TEXT },
    model: { context: 16 },
    recipes: RECIPES,
    ...more,
  };
}

function read(value: unknown, corpus: ResolvedTokens | null = null): TransformerExperiment {
  const parsed = readTransformer(value, corpus);
  return parsed.ok ? parsed.experiment : assert.fail(parsed.message);
}

function messageOf(value: unknown, corpus: ResolvedTokens | null = null): string {
  const parsed = readTransformer(value, corpus);
  return parsed.ok ? assert.fail("It was accepted.") : parsed.message;
}

async function tokens(
  text: string,
  tokenizer: "characters" | "gpt2" = "characters",
): Promise<ResolvedTokens> {
  const read = await readTokens([new TextEncoder().encode(text)], tokenizer);
  return typeof read === "string" ? assert.fail(read) : read;
}

describe("an experiment of kind transformer", () => {
  it("has the paper's defaults", async () => {
    const { sha256 } = await tokens(TEXT);
    const corpus = { form: "file", name: "spell.txt", sha256 };
    const experiment = read(
      { version: 1, kind: "transformer", corpus, recipes: RECIPES },
      {
        ...(await tokens(TEXT.repeat(2))),
        sha256,
      },
    );
    assert.deepEqual(experiment, {
      version: 1,
      kind: "transformer",
      seed: 1,
      corpus: { ...corpus, form: "file", tokenizer: "characters", validationShare: 0.1 },
      truth: { form: "trained" },
      model: {
        context: 128,
        width: 256,
        layers: 8,
        heads: 4,
        bias: false,
        tiedHead: true,
        activation: "gelu",
        dropout: 0.2,
      },
      training: {
        steps: 2000,
        batch: 256,
        microBatch: "auto",
        learningRate: 0.001,
        finalLearningRate: 0.0001,
        warmupSteps: 100,
        beta1: 0.9,
        beta2: 0.99,
        epsilon: 1e-8,
        weightDecay: 0.1,
        gradientClip: 1,
        initialWeights: "fresh",
      },
      realData: "model",
      recipes: [{ form: "fully-synthetic", samples: 1024 }],
      generations: 10,
      decoding: { temperature: 1 },
      sampling: { prompt: "\n", streamLength: 1024, window: "refresh" },
      evaluation: {
        every: 100,
        contexts: 300,
        contextLength: 128,
        heldOutSamples: 60_416,
        earlyToken: 20,
        lateToken: 100,
      },
      surrogate: false,
      engine: "auto",
      precision: "float32",
    });
  });

  it("rounds n and N up to whole streams, and is the same when it is read again", () => {
    const recipes = [
      { form: "partially-synthetic", samples: 1, realSamples: 300 },
      { form: "accumulate", samples: 384 },
    ];
    const experiment = read(file({ recipes }));
    assert.deepEqual(experiment.recipes, [
      { form: "partially-synthetic", samples: 128, realSamples: 384 },
      { form: "accumulate", samples: 384, realSamples: 384 },
    ]);
    assert.deepEqual(read(JSON.parse(JSON.stringify(experiment))), experiment);
  });

  it("starts its streams from a token of the text", () => {
    const corpus = { form: "text", text: "abracadabra ".repeat(100) };
    assert.equal(read(file({ corpus })).sampling.prompt, "a");
    assert.equal(read(file()).sampling.prompt, "\n");
  });

  it("asks for GPT-2's tokens even of its own text, and starts its streams from one of them", async () => {
    const text = "abracadabra and so on, ".repeat(100);
    const corpus = { form: "text", text, tokenizer: "gpt2" };
    const parsed = readTransformer(file({ corpus }));
    if (parsed.ok) assert.fail("It was accepted.");
    assert.deepEqual(parsed.missing, { form: "text", text, tokenizer: "gpt2" });
    assert.equal(messageOf(file({ corpus }), await tokens(text)), parsed.message);
    const cut = await tokens(text, "gpt2");
    assert.equal(read(file({ corpus }), cut).sampling.prompt, "\n");
    assert.equal(read(file({ corpus, sampling: { prompt: " and" } }), cut).sampling.prompt, " and");
    assert.equal(
      messageOf(file({ corpus, sampling: { prompt: "abracadabra" } }), cut),
      'sampling.prompt is "abracadabra"; allowed with tokenizer "gpt2": one of its tokens.',
    );
  });

  it("asks for the text that it names, and takes no other", async () => {
    const named = file({ corpus: { form: "tiny-shakespeare" } });
    const parsed = readTransformer(named);
    const sha256 = "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed";
    if (parsed.ok) assert.fail("It was accepted.");
    assert.deepInclude({ ...parsed.missing }, { form: "url", sha256, tokenizer: "characters" });
    const other = await tokens(TEXT);
    assert.match(messageOf(named, other), /^corpus is ".*" with the SHA-256 86c4.*; the text given has /);
    assert.equal(read(named, { ...other, sha256 }).corpus.form, "tiny-shakespeare");
  });

  it("is told from one of kind chains", () => {
    const parsed = parseFile(JSON.stringify(file()), { seed: 7 });
    assert.isTrue(parsed.ok && "experiment" in parsed && parsed.experiment.kind === "transformer");
    assert.deepInclude(parsed, { experiment: read(file({ seed: 7 })) });
    const other = parseFile(JSON.stringify(file({ kind: "regression" })));
    assert.isTrue(!other.ok && other.message === 'kind is "regression"; allowed: "chains" or "transformer".');
    for (const value of [null, [], "x", 1, { kind: "transformer" }]) {
      assert.isFalse(parseFile(JSON.stringify(value)).ok);
    }
  });

  /** What is refused, and the sentence that says so. */
  const refused: readonly (readonly [Record<string, unknown>, string])[] = [
    [{ recipes: [] }, "recipes is a list of 0; allowed: a list of 1 to 16 recipes."],
    [{ recipes: undefined }, "recipes is missing; allowed: a list of 1 to 16 recipes."],
    [
      { recipes: [{ form: "weighted", samples: 10, realWeight: 0.5 }] },
      'recipes[0].form is "weighted"; allowed: "fully-synthetic", "partially-synthetic", "fresh-real", "accumulate", ' +
        '"accumulate-subsample" or "most-recent".',
    ],
    [
      { recipes: [{ form: "fully-synthetic", samples: 0 }] },
      "recipes[0].samples is 0; allowed: a whole number from 1 to 16,777,216.",
    ],
    [
      { recipes: [{ form: "fully-synthetic", samples: 9, realSamples: 9 }] },
      'recipes[0] has an unknown field "realSamples"; allowed: form and samples.',
    ],
    [
      { recipes: [...RECIPES, { form: "partially-synthetic", samples: 250, realSamples: 2000 }] },
      "recipes[1].realSamples is 2,048; allowed: 1,024 (all recipes learn the same real tokens at first, and recipes[0] " +
        "has N = 1,024).",
    ],
    [
      { recipes: [{ form: "most-recent", samples: 1000, window: 9 }] },
      "recipes[0].window is 9; allowed: a whole number from 1 to 8 (1,024 tokens are 8 streams of 128).",
    ],
    [
      { recipes: [{ form: "most-recent", samples: 128, window: 2 }] },
      "recipes[0].window is 2; allowed: a whole number from 1 to 1 (128 tokens are 1 stream of 128).",
    ],
    [
      { recipes: [{ form: "accumulate", samples: 2 ** 24 }], generations: 50 },
      "generations is 50; allowed with recipes[0].samples 16,777,216: up to 15 (268,435,456 tokens in all).",
    ],
    [
      { sampling: [] },
      "sampling is a list of 0; allowed: an object with the fields prompt, streamLength and window.",
    ],
    [{ model: { width: 10 } }, "model.heads is 4; allowed with model.width 10: a divisor of it."],
    [{ model: { dropout: 1 } }, "model.dropout is 1; allowed: a number from 0 to 0.95."],
    [{ model: { activation: "relu" } }, 'model.activation is "relu"; allowed: "gelu" or "gelu-tanh".'],
    [
      { training: { batch: 8, microBatch: 3 } },
      'training.microBatch is 3; allowed with training.batch 8: "auto" or a divisor of it.',
    ],
    [
      { training: { optimizer: "sgd" } },
      /^training has an unknown field "optimizer"; allowed: steps, batch, /.source,
    ],
    [
      { sampling: { streamLength: 16 } },
      "sampling.streamLength is 16; allowed with model.context 16: a whole number from 17 to 1,048,576.",
    ],
    [
      { sampling: { prompt: "" } },
      'sampling.prompt is ""; allowed: a non-empty text of up to 1,000 characters.',
    ],
    [
      { sampling: { prompt: "abcabcabcabcabca" } },
      "sampling.prompt has 16 tokens; allowed with model.context 16: up to 15.",
    ],
    [
      { sampling: { prompt: "az" } },
      'sampling.prompt is "az"; allowed: characters of the text, and "z" is none.',
    ],
    [
      { evaluation: { contextLength: 17 } },
      "evaluation.contextLength is 17; allowed with model.context 16: a whole number from 1 to 16.",
    ],
    [
      { evaluation: { earlyToken: 5, lateToken: 5 } },
      "evaluation.lateToken is 5; allowed with evaluation.earlyToken 5: more than that.",
    ],
    [
      { corpus: { form: "text", text: TEXT, tokenizer: "words" } },
      'corpus.tokenizer is "words"; allowed: "characters" or "gpt2".',
    ],
    [
      { corpus: { form: "text", text: "a\n".repeat(50) } },
      "The text has 90 tokens for training and 10 for validation; allowed with model.context 16: at least 17 of each.",
    ],
    [
      { realData: "corpus", recipes: [{ form: "fully-synthetic", samples: 2000 }] },
      'realData is "corpus", and recipes[0] asks for N = 2,048 real tokens; allowed: up to 1,080 (the text has 1,080 tokens ' +
        "for training).",
    ],
    [{ surrogate: 1 }, "surrogate is 1; allowed: true or false."],
    [
      { surrogate: true, corpus: { form: "text", text: TEXT, tokenizer: "gpt2" } },
      'surrogate is true; allowed with tokenizer "gpt2": false.',
    ],
    [{ precision: "float16" }, 'precision is "float16"; allowed: "float32".'],
    [
      { chains: 5 },
      /^The experiment has an unknown field "chains"; allowed: version, kind, seed, corpus, /.source,
    ],
  ];
  for (const [more, sentence] of refused) {
    it(`is refused by name: ${sentence}`, () => {
      const message = messageOf(file(more));
      if (sentence.startsWith("^")) assert.match(message, new RegExp(sentence));
      else assert.equal(message, sentence);
    });
  }

  it("is said in a few sentences", () => {
    const recipes = [...RECIPES, { form: "partially-synthetic", samples: 256, realSamples: 1000 }];
    assert.equal(
      sentenceText(transformerSentence(read(file({ recipes, decoding: { topK: 5 } })))),
      "A transformer of 8 layers, width 256 and context 16 learns a given text for 2,000 steps of 256 windows: p(0). " +
        "p(1) learns N = 1,024 tokens that p(0) writes, and every model after it, up to generation 10, " +
        "n = 1,024 tokens of the model before it; or those N and n = 256 tokens of the model before it. " +
        "Models write from the top 5 tokens.",
    );
    const truth = { form: "weights", name: "p0.safetensors", sha256: "0".repeat(64) };
    assert.match(
      sentenceText(transformerSentence(read(file({ recipes, truth })))),
      /^A transformer of .* and context 16 has the weights "p0\.safetensors": p\(0\)\. Its text is a given text\. p\(1\) learns N = 1,024 tokens that p\(0\) writes, for 2,000 steps of 256 windows, and every model/,
    );
  });
});

describe("the surrogate of a transformer", () => {
  const recipes = [
    { form: "partially-synthetic", samples: 256, realSamples: 1024 },
    { form: "most-recent", samples: 1024, window: 8 },
  ];

  async function surrogate(corpus: object, index: number): Promise<ChainsExperiment> {
    const text = await tokens(TEXT);
    const experiment = read(file({ corpus, recipes, generations: 3, decoding: { topK: 3 }, seed: 7 }), text);
    const [recipe, table] = [experiment.recipes[index], surrogateCorpus(experiment, text.text)];
    if (typeof table === "string") return assert.fail(table);
    if (recipe === undefined) return assert.fail("There is no such recipe.");
    const parsed = surrogateOf(experiment, recipe, table);
    return parsed.ok ? parsed.experiment : assert.fail(parsed.message);
  }

  it("spreads n and N over the trigrams' contexts", async () => {
    const { truth, recipe, contexts, stop, generations, decoding, seed } = await surrogate(
      { form: "text", text: TEXT },
      0,
    );
    assert.deepEqual(truth, {
      form: "text",
      corpus: { form: "text", text: TEXT },
      tokenizer: "characters",
      contextLength: 2,
    });
    // ab, br, ra, ac, ca, ad, da, a-newline and newline-a.
    assert.equal(contexts, 9);
    assert.deepEqual(recipe, { form: "partially-synthetic", samples: 28, realSamples: 114 });
    assert.deepEqual([stop, generations, decoding, seed], ["generations", 3, { temperature: 1, topK: 3 }, 7]);
  });

  it("names the same text", async () => {
    const corpus = { form: "file" as const, name: "a.txt", sha256: (await tokens(TEXT)).sha256 };
    const { truth, recipe } = await surrogate(corpus, 1);
    assert.deepEqual("corpus" in truth && truth.corpus, corpus);
    assert.deepEqual(recipe, { form: "most-recent", samples: 114, window: 8 });
  });
});

describe("presets of kind transformer", () => {
  for (const { id, experiment } of transformerPresets) {
    it(`${id} is canonical`, async () => {
      const { corpus } = experiment;
      const text = corpus.form === "text" ? corpus.text : `${TEXT}\n`.repeat(10_000);
      const sha256 = "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed";
      const resolved = await tokens(text, corpus.tokenizer);
      assert.deepEqual(read(experiment, { ...resolved, sha256 }), experiment);
    });
  }

  it("have the paper's sizes", () => {
    const paper = transformerPresets.find(({ id }) => id === "paper")?.experiment;
    assert.deepEqual(
      paper?.recipes.map(({ samples }) => samples),
      [1_000_448, 1_000_448, 250_880],
    );
  });
});
