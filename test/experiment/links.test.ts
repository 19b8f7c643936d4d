import { assert } from "chai";
import fc from "fast-check";
import { fromLink, presets, toLink, type ChainsExperiment } from "../../src/experiment/index.js";
import { minimal, read } from "./examples.js";

function back(link: string | null): ChainsExperiment {
  const parsed = fromLink(link ?? "");
  if (!parsed.ok) assert.fail(parsed.message);
  return parsed.experiment;
}

function refusal(link: string): string {
  const parsed = fromLink(link);
  if (parsed.ok) assert.fail("It was accepted.");
  return parsed.message;
}

describe("share links", () => {
  it("say only what differs from the defaults", () => {
    const link = toLink(read(minimal({ chains: 7 })));
    assert.equal(
      decodeURIComponent(link ?? ""),
      '#v1={"truth":{"form":"uniform","tokens":3},"recipe":{"form":"fully-synthetic","samples":100},"chains":7}',
    );
  });

  it("leave out what a recipe and a decoding say by default", () => {
    const recipe = { form: "weighted", samples: 9, realSamples: 9, realWeight: 0.5 };
    const link = toLink(read(minimal({ recipe, decoding: { temperature: 1, topK: 5 } })));
    assert.equal(
      decodeURIComponent(link ?? ""),
      '#v1={"truth":{"form":"uniform","tokens":3},"recipe":{"form":"weighted","samples":9,"realWeight":0.5},' +
        '"decoding":{"topK":5}}',
    );
  });

  it("leave out a Dirichlet seed that is the experiment's, and a cap that is the default", () => {
    const truth = { form: "dirichlet", tokens: 3, concentration: 1 };
    const link = toLink(read(minimal({ seed: "s", stop: "generations", truth }))) ?? "";
    assert.notInclude(link, "1000");
    assert.equal(link.split("seed").length, 2);
    const own = toLink(read(minimal({ seed: "s", truth: { ...truth, seed: 5 } })));
    assert.deepEqual(back(own).truth, { form: "dirichlet", tokens: 3, concentration: 1, seed: 5 });
  });

  it("lead back to the same experiment", () => {
    const texts = fc.string({ unit: "binary", minLength: 1, maxLength: 50 });
    const seeds = fc.oneof(
      fc.nat(),
      texts.filter((text) => !/\p{Surrogate}/u.test(text)),
    );
    const truths = fc.oneof(
      fc.record({ form: fc.constant("uniform"), tokens: fc.integer({ min: 1, max: 1e6 }) }),
      fc.record({
        form: fc.constant("zipf"),
        tokens: fc.nat(9).map((n) => n + 1),
        exponent: fc.double({ min: 0, max: 100, noNaN: true }),
      }),
      fc.record({
        form: fc.constant("dirichlet"),
        tokens: fc.constant(9),
        concentration: fc.constant(0.5),
        seed: seeds,
      }),
      fc.record({
        form: fc.constant("weights"),
        weights: fc.array(fc.nat(1000), { maxLength: 200 }).map((list) => [1, ...list]),
      }),
    );
    const files = fc.record(
      {
        truth: truths,
        seed: seeds,
        contexts: fc.integer({ min: 1, max: 100 }),
        chains: fc.integer({ min: 1, max: 100_000 }),
        generations: fc.integer({ min: 1, max: 5000 }),
        stop: fc.constantFrom("collapse", "generations"),
        engine: fc.constantFrom("auto", "webgpu", "cpu"),
      },
      { requiredKeys: ["truth"] },
    );
    fc.assert(
      fc.property(files, (file) => {
        const experiment = read(minimal(file));
        assert.deepEqual(back(toLink(experiment)), experiment);
      }),
      { seed: 1, numRuns: 500 },
    );
    for (const { experiment } of presets) assert.deepEqual(back(toLink(experiment)), experiment);
  });

  it("survive a browser's address bar", () => {
    const experiment = read(minimal({ seed: 'a "b" <c> #%&=+ ü 🂡' }));
    const url = new URL(toLink(experiment) ?? "", "https://example.org/lab/");
    assert.deepEqual(back(url.hash), experiment);
  });

  it("are none where they would be longer than 8,192 characters", () => {
    const long = (length: number): ChainsExperiment =>
      read(minimal({ truth: { form: "weights", weights: Array.from({ length }, () => 1) } }));
    assert.isNotNull(toLink(long(4000)));
    assert.isNull(toLink(long(4090)));
    assert.isNull(toLink(long(1_000_000)));
    assert.isNull(toLink(read(minimal({ seed: "ü".repeat(2000) }))));
  });

  it("are refused in a sentence", () => {
    assert.equal(refusal("#v2=x"), 'The link begins with "v2=x"; allowed: #v1= and an experiment.');
    assert.equal(refusal(""), 'The link begins with ""; allowed: #v1= and an experiment.');
    const cut = "The link's text after #v1= is not an experiment; was it cut off when it was copied?";
    for (const broken of ["#v1=", "#v1=%", "#v1=%E0%A4%A", "#v1={", "#v1=%7B%22truth%22"])
      assert.equal(refusal(broken), cut);
    assert.equal(refusal(`#v1=${" ".repeat(9000)}`), "The link has 9,004 characters; allowed: up to 8,192.");
    assert.match(refusal("#v1=[]"), /^version is missing; /);
    assert.match(refusal("#v1=null"), /^The experiment is null; /);
    assert.match(refusal(`#v1=${encodeURIComponent('{"__proto__":{"x":1}}')}`), /unknown field "__proto__"/);
    assert.match(refusal(`#v1=${encodeURIComponent('{"kind":"transformer"}')}`), /^kind is "transformer"; /);
    assert.match(refusal((toLink(read(minimal())) ?? "").replace("100", "0")), /^recipe\.samples is 0; /);
  });
});
