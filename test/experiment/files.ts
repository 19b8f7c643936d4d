import fc from "fast-check";
import { minimal } from "./examples.js";

const count = (max: number): fc.Arbitrary<number> => fc.integer({ min: 1, max });
const share = fc.double({ min: 0, max: 1, noNaN: true });
const optional = <T>(field: string, values: fc.Arbitrary<T>): fc.Arbitrary<Record<string, T>> =>
  fc.oneof(
    fc.constant({}),
    values.map((value) => ({ [field]: value })),
  );
const whole = (min: number): fc.Arbitrary<object> =>
  optional("realSamples", fc.integer({ min, max: 2 ** 20 }));

const seeds = fc.oneof(
  fc.nat(),
  fc.string({ unit: "binary", minLength: 1, maxLength: 50 }).filter((text) => !/\p{Surrogate}/u.test(text)),
);

const truths = fc.oneof(
  fc.record({ form: fc.constant("uniform"), tokens: count(2 ** 20) }),
  fc.record({
    form: fc.constant("zipf"),
    tokens: count(10),
    exponent: fc.double({ min: 0, max: 100, noNaN: true }),
  }),
  fc.record({
    form: fc.constant("dirichlet"),
    tokens: count(9),
    concentration: fc.constant(0.5),
    seed: seeds,
  }),
  fc.record({
    form: fc.constant("weights"),
    weights: fc.array(fc.nat(1000), { maxLength: 200 }).map((list) => [1, ...list]),
  }),
);

const texts = fc.record({
  form: fc.constant("text"),
  corpus: fc.record({
    form: fc.constant("text"),
    text: fc.string({ minLength: 4, maxLength: 60 }).map((text) => `${text} a b c`),
  }),
  tokenizer: fc.constantFrom("characters", "words"),
  contextLength: fc.nat(2),
});

const quotas = fc
  .array(fc.array(fc.nat(50), { minLength: 6, maxLength: 6 }), { minLength: 1, maxLength: 6 })
  .map((rows) => rows.map((row, i) => [1 + (row[0] ?? 0), ...row.slice(1, i + 1)]));

const recipes = fc.oneof(
  fc.record({ form: fc.constant("fully-synthetic"), samples: count(2 ** 20) }),
  fc
    .tuple(count(2 ** 20), whole(0))
    .map(([samples, real]) => ({ form: "partially-synthetic", samples, ...real })),
  fc.record({ form: fc.constant("fresh-real"), samples: count(2 ** 20), realShare: share }),
  count(2 ** 20).chain((samples) =>
    fc.record({ form: fc.constant("most-recent"), samples: fc.constant(samples), window: count(samples) }),
  ),
  fc.record({ form: fc.constant("randomly-sampled"), samples: count(2 ** 20) }),
  fc
    .tuple(fc.constantFrom("accumulate", "accumulate-subsample"), count(4000), whole(1))
    .map(([form, samples, real]) => ({ form, samples, ...real })),
  fc
    .tuple(count(2 ** 20), whole(1), share)
    .map(([samples, real, realWeight]) => ({ form: "weighted", samples, realWeight, ...real })),
  fc.record({
    form: fc.constant("growing"),
    samples: count(1000),
    exponent: fc.double({ min: -10, max: 1, noNaN: true }),
  }),
  fc.record({ form: fc.constant("mixing-matrix"), quotas }),
);

const decodings = fc.record(
  {
    temperature: fc.double({ min: 0.01, max: 100, noNaN: true }),
    topK: count(2 ** 20),
    topP: fc.double({ min: 1e-9, max: 1, noNaN: true }),
  },
  { requiredKeys: [] },
);

const rest = fc.record(
  {
    seed: seeds,
    chains: count(1000),
    generations: count(1000),
    stop: fc.constantFrom("collapse", "generations"),
    engine: fc.constantFrom("auto", "webgpu", "cpu"),
  },
  { requiredKeys: [] },
);

/** Files of every truth, recipe and decoding that are experiments, as far as their fields allow. */
export const files = fc
  .tuple(
    fc.oneof(
      fc.tuple(truths, optional("contexts", count(100))).map(([truth, contexts]) => ({ truth, ...contexts })),
      texts.map((truth) => ({ truth })),
    ),
    recipes,
    fc.option(decodings, { nil: {} }),
    rest,
  )
  .map(([truth, recipe, decoding, more]) => {
    const rows = recipe.form === "mixing-matrix" ? { generations: 1 } : {};
    // A temperature takes no weights of total 2^31; a text's frequent contexts have more samples than their mean.
    const plain = recipe.form === "weighted" ? { ...decoding, temperature: 1 } : decoding;
    const small = truth.truth.form === "text" ? smaller(recipe) : recipe;
    return minimal({ ...truth, recipe: small, decoding: plain, ...more, ...rows });
  });

function smaller(recipe: object): object {
  const sizes = Object.entries(recipe).map(([field, value]: [string, unknown]) => [
    field,
    typeof value === "number" && Number.isInteger(value) && value > 1 ? 1 + (value % 10) : value,
  ]);
  const small = Object.fromEntries(sizes) as Record<string, unknown>;
  return "window" in small ? { ...small, samples: 10 } : small;
}
