import { assert } from "chai";
import fc from "fast-check";
import {
  contextsOf,
  isSweep,
  parseFile,
  readExperiment,
  readSweep,
  sha256Hex,
  sweepCsv,
  type ChainsExperiment,
  type ChainsResult,
  type Sweep,
} from "../../src/experiment/index.js";
import { minimal } from "./examples.js";

type Fields = Readonly<Record<string, unknown>>;

/** A file with a sweep, 3 uniform tokens and n = 100 besides. */
function file(sweep: unknown, more: Fields = {}): Fields {
  return { ...(minimal() as Fields), sweep, ...more };
}

function read(sweep: unknown, more: Fields = {}): Sweep {
  const parsed = readSweep(file(sweep, more));
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.sweep;
}

function messageOf(sweep: unknown, more: Fields = {}): string {
  const parsed = readSweep(file(sweep, more));
  return parsed.ok ? "it was read" : parsed.message;
}

function samplesOf({ recipe }: ChainsExperiment): number | null {
  return "samples" in recipe ? recipe.samples : null;
}

function valuesOf(path: string, asked: unknown, more: Fields = {}): readonly unknown[] {
  return read({ [path]: asked }, more).fields[0]?.values ?? [];
}

const zipf = { truth: { form: "zipf", tokens: 5, exponent: 1 } };

describe("the values of a swept field", () => {
  it("are a list's, in its order", () => {
    assert.deepEqual(valuesOf("recipe.samples", [1000, 10, 100]), [1000, 10, 100]);
    assert.deepEqual(valuesOf("method", ["simulate", "exact"]), ["simulate", "exact"]);
    assert.deepEqual(valuesOf("generations", [null, 7]), [null, 7]);
  });

  it("are a linear range's", () => {
    assert.deepEqual(
      valuesOf("truth.exponent", { linear: [0, 1, 11] }, zipf),
      [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1],
    );
    assert.deepEqual(valuesOf("truth.exponent", { linear: [2, 1, 3] }, zipf), [2, 1.5, 1]);
    assert.deepEqual(valuesOf("recipe.samples", { linear: [7, 9, 1] }), [7]);
  });

  it("are a logarithmic range's", () => {
    assert.deepEqual(
      valuesOf("truth.exponent", { log: [0.001, 100, 6] }, zipf),
      [0.001, 0.01, 0.1, 1, 10, 100],
    );
    assert.deepEqual(
      valuesOf("recipe.samples", { log: [1_000_000, 1, 7] }),
      [1e6, 1e5, 1e4, 1000, 100, 10, 1],
    );
    const tokens = [
      2, 4, 6, 11, 20, 34, 61, 108, 190, 336, 595, 1051, 1857, 3282, 5800, 10250, 18116, 32016, 56583, 100000,
    ];
    assert.deepEqual(valuesOf("truth.tokens", { log: [2, 100_000, 20] }), tokens);
  });

  it("have exact ends and keep their order, whatever the range", () => {
    const ends = fc.tuple(
      fc.double({ min: 1e-9, max: 99, noNaN: true }),
      fc.double({ min: 1e-9, max: 99, noNaN: true }),
    );
    fc.assert(
      fc.property(
        ends,
        fc.integer({ min: 2, max: 60 }),
        fc.constantFrom("linear", "log"),
        ([a, b], points, kind) => {
          fc.pre(Math.abs(a - b) > 1e-6);
          const values = valuesOf("truth.exponent", { [kind]: [a, b, points] }, zipf) as number[];
          const sorted = [...values].sort((x, y) => (a < b ? x - y : y - x));
          assert.deepEqual([values[0], values.at(-1), values.length], [a, b, points]);
          assert.deepEqual(values, sorted);
        },
      ),
      { seed: 1 },
    );
  });

  it("are rounded half up where the field is a whole number, and there alone", () => {
    assert.deepEqual(valuesOf("recipe.samples", [1.5, 2.5, 3.49, 0.5]), [2, 3, 1]);
    assert.deepEqual(valuesOf("recipe.samples", { linear: [1, 2, 3] }), [1, 2]);
    assert.deepEqual(valuesOf("seed", [0.49999999999999994, 2 ** 53 - 1]), [0, 2 ** 53 - 1]);
    assert.deepEqual(valuesOf("truth.exponent", [1.5, 2.5], zipf), [1.5, 2.5]);
    for (const [path, more] of [
      ["truth.tokens", {}],
      ["contexts", {}],
      ["chains", {}],
      ["generations", {}],
      ["decoding.topK", {}],
      ["recipe.realSamples", { recipe: { form: "accumulate", samples: 5 } }],
      ["recipe.window", { recipe: { form: "most-recent", samples: 5 } }],
    ] as const) {
      assert.deepEqual(valuesOf(path, [2.5, 3.4], more), [3], path);
    }
  });

  it("are each once", () => {
    assert.deepEqual(valuesOf("recipe.samples", [3, 2, 3, 2.9, 2]), [3, 2]);
    assert.deepEqual(valuesOf("seed", ["a", 1, "a", "1"]), ["a", 1, "1"]);
    const weights = (...of: number[]): unknown => ({ form: "weights", weights: of });
    assert.lengthOf(valuesOf("truth", [weights(1, 2), weights(1, 3), weights(1, 2)]), 2);
    assert.deepEqual(valuesOf("recipe.samples", { log: [1, 4, 50] }), [1, 2, 3, 4]);
  });
});

