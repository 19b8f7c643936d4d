import { assert } from "chai";
import fc from "fast-check";
import { canonicalJson, parseExperiment, readExperiment } from "../../src/experiment/index.js";
import { messageOf, minimal, read } from "./examples.js";

describe("readExperiment", () => {
  it("fills in every default, in canonical order", () => {
    assert.equal(
      JSON.stringify(read(minimal())),
      JSON.stringify({
        version: 1,
        kind: "chains",
        seed: 1,
        truth: { form: "uniform", tokens: 3 },
        contexts: 1,
        recipe: { form: "fully-synthetic", samples: 100 },
        decoding: { temperature: 1 },
        chains: 10000,
        generations: null,
        stop: "collapse",
        method: "simulate",
        engine: "auto",
      }),
    );
  });

  it("puts fields in canonical order whatever their order was", () => {
    const value = minimal({ engine: "cpu", seed: "s", truth: { exponent: 1, tokens: 5, form: "zipf" } });
    const backwards = Object.fromEntries(Object.entries(value).reverse());
    assert.equal(JSON.stringify(read(backwards)), JSON.stringify(read(value)));
    assert.deepEqual(Object.keys(read(backwards).truth), ["form", "tokens", "exponent"]);
  });

  it("gives stop generations a cap of 1000, and refuses it without one", () => {
    assert.equal(read(minimal({ stop: "generations" })).generations, 1000);
    assert.equal(read(minimal({ generations: 7 })).generations, 7);
    assert.equal(read(minimal({ generations: null })).generations, null);
    assert.equal(
      messageOf(minimal({ stop: "generations", generations: null })),
      'generations is null; allowed with stop "generations": a whole number from 1 to 2,147,483,647.',
    );
  });

  it("gives a Dirichlet truth the experiment's seed unless it has its own", () => {
    const truth = { form: "dirichlet", tokens: 5, concentration: 0.5 } as const;
    assert.deepEqual(read(minimal({ seed: "abc", truth })).truth, { ...truth, seed: "abc" });
    assert.deepEqual(read(minimal({ seed: "abc", truth: { ...truth, seed: 4 } })).truth, {
      ...truth,
      seed: 4,
    });
  });

  it("reads what it wrote as the same", () => {
    for (const value of [minimal(), minimal({ truth: { form: "weights", weights: [1, 0, 2.5] } })]) {
      const experiment = read(value);
      assert.deepEqual(read(JSON.parse(JSON.stringify(experiment))), experiment);
    }
  });

  it("keeps nothing of what it read", () => {
    const weights = [1, 2];
    const { truth } = read(minimal({ truth: { form: "weights", weights } }));
    weights[0] = 9;
    assert.deepEqual(truth, { form: "weights", weights: [1, 2] });
  });

  it("writes -0 as 0", () => {
    const { seed, truth } = read(minimal({ seed: -0, truth: { form: "weights", weights: [-0, 1] } }));
    assert.isTrue(Object.is(seed, 0));
    assert.isTrue(truth.form === "weights" && Object.is(truth.weights[0], 0));
  });
});

