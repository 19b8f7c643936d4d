import type { ChainsSeries, MeasuredSeries } from "../experiment/result.js";
import { recursionOf } from "./chain.js";
import type { Plan } from "./plan.js";
import type { Model } from "./recursion/model.js";
import { totalOf } from "./sizes.js";

const FURTHER = [
  "klFromTruth",
  "klFromFirst",
  "chiSquareFromTruth",
  "chiSquareFromFirst",
  "tvFromTruth",
  "tvFromFirst",
  "tailMassLost",
  "contextsCollapsed",
] as const;

/** The optional series of a result. */
export type FurtherSeries = Required<Pick<ChainsSeries, (typeof FURTHER)[number]>>;

/**
 * Further measures of the first `chains` chains at the ascending rows `generations` of a result, in f64 from the integer
 * counts; with several contexts a chain's is the average over them. With p = p(m), q = p(0) or p(1): KL is
 * sum p ln(p / q), chi-square sum p^2 / q - 1, TV half of sum |p - q|; tail mass lost is what the tokens of p(0) < 1/n
 * that are not live had of p(0). Null where infinite: a token of p(m) that p(1) lacks.
 */
export function furtherSeries(plan: Plan, generations: readonly number[], chains: number): FurtherSeries {
  const { contexts } = plan.experiment;
  const rows = generations.length;
  const width = FURTHER.length;
  const sums = new Float64Array(rows * width);
  const squares = new Float64Array(rows * width);
  const recursion = recursionOf(plan);
  for (let chain = 0; chain < chains; chain++) {
    const values = new Float64Array(rows * width);
    for (let context = 0; context < contexts; context++) {
      recursion.begin(chain, context);
      let m = 1;
      let dirac: Float64Array | null = null;
      for (let row = 0; row < rows; row++) {
        const at = generations[row] as number;
        for (; m < at && (recursion.model.live > 1 || plan.goesOn); m++) recursion.advance();
        const own: Float64Array =
          at === 0
            ? measureTruth(plan, recursion.model, context)
            : (dirac ?? measure(plan, recursion.model, context, m));
        if (at > 0 && recursion.model.live === 1 && !plan.goesOn) dirac = own;
        for (let i = 0; i < width; i++) {
          const place = row * width + i;
          values[place] = (values[place] as number) + (own[i] as number) / contexts;
        }
      }
    }
    for (let place = 0; place < values.length; place++) {
      const value = values[place] as number;
      sums[place] = (sums[place] as number) + value;
      squares[place] = (squares[place] as number) + value * value;
    }
  }
  const one = (i: number): MeasuredSeries => {
    const mean = generations.map((_, row) => finite((sums[row * width + i] as number) / chains));
    const standardError = mean.map((value, row) => {
      if (value === null || chains < 2) return null;
      const spread = (squares[row * width + i] as number) - chains * value * value;
      return finite(Math.sqrt(Math.max(0, spread) / (chains - 1) / chains));
    });
    return { mean, standardError, chains };
  };
  return Object.fromEntries(FURTHER.map((name, i) => [name, one(i)])) as unknown as FurtherSeries;
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** Row 0: the truth itself, beside p(1), which may lack tokens of it. */
function measureTruth(plan: Plan, first: Model, context: number): Float64Array {
  const truth = plan.truth(context);
  const firstTotal = totalOf(plan.experiment.recipe, plan.sizes(context), 1);
  const lacks = first.live < truth.ids.length;
  let kl = lacks ? Infinity : 0;
  let chi = lacks ? Infinity : -1;
  let between = 0;
  let live = 0;
  for (let j = 0; j < first.live; j++) {
    const q = (first.truth[j] as number) / truth.total;
    const f = (first.counts[j] as number) / firstTotal;
    kl += q * Math.log(q / f);
    chi += (q * q) / f;
    between += Math.abs(q - f);
    live += q;
  }
  const collapsed = truth.ids.length === 1 ? 1 : 0;
  return Float64Array.of(
    0,
    Math.max(0, kl),
    0,
    Math.max(0, chi),
    0,
    (between + Math.max(0, 1 - live)) / 2,
    0,
    collapsed,
  );
}

function measure(plan: Plan, model: Model, context: number, m: number): Float64Array {
  const { recipe } = plan.experiment;
  const truth = plan.truth(context);
  const sizes = plan.sizes(context);
  const total = totalOf(recipe, sizes, m);
  const firstTotal = totalOf(recipe, sizes, 1);
  const tail = truth.total / (sizes.samples > 0 ? sizes.samples : firstTotal);
  let klTruth = 0;
  let klFirst = 0;
  let chiTruth = -1;
  let chiFirst = -1;
  let fromTruth = 0;
  let fromFirst = 0;
  let liveTruth = 0;
  let liveFirst = 0;
  let liveTail = 0;
  for (let j = 0; j < model.live; j++) {
    const w = model.truth[j] as number;
    const p = (model.counts[j] as number) / total;
    const q = w / truth.total;
    const f = (model.first[j] as number) / firstTotal;
    klTruth += p * Math.log(p / q);
    chiTruth += (p * p) / q;
    fromTruth += Math.abs(p - q);
    liveTruth += q;
    klFirst += f > 0 ? p * Math.log(p / f) : Infinity;
    chiFirst += f > 0 ? (p * p) / f : Infinity;
    fromFirst += Math.abs(p - f);
    liveFirst += f;
    if (w < tail) liveTail += q;
  }
  return Float64Array.of(
    Math.max(0, klTruth),
    Math.max(0, klFirst),
    Math.max(0, chiTruth),
    Math.max(0, chiFirst),
    (fromTruth + Math.max(0, 1 - liveTruth)) / 2,
    (fromFirst + Math.max(0, 1 - liveFirst)) / 2,
    Math.max(0, tailMass(truth.weights, truth.total, tail) - liveTail),
    model.live === 1 ? 1 : 0,
  );
}

const remembered = new WeakMap<Uint32Array, number>();

/** The share of p(0) on tokens of weight below `tail`. */
function tailMass(weights: Uint32Array, total: number, tail: number): number {
  const known = remembered.get(weights);
  if (known !== undefined) return known;
  const mass = weights.reduce((sum, w) => (w < tail ? sum + w : sum), 0) / total;
  remembered.set(weights, mass);
  return mass;
}