describe("the points of a sweep", () => {
  it("stand in row-major order of the fields as written", () => {
    const { points } = read({ "truth.tokens": [2, 5], "recipe.samples": [10, 20, 30] });
    const tokens = points.map(({ truth }) => "tokens" in truth && truth.tokens);
    assert.deepEqual(tokens, [2, 2, 2, 5, 5, 5]);
    assert.deepEqual(points.map(samplesOf), [10, 20, 30, 10, 20, 30]);
  });

  it("have the seeds SEED/j, or one with common random numbers", () => {
    const seeds = (sweep: unknown, more?: Fields): unknown[] =>
      read(sweep, more).points.map(({ seed }) => seed);
    assert.deepEqual(seeds({ "recipe.samples": [1, 2, 3] }), ["1/0", "1/1", "1/2"]);
    assert.deepEqual(seeds({ "recipe.samples": [1, 2] }, { seed: "s" }), ["s/0", "s/1"]);
    assert.deepEqual(seeds({ seed: [5, 6] }), ["5/0", "6/1"]);
    const common = { commonRandomNumbers: true };
    assert.deepEqual(seeds({ "recipe.samples": [1, 2] }, { seed: 7, ...common }), [7, 7]);
    assert.deepEqual(seeds({ seed: [5, "t"] }, common), [5, "t"]);
  });

  it("reopen as runs", () => {
    const dirichlet = { truth: { form: "dirichlet", tokens: 5, concentration: 1 } };
    const sweeps = [
      read({ "recipe.samples": [1, 2] }),
      read({ chains: [1, 2] }, { seed: "s", ...dirichlet }),
    ];
    for (const point of sweeps.flatMap(({ points }) => points)) {
      const again = readExperiment(JSON.parse(JSON.stringify(point)));
      assert.isTrue(again.ok && JSON.stringify(again.experiment) === JSON.stringify(point));
    }
  });

  it("have one Dirichlet truth unless its seed is swept", () => {
    const more = { seed: 4, truth: { form: "dirichlet", tokens: 5, concentration: 1 } };
    const seeds = (sweep: unknown): unknown[] =>
      read(sweep, more).points.map(({ truth }) => truth.form === "dirichlet" && truth.seed);
    assert.deepEqual(seeds({ "recipe.samples": [1, 2] }), [4, 4]);
    assert.deepEqual(seeds({ "truth.seed": [8, 9] }), [8, 9]);
    assert.deepEqual(seeds({ seed: [8, 9] }), [8, 9]);
  });

  it("have the defaults that follow from what is swept", () => {
    const recipe = { form: "accumulate" };
    const { points } = read({ "recipe.samples": [10, 20] }, { recipe });
    assert.deepEqual(
      points.map((point) => point.recipe),
      [
        { form: "accumulate", samples: 10, realSamples: 10 },
        { form: "accumulate", samples: 20, realSamples: 20 },
      ],
    );
    const temperatures = read({ "decoding.temperature": [1, 2] }).points;
    assert.deepEqual(
      temperatures.map(({ generations }) => generations),
      [null, 1000],
    );
    const shares = read(
      { "recipe.realShare": [0, 0.5] },
      { recipe: { form: "fresh-real", samples: 9 } },
    ).points;
    assert.deepEqual(
      shares.map(({ recipe: { form }, stop }) => [form, stop]),
      [
        ["fully-synthetic", "collapse"],
        ["fresh-real", "generations"],
      ],
    );
  });

  it("may take up to a million chains each, or as many as the file says", () => {
    assert.equal(read({ "recipe.samples": [1] }).points[0]?.chains, 1_000_000);
    assert.equal(read({ "recipe.samples": [1] }, { chains: 50 }).points[0]?.chains, 50);
  });

  it("may differ in form, with the fields that both have", () => {
    const forms = { "recipe.form": ["fully-synthetic", "accumulate"], "recipe.samples": [5, 6] };
    assert.deepEqual(
      read(forms).points.map(({ recipe }) => recipe.form),
      ["fully-synthetic", "fully-synthetic", "accumulate", "accumulate"],
    );
    assert.equal(
      messageOf(
        { "recipe.form": ["fresh-real", "fully-synthetic"] },
        { recipe: { samples: 5, realShare: 0.5 } },
      ),
      'Where recipe.form = "fully-synthetic": recipe has an unknown field "realShare"; allowed: form and samples.',
    );
  });

  it("may differ in whole recipes and truths, and in fields of these whatever the order", () => {
    const recipe = [{ form: "fully-synthetic" }, { form: "fresh-real", realShare: 0.5 }];
    for (const sweep of [
      { recipe, "recipe.samples": [5, 6] },
      { "recipe.samples": [5, 6], recipe },
    ]) {
      const points = read(sweep, { recipe: undefined }).points.map((point) => [
        point.recipe.form,
        samplesOf(point),
      ]);
      assert.sameDeepMembers(points, [
        ["fully-synthetic", 5],
        ["fully-synthetic", 6],
        ["fresh-real", 5],
        ["fresh-real", 6],
      ]);
    }
    const quotas = [[[3], [1, 2]], [[4]]];
    const matrices = read({ "recipe.quotas": quotas }, { recipe: { form: "mixing-matrix" } }).points;
    assert.deepEqual(
      matrices.map(({ recipe: made }) => "quotas" in made && made.quotas),
      quotas,
    );
  });

  it("may be 10,000", () => {
    const { points } = read({
      "recipe.samples": { linear: [1, 100, 100] },
      "truth.tokens": { linear: [1, 100, 100] },
    });
    assert.lengthOf(points, 10_000);
    assert.equal(points[9999]?.seed, "1/9999");
  });
});