describe("limits", () => {
  const weights = (list: readonly unknown[]): unknown =>
    minimal({ truth: { form: "weights", weights: list } });
  const geometric = (tokens: number, sumOfSquares: number): unknown =>
    minimal({ truth: { form: "geometric", tokens, sumOfSquares } });
  const recipe = (samples: unknown): unknown => minimal({ recipe: { form: "fully-synthetic", samples } });

  it("allows both ends", () => {
    for (const value of [
      recipe(1),
      recipe(2 ** 20),
      minimal({ truth: { form: "uniform", tokens: 1 } }),
      minimal({ truth: { form: "uniform", tokens: 2 ** 20 } }),
      minimal({ truth: { form: "zipf", tokens: 2, exponent: 0 } }),
      minimal({ truth: { form: "zipf", tokens: 2, exponent: 100 } }),
      minimal({ truth: { form: "dirichlet", tokens: 2, concentration: 1e-3 } }),
      minimal({ truth: { form: "dirichlet", tokens: 2, concentration: 1e6 } }),
      geometric(3, 1 / 3),
      geometric(3, 1),
      geometric(1, 1),
      weights([2 ** 31]),
      weights([0, 5e-324]),
      weights(Array.from({ length: 2 ** 20 }, () => 0.5)),
      minimal({ chains: 2 ** 32 - 1 }),
      minimal({ contexts: 2 ** 20, chains: 2 ** 13 - 1 }),
      minimal({ generations: 2 ** 31 - 1 }),
      minimal({ seed: Number.MAX_SAFE_INTEGER }),
      minimal({ seed: "0" }),
      minimal({ seed: "🂡" }),
    ]) {
      assert.isTrue(readExperiment(value).ok);
    }
  });

  /** What is refused, and the sentence that says so. */
  const refused: readonly (readonly [unknown, string])[] = [
    [recipe(0), "recipe.samples is 0; allowed: a whole number from 1 to 1,048,576."],
    [recipe(2 ** 20 + 1), "recipe.samples is 1048577; allowed: a whole number from 1 to 1,048,576."],
    [recipe(1.5), "recipe.samples is 1.5; allowed: a whole number from 1 to 1,048,576."],
    [recipe("100"), 'recipe.samples is "100"; allowed: a whole number from 1 to 1,048,576.'],
    [recipe(NaN), "recipe.samples is NaN; allowed: a whole number from 1 to 1,048,576."],
    [recipe([100]), "recipe.samples is a list of 1; allowed: a whole number from 1 to 1,048,576."],
    [recipe(undefined), "recipe.samples is missing; allowed: a whole number from 1 to 1,048,576."],
    [
      minimal({ recipe: { form: "fully-synthetic" } }),
      "recipe.samples is missing; allowed: a whole number from 1 to 1,048,576.",
    ],
    [
      minimal({ recipe: { form: "synthetic" } }),
      'recipe.form is "synthetic"; allowed: "fully-synthetic", "partially-synthetic", "fresh-real", "most-recent", ' +
        '"randomly-sampled", "accumulate", "accumulate-subsample", "weighted", "growing" or "mixing-matrix".',
    ],
    [
      minimal({ recipe: { form: "fully-synthetic", sample: 5 } }),
      'recipe has an unknown field "sample"; allowed: form and samples.',
    ],
    [
      minimal({ truth: { form: "uniform", tokens: 0 } }),
      "truth.tokens is 0; allowed: a whole number from 1 to 1,048,576.",
    ],
    [
      minimal({ truth: { form: "normal" } }),
      'truth.form is "normal"; allowed: "uniform", "zipf", "geometric", "dirichlet", "weights" or "text".',
    ],
    [
      minimal({ truth: {} }),
      'truth.form is missing; allowed: "uniform", "zipf", "geometric", "dirichlet", "weights" or "text".',
    ],
    [minimal({ truth: "uniform" }), 'truth is "uniform"; allowed: an object with a form.'],
    [minimal({ truth: undefined }), "truth is missing; allowed: an object with a form."],
    [{ version: 1, kind: "chains" }, "truth is missing; allowed: an object with a form."],
    [
      minimal({ truth: { form: "zipf", tokens: 2, exponent: -1 } }),
      "truth.exponent is -1; allowed: a number from 0 to 100.",
    ],
    [
      geometric(3, 0.3),
      "truth.sumOfSquares is 0.3; allowed: a number from 0.3333333333333333 (3 tokens, uniform) to 1.",
    ],
    [geometric(3, 1.1), "truth.sumOfSquares is 1.1; allowed: a number from 0 to 1."],
    [
      minimal({ truth: { form: "dirichlet", tokens: 2, concentration: 0 } }),
      "truth.concentration is 0; allowed: a number from 0.001 to 1,000,000.",
    ],
    [weights([]), "truth.weights is a list of 0; allowed: a list of 1 to 1,048,576 numbers."],
    [weights([0, 0]), "truth.weights sum to 0; allowed: more than 0 and at most 2,147,483,648."],
    [
      weights([2 ** 31, 1]),
      "truth.weights sum to 2147483649; allowed: more than 0 and at most 2,147,483,648.",
    ],
    [
      weights([1e308, 1e308]),
      "truth.weights sum to Infinity; allowed: more than 0 and at most 2,147,483,648.",
    ],
    [weights([1, -1]), "truth.weights[1] is -1; allowed: a finite number of at least 0."],
    [weights([1, null]), "truth.weights[1] is null; allowed: a finite number of at least 0."],
    [weights([1, Infinity]), "truth.weights[1] is Infinity; allowed: a finite number of at least 0."],
    [weights(new Array(3)), "truth.weights[0] is missing; allowed: a finite number of at least 0."],
    [
      weights({ length: 2 } as unknown as unknown[]),
      "truth.weights is an object; allowed: a list of 1 to 1,048,576 numbers.",
    ],
    [minimal({ chains: 2 ** 32 }), "chains is 4294967296; allowed: a whole number from 1 to 4,294,967,295."],
    [
      minimal({ chains: 2 ** 13, contexts: 2 ** 20 }),
      "chains times contexts is 8,589,934,592; allowed: below 8,589,934,592.",
    ],
    [
      minimal({ generations: 0 }),
      "generations is 0; allowed: a whole number from 1 to 2,147,483,647, or null for no cap.",
    ],
    [
      minimal({ decoding: [] }),
      "decoding is a list of 0; allowed: an object with the fields temperature, topK and topP.",
    ],
    [
      minimal({ decoding: { top: 5 } }),
      'decoding has an unknown field "top"; allowed: temperature, topK and topP.',
    ],
    [minimal({ stop: "never" }), 'stop is "never"; allowed: "collapse" or "generations".'],
    [minimal({ method: "dual" }), 'method is "dual"; allowed: "simulate", "ancestry" or "exact".'],
    [
      minimal({ method: "exact", recipe: { form: "randomly-sampled", samples: 5 } }),
      'recipe.form is "randomly-sampled"; allowed with method "exact": "fully-synthetic".',
    ],
    [
      minimal({ method: "ancestry", decoding: { topK: 5 } }),
      'decoding is not plain; allowed with method "ancestry": temperature 1 without topK and topP.',
    ],
    [
      minimal({ method: "ancestry", stop: "generations" }),
      'stop is "generations"; allowed with method "ancestry": "collapse".',
    ],
    [
      minimal({ method: "exact", engine: "webgpu" }),
      'engine is "webgpu"; allowed with method "exact": "auto" or "cpu".',
    ],
    [minimal({ engine: "gpu" }), 'engine is "gpu"; allowed: "auto", "webgpu" or "cpu".'],
    [minimal({ version: 2 }), "version is 2; allowed: 1."],
    [minimal({ kind: "transformer" }), 'kind is "transformer"; allowed: "chains".'],
    [
      minimal({ seed: -1 }),
      "seed is -1; allowed: a whole number from 0 to 9,007,199,254,740,991 or a non-empty text of well-formed Unicode.",
    ],
    [
      minimal({ chain: 5 }),
      'The experiment has an unknown field "chain"; allowed: version, kind, seed, truth, contexts, recipe, decoding, ' +
        "chains, generations, stop, method and engine.",
    ],
  ];
  for (const [value, message] of refused) {
    it(message, () => {
      assert.equal(messageOf(value), message);
    });
  }

  it("refuses seeds that are no seed", () => {
    for (const seed of ["", "\ud800", "a\udc00b", 2 ** 53, 0.5, NaN, Infinity, null, true, {}, []]) {
      assert.match(messageOf(minimal({ seed })), /^seed is .*; allowed: /u);
    }
  });

  it("refuses what is no object", () => {
    for (const value of [null, undefined, 5, "x", true, [], [minimal()], () => 1, Symbol("s"), 5n]) {
      assert.match(messageOf(value), /^(The experiment is|The experiment has|version is) .*; allowed: /);
    }
  });
});

