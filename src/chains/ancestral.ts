import {
  collisionHazards,
  descendTo,
  exactLog2,
  integerWeights,
  KIND,
  streamKey,
  TOTAL,
  Uniforms,
} from "../sampling/index.js";
import { ancestriesOf } from "../theory/index.js";
import type { Accumulator } from "./accumulator.js";
import type { Plan } from "./plan.js";

/** Ancestors at which a genealogy may begin, and the n from which that saves more than it costs. */
const START = 100;
const LARGE = 2000;

/** What the genealogies of one n share. */
interface Genealogy {
  readonly hazards: (most: number) => Float64Array;
  readonly start: Start | null;
}

/** The law of the number of ancestors some generations back, as prefix sums of integer weights of total 2^31. */
interface Start {
  readonly generations: number;
  /** The fewest and the most ancestors there may be. */
  readonly fewest: number;
  readonly most: number;
  readonly prefix: Uint32Array;
}

/**
 * Draws T and the token left by the dual of a fully synthetic chain: p(m) is a Dirac of token i where all ancestors that
 * the n samples of generation m have in generation 1 are i. So with w the token left, of probability p_w, and V uniform, T
 * is 1 + the generations back to at most 1 + ln V / ln p_w ancestors (A_j of src/theory/ancestry.ts).
 */
export class AncestralRunner {
  private readonly plan: Plan;
  private readonly genealogies = new Map<number, Genealogy>();

  constructor(plan: Plan) {
    this.plan = plan;
  }

  /** Draws a chain of a unit in one context and enters its end in the accumulator. Returns T, or the cap. */
  run(chain: number, context: number, _inUnit: number, item: number, into: Accumulator): number {
    const { plan } = this;
    const { samples } = plan.sizes(context);
    const truth = plan.truth(context);
    const uniforms = new Uniforms(streamKey(plan.contextKey(KIND.ancestry, context), chain, 0));
    const token = place(truth.prefix, uniforms.next() * truth.total);
    const p = (truth.weights[token] as number) / truth.total;
    const few = p === 1 ? samples : 1 + Math.floor(exactLog2(uniforms.next()) / exactLog2(p));
    const T = 1 + this.generations(few, samples, uniforms);
    if (T > plan.cap) return plan.cap;
    into.collapse[item] = T;
    into.winners[item] = truth.ids[token] as number;
    return T;
  }

  private generations(few: number, samples: number, uniforms: Uniforms): number {
    if (few >= samples) return 0;
    const { start, hazards } = this.genealogy(samples);
    if (start === null || few >= start.fewest) return descendTo(few, samples, hazards(samples), uniforms);
    const ancestors = 1 + place(start.prefix, uniforms.next() * TOTAL);
    return start.generations + descendTo(few, ancestors, hazards(start.most), uniforms);
  }

  private genealogy(samples: number): Genealogy {
    const known = this.genealogies.get(samples);
    if (known !== undefined) return known;
    let table: Float64Array = new Float64Array(0);
    const made: Genealogy = {
      hazards: (most) => {
        if (table.length <= most) table = collisionHazards(samples, most);
        return table;
      },
      start: samples < LARGE ? null : startOf(samples),
    };
    this.genealogies.set(samples, made);
    return made;
  }
}

function startOf(samples: number): Start {
  const generations = Math.round((2 * samples) / START);
  const [law = new Float64Array(1)] = ancestriesOf([samples]).get(samples)?.laws([generations]) ?? [];
  const weights = integerWeights(law.map((mass) => Math.max(0, mass)));
  const prefix = prefixSums(weights);
  const fewest = 1 + weights.findIndex((weight) => weight > 0);
  return { generations, fewest, most: weights.length, prefix };
}

/** Exclusive prefix sums, and the total behind them. */
function prefixSums(weights: Uint32Array): Uint32Array {
  const sums = new Uint32Array(weights.length + 1);
  weights.forEach((weight, i) => {
    sums[i + 1] = (sums[i] as number) + weight;
  });
  return sums;
}

/** The place whose interval of the prefix sums holds a value. */
function place(prefix: Uint32Array, value: number): number {
  let low = 0;
  let high = prefix.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if ((prefix[middle] as number) <= value) low = middle;
    else high = middle;
  }
  return low;
}