describe("the file of a sweep", () => {
  it("has every default of its own", () => {
    const sweep = read({ "recipe.samples": [1, 2] });
    assert.deepEqual([sweep.precision, sweep.budgetSeconds, sweep.commonRandomNumbers], [0.01, 300, false]);
    assert.deepEqual(sweep.file, {
      ...(minimal() as Fields),
      seed: 1,
      chains: 1_000_000,
      sweep: { "recipe.samples": [1, 2] },
      precision: 0.01,
      budgetSeconds: 300,
      commonRandomNumbers: false,
    });
  });

  it("reads back as the same sweep", () => {
    for (const given of [
      file({ "recipe.samples": [1.5, 1, 1] }),
      file({ "truth.exponent": { log: [0.1, 3, 7] } }, { ...zipf, seed: "s", chains: 9, precision: 0.5 }),
      file({ chains: [3, 4], seed: [1, "a"] }, { commonRandomNumbers: true, budgetSeconds: 0 }),
    ]) {
      const first = readSweep(given);
      if (!first.ok) throw new Error(first.message);
      assert.deepEqual(readSweep(JSON.parse(JSON.stringify(first.sweep.file)) as Fields), first);
    }
  });

  it("is told from that of a run", () => {
    assert.isTrue(isSweep(file({})));
    for (const value of [minimal(), null, [], "sweep", 1]) assert.isFalse(isSweep(value));
    const text = JSON.stringify(file({ "recipe.samples": [1, 2] }));
    const sweep = parseFile(text, { seed: 9 });
    assert.isTrue(sweep.ok && "sweep" in sweep && sweep.sweep.points[1]?.seed === "9/1");
    const run = parseFile(JSON.stringify(minimal()), { seed: 9 });
    assert.isTrue(run.ok && "experiment" in run && run.experiment.seed === 9);
    assert.deepEqual(parseFile("{"), parseFile("{", {}));
    assert.isFalse(parseFile("{").ok);
  });
});