describe("parseExperiment", () => {
  const parse = (text: string): string => {
    const parsed = parseExperiment(text);
    if (parsed.ok) assert.fail("It was accepted.");
    return parsed.message;
  };

  it("reads JSON, with a byte order mark or without", () => {
    const text = JSON.stringify(minimal());
    assert.deepEqual(parseExperiment(text), { ok: true, experiment: read(minimal()) });
    assert.deepEqual(parseExperiment(`\ufeff${text}\r\n`), { ok: true, experiment: read(minimal()) });
  });

  it("puts overrides in the file's place before it fills in defaults", () => {
    const truth = { form: "dirichlet", tokens: 3, concentration: 1 };
    const parsed = parseExperiment(JSON.stringify(minimal({ truth, chains: 0 })), { seed: 5, chains: 9 });
    assert.deepEqual(parsed, { ok: true, experiment: read(minimal({ truth, seed: 5, chains: 9 })) });
    assert.match(parse("[]"), /^version is missing; /);
  });

  it("says in one line what is not JSON", () => {
    for (const text of [
      "{",
      '{"a":\n\n,}',
      "NaN",
      '{"seed": Infinity}',
      "\u0000",
      "<html>\n</html>",
      "{'a':1}",
    ]) {
      assert.match(parse(text), /^The experiment is not JSON: [^\n\r]+\.$/);
    }
    assert.equal(parse(" \n"), "The experiment file is empty; allowed: an experiment as JSON.");
  });

  it("refuses 60 MB before reading it", () => {
    assert.equal(parse(" ".repeat(60_000_000)), "The experiment file has 60 MB; allowed: up to 50 MB.");
    assert.match(parse(`"${"é".repeat(25_000_001)}"`), /^The experiment file has 50\.1 MB; /);
  });

  it("survives deep nesting", () => {
    const depth = 200_000;
    parse("[".repeat(depth));
    parse(`${'{"truth":'.repeat(depth)}1${"}".repeat(depth)}`);
    const nested = `${"[".repeat(depth)}${"]".repeat(depth)}`;
    parse(JSON.stringify(minimal({ chains: 0 })).replace('"chains":0', `"chains":${nested}`));
  });

  it("reads a million weights quickly", () => {
    const began = performance.now();
    const truth = { form: "weights", weights: Array.from({ length: 1_000_000 }, (_, i) => i % 1000) };
    assert.isTrue(parseExperiment(JSON.stringify(minimal({ truth }))).ok);
    assert.isBelow(performance.now() - began, 5000);
  });

  it("refuses __proto__ and its kin by name, and pollutes nothing", () => {
    for (const name of ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty"]) {
      const field = `{"${name}":{"polluted":1,"form":"uniform","tokens":3},`;
      const outer = JSON.stringify(minimal()).replace("{", field);
      assert.include(parse(outer), `The experiment has an unknown field "${name}"; allowed: version`);
      const inner = JSON.stringify(minimal()).replace('"truth":{', `"truth":${field}`);
      assert.equal(parse(inner), `truth has an unknown field "${name}"; allowed: form and tokens.`);
    }
    assert.isUndefined(({} as Record<string, unknown>)["polluted"]);
    assert.match(parse('{"__proto__":{"version":1,"kind":"chains"}}'), /unknown field "__proto__"/);
  });
});

