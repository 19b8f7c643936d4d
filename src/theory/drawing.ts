import { contextLaws, lastGeneration, readTruths, type Contexts } from "./contexts.js";
import { diffusionCdf } from "./diffusion.js";
import { tailQuantile, type Survival } from "./survival.js";

/** The law of T over the range worth drawing. */
export interface DrawnCollapseTime {
  readonly kind: "exact" | "diffusion";
  /** T at probabilities 0.001 and 0.999. */
  readonly low: number;
  readonly high: number;
  /** Ascending whole generations 0, stride, 2 stride, ... to the first past `high`; 602 at most. */
  readonly generations: Float64Array;
  /** P(T <= generation). */
  readonly cdf: Float64Array;
}

const LOW = 0.001;
const HIGH = 0.999;
const STEPS = 600;
/** Different truths at most for the diffusion law of the largest T. */
const MOST_DIFFUSION = 1000;

/**
 * The law of the largest T over contexts, exact or in the limit of large n, which takes milliseconds. Null where it is too
 * costly: contexts of different truths, thousands of them, or hundreds of different n.
 */
export function drawnCollapseTime(contexts: Contexts, kind: "exact" | "diffusion"): DrawnCollapseTime | null {
  if (kind === "diffusion") {
    const survival = diffusionSurvival(contexts);
    const most = Math.max(...contexts.samples);
    return survival && drawn(survival, kind, lastGeneration(most, contexts.contexts));
  }
  const { largest, last } = contextLaws(contexts);
  return largest && drawn(largest.alive, kind, last);
}

/**
 * T at probability 0.999, the largest over contexts: how far rows go before anything was simulated. Where the exact law is
 * too costly, from the union bound, which is above it by less than 0.1 % of n; where even the law of one T is, from the
 * sum of Theorem 1's bounds, which is above it by some n ln n.
 */
export function rowsHorizon(contexts: Contexts): number {
  const { largest, largestAtMost, last } = contextLaws(contexts);
  return tailQuantile(largest?.alive ?? largestAtMost, 1 - HIGH, last);
}

function drawn(survival: Survival, kind: "exact" | "diffusion", last: number): DrawnCollapseTime {
  const low = tailQuantile(survival, 1 - LOW, last);
  const high = tailQuantile(survival, 1 - HIGH, last);
  const stride = Math.ceil(high / STEPS);
  const generations = Float64Array.from({ length: Math.floor(high / stride) + 2 }, (_, i) => i * stride);
  const cdf = survival(Array.from(generations)).map((alive) => 1 - alive);
  return { kind, low, high, generations, cdf };
}

function diffusionSurvival(asked: Contexts): Survival | null {
  const { contexts, samples } = asked;
  const truths = readTruths(asked);
  if (truths.length > MOST_DIFFUSION) return null;
  const laws = truths.map(diffusionCdf);
  const times = contexts / truths.length;
  return (generations) => {
    let last = 1;
    return Float64Array.from(generations, (m) => {
      if (m > 0) {
        const all = laws.reduce((product, law, i) => product * law(m / (samples[i] as number)) ** times, 1);
        last = Math.min(last, 1 - all);
      }
      return last;
    });
  };
}