describe("a text in a sweep", () => {
  const text = "abracadabra";
  const sha256 = sha256Hex(text);
  const truth = {
    form: "text",
    corpus: { form: "file", name: "a", sha256 },
    tokenizer: "characters",
    contextLength: 1,
  };
  const table = contextsOf(text, "characters", 1);
  if (typeof table === "string") throw new Error(table);
  const corpus = { sha256, tokenizer: "characters", table } as const;

  it("is asked for once, and given to all points", () => {
    const sweep = file({ "recipe.samples": [5, 6] }, { truth });
    const missing = readSweep(sweep);
    assert.isTrue(!missing.ok && missing.missing?.sha256 === sha256);
    const given = readSweep(sweep, corpus);
    assert.deepEqual(given.ok && given.sweep.points.map(({ contexts }) => contexts), [5, 5]);
  });

  it("is read in one way for all points, unless it stands in the file", () => {
    const lengths = { "truth.contextLength": [1, 2] };
    const named = readSweep(file(lengths, { truth }), corpus);
    assert.equal(
      named.ok ? "" : named.message,
      "Where truth.contextLength = 2: the text of a file or a url is to be read in another way; allowed: one tokenizer " +
        "and one contextLength in all points, or a text inside the experiment.",
    );
    const inside = read(lengths, { truth: { ...truth, corpus: { form: "text", text } } });
    assert.deepEqual(
      inside.points.map(({ contexts }) => contexts),
      [5, 7],
    );
  });
});