describe("hostile values", () => {
  it("never throw", () => {
    const throwing = new Proxy(
      {},
      {
        get: () => {
          throw new Error("trap\nsprung");
        },
        has: () => true,
      },
    );
    assert.match(messageOf(throwing), /^The experiment cannot be read: trap sprung\.$/);
    const circle: Record<string, unknown> = {};
    circle["truth"] = circle;
    messageOf(circle);
    messageOf(minimal({ ["x\n".repeat(1000)]: 1 }));
  });

  it("get a sentence of one short line, and what is accepted is canonical", () => {
    const check = (value: unknown): void => {
      const parsed = readExperiment(value);
      if (parsed.ok) {
        assert.equal(canonicalJson(read(parsed.experiment)), canonicalJson(parsed.experiment));
        return;
      }
      assert.match(parsed.message, /^\S[^\n\r\u2028\u2029]*\.$/u);
      assert.isBelow(parsed.message.length, 400);
    };
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withNullPrototype: true, withSparseArray: true }), check),
      {
        seed: 1,
        numRuns: 2000,
      },
    );
    fc.assert(fc.property(mutation, check), { seed: 1, numRuns: 3000 });
  });

  it("as text get a sentence too", () => {
    const text = JSON.stringify(minimal({ truth: { form: "zipf", tokens: 50, exponent: 1.5 } }));
    const damage = fc.tuple(fc.nat(text.length), fc.nat(8), fc.string({ unit: "binary", maxLength: 8 }));
    const check = ([at, cut, put]: [number, number, string]): void => {
      const parsed = parseExperiment(text.slice(0, at) + put + text.slice(at + cut));
      if (!parsed.ok) assert.match(parsed.message, /^[^\n\r]+\.$/);
    };
    fc.assert(fc.property(damage, check), { seed: 1, numRuns: 3000 });
  });
});

/** A valid file with one field, at the top or inside, set to something else, taken away or added. */
const mutation = fc
  .record({
    base: fc.constantFrom<unknown>(
      minimal(),
      minimal({ truth: { form: "geometric", tokens: 52, sumOfSquares: 0.1 }, contexts: 2, chains: 5 }),
      minimal({ truth: { form: "dirichlet", tokens: 52, concentration: 1 }, stop: "generations" }),
      minimal({ truth: { form: "weights", weights: [3, 1] }, seed: "s", decoding: { temperature: 1 } }),
      minimal({ recipe: { form: "weighted", samples: 9, realSamples: 5, realWeight: 0.5 } }),
      minimal({ recipe: { form: "mixing-matrix", quotas: [[5], [2, 3]] }, decoding: { topK: 5, topP: 0.5 } }),
      minimal({
        truth: {
          form: "text",
          corpus: { form: "text", text: "abcabd" },
          tokenizer: "characters",
          contextLength: 1,
        },
      }),
    ),
    owner: fc.constantFrom("", "truth", "recipe", "decoding"),
    field: fc.oneof(
      fc.constantFrom(
        "version",
        "seed",
        "form",
        "tokens",
        "samples",
        "realSamples",
        "quotas",
        "corpus",
        "contextLength",
        "topP",
        "weights",
        "generations",
        "stop",
        "chains",
      ),
      fc.string(),
      fc.constantFrom("__proto__", "constructor"),
    ),
    value: fc.oneof(
      fc.integer(),
      fc.double(),
      fc.string({ unit: "binary" }),
      fc.anything(),
      fc.constant(undefined),
    ),
    remove: fc.boolean(),
  })
  .map(({ base, owner, field, value, remove }) => {
    const copy = structuredClone(base) as Record<string, unknown>;
    const at = owner === "" ? copy : (copy[owner] ?? copy);
    if (remove) Reflect.deleteProperty(at, field);
    else Object.defineProperty(at, field, { value, enumerable: true, configurable: true, writable: true });
    return copy;
  });