describe("a sweep that is wrong", () => {
  const ranges = '{"linear": [from, to, points]} or {"log": [from, to, points]}';
  /** Sweep, what else the file says, and the sentence. */
  const refused: readonly (readonly [unknown, Fields, string])[] = [
    [null, {}, "sweep is null; allowed: an object of field paths and their values."],
    [[1], {}, "sweep is a list of 1; allowed: an object of field paths and their values."],
    [{}, {}, "sweep is empty; allowed: an object of field paths and their values."],
    [
      { "recipe.samples": [] },
      {},
      `sweep."recipe.samples" is an empty list; allowed: a list of values, ${ranges}.`,
    ],
    [{ "recipe.samples": 5 }, {}, `sweep."recipe.samples" is 5; allowed: a list of values, ${ranges}.`],
    [
      { "recipe.samples": { linear: [1, 2, 3], log: [1, 2, 3] } },
      {},
      `sweep."recipe.samples" is an object; allowed: a list of values, ${ranges}.`,
    ],
    [
      { "recipe.samples": { cubic: [1, 2, 3] } },
      {},
      `sweep."recipe.samples" is an object; allowed: a list of values, ${ranges}.`,
    ],
    [
      { "recipe.samples": { log: [1, 2] } },
      {},
      'sweep."recipe.samples".log is a list of 2; allowed: a list of three numbers, [from, to, points].',
    ],
    [
      { "recipe.samples": { linear: [1, NaN, 3] } },
      {},
      'sweep."recipe.samples".linear is a list of 3; allowed: a list of three numbers, [from, to, points].',
    ],
    [
      { "recipe.samples": { linear: [1, 5, 2.5] } },
      {},
      'sweep."recipe.samples".linear has 2.5 points; allowed: a whole number from 1 to 10,000.',
    ],
    [
      { "recipe.samples": { linear: [1, 5, 10_001] } },
      {},
      'sweep."recipe.samples".linear has 10,001 points; allowed: a whole number from 1 to 10,000.',
    ],
    [
      { "recipe.samples": { log: [0, 5, 3] } },
      {},
      'sweep."recipe.samples".log goes from 0 to 5; allowed: numbers above 0.',
    ],
    [
      { "recipe.samples": { linear: [1, 101, 101] }, "truth.tokens": { linear: [1, 100, 100] } },
      {},
      "sweep has 10,100 points; allowed: up to 10,000.",
    ],
    [
      Object.fromEntries(Array.from({ length: 17 }, (_, i) => [`f${i}`, [1]])),
      {},
      "sweep has 17 fields; allowed: up to 16.",
    ],
    [
      { "recipe.samples": [5, 0] },
      {},
      "Where recipe.samples = 0: recipe.samples is 0; allowed: a whole number from 1 to 1,048,576.",
    ],
    [
      { "recipe.samples": [NaN] },
      {},
      "Where recipe.samples = NaN: recipe.samples is NaN; allowed: a whole number from 1 to 1,048,576.",
    ],
    [
      { "recipe.samples": [[1, 2]] },
      {},
      "Where recipe.samples = a list of 2: recipe.samples is a list of 2; allowed: a whole number from 1 to 1,048,576.",
    ],
    [
      { "recipe.sample": [1] },
      {},
      'Where recipe.sample = 1: recipe has an unknown field "sample"; allowed: form and samples.',
    ],
    [
      { "truth.tokens": [2] },
      { truth: "uniform" },
      'Where truth.tokens = 2: truth is "uniform"; allowed: an object with a form.',
    ],
    [
      { "truth.corpus.text.deep": ["a"] },
      {},
      'sweep."truth.corpus.text.deep" is no field of an experiment; allowed: a path such as "recipe.samples".',
    ],
    [
      { "recipe.samples.deep": [1] },
      {},
      'sweep."recipe.samples.deep" is no field of an experiment; allowed: a path such as "recipe.samples".',
    ],
    [
      { chains: [1] },
      { seed: "" },
      'Where chains = 1: seed is ""; allowed: a whole number from 0 to 9,007,199,254,740,991 or a non-empty text of well-formed Unicode.',
    ],
    [
      { chains: [1] },
      { seed: 1.5 },
      "Where chains = 1: seed is 1.5; allowed: a whole number from 0 to 9,007,199,254,740,991 or a non-empty text of well-formed Unicode.",
    ],
    [{ chains: [1] }, { precision: 0 }, "precision is 0; allowed: a number from 0.000001 to 1."],
    [{ chains: [1] }, { precision: "1%" }, 'precision is "1%"; allowed: a number from 0.000001 to 1.'],
    [
      { chains: [1] },
      { budgetSeconds: -1 },
      "budgetSeconds is -1; allowed: a number from 0 to 1,000,000,000.",
    ],
    [
      { chains: [1] },
      { budgetSeconds: null },
      "budgetSeconds is null; allowed: a number from 0 to 1,000,000,000.",
    ],
    [{ chains: [1] }, { commonRandomNumbers: 1 }, "commonRandomNumbers is 1; allowed: true or false."],
  ];
  for (const [sweep, more, message] of refused) {
    it(`is told: ${message}`, () => {
      assert.equal(messageOf(sweep, more), message);
    });
  }

  it("is told where its name is one that every object has", () => {
    for (const name of ["__proto__", "constructor", "toString", "hasOwnProperty", "", "precision", "sweep"]) {
      for (const path of [name, `${name}.x`, `recipe.${name}`, `truth.corpus.${name}`]) {
        const sweep = JSON.parse(JSON.stringify([[path, [1, 2]]])) as [string, number[]][];
        assert.isFalse(readSweep(file(Object.fromEntries(sweep))).ok, path);
      }
    }
    assert.isFalse("x" in {});
  });

  it("is told in time, whatever its size", () => {
    const began = performance.now();
    const long = "a.".repeat(1_000_000);
    assert.include(messageOf({ [long]: [1] }), "is no field of an experiment");
    const weights = Array.from({ length: 50_000 }, () => 0.123456789);
    assert.equal(
      messageOf({ chains: { linear: [1, 1000, 1000] } }, { truth: { form: "weights", weights } }),
      "sweep has 1,000 points, which take more than 100 MB written out; allowed: up to 100 MB.",
    );
    assert.include(messageOf({ chains: Array.from({ length: 1e6 }, (_, i) => i + 1) }), "1,000,000 points");
    assert.isBelow(performance.now() - began, 10_000);
  });

  it("never throws", () => {
    const circle: unknown[] = [];
    circle.push(circle);
    for (const values of [circle, [circle], [10n], [() => 1], [Symbol("s")], [undefined]]) {
      assert.isFalse(readSweep(file({ "recipe.samples": values })).ok);
    }
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.anything()), fc.anything(), (sweep, precision) => {
        const parsed = readSweep(file(sweep, { precision }));
        assert.isTrue(parsed.ok || /\.$/.test(parsed.message));
      }),
      { seed: 1 },
    );
  });
});

describe("sweepCsv", () => {
  const law = {
    mean: 2,
    standardDeviation: 3,
    diffusion: 4,
    lowerBound: null,
    upperBound: Infinity,
    distribution: [],
  };
  const series = { sumOfSquares: { mean: [0.5, 0.75], standardError: null, theory: [0.5, 0.8] } };
  const row = (collapseTime: unknown, digest: string | null, seconds: number | null): ChainsResult =>
    ({
      experiment: { stop: digest ? "generations" : "collapse" },
      series,
      collapseTime,
      digest,
      seconds,
    }) as unknown as ChainsResult;
  const simulated = {
    collapsed: 8,
    censored: 2,
    mean: 1.5,
    standardError: 0.25,
    standardDeviation: null,
    median: 1,
    theory: law,
  };
  const unknown = { collapsed: null, censored: null, mean: null, theory: null };

  it("has a row a point, what is not known empty", () => {
    const { fields } = read({ seed: ["a,b"], "recipe.samples": [10, 20] });
    assert.deepEqual(sweepCsv(fields, [row(simulated, "d", 0.5), row(unknown, null, null)]).split("\r\n"), [
      "seed,recipe.samples,chains,mean,standardError,standardDeviation,median,theory.mean," +
        "theory.standardDeviation,theory.diffusion,theory.lowerBound,theory.upperBound,censored," +
        "sumOfSquares.mean,sumOfSquares.standardError,sumOfSquares.theory,digest,seconds",
      '"a,b",10,10,1.5,0.25,,1,2,3,4,,,2,0.75,,0.8,d,0.5',
      '"a,b",20,,,,,,,,,,,,,,,,',
      "",
    ]);
  });

  it("writes numbers as they are, no formulas, and the rest as JSON", () => {
    const cells = [-0.5, "=1+1", null, { form: "uniform", tokens: 3 }].map(
      (value) => sweepCsv([{ path: "x", values: [value] }], [row(unknown, null, null)]).split("\r\n")[1],
    );
    const empty = ",".repeat(16);
    assert.deepEqual(cells, [
      `-0.5${empty}`,
      `'=1+1${empty}`,
      `null${empty}`,
      `"{""form"":""uniform"",""tokens"":3}"${empty}`,
    ]);
  });
});
