import { CollapseLaw, type Contexts } from "./collapse-law.js";
import { diffusionMean } from "./diffusion.js";

/** The law of T over the range worth drawing. */
export interface DrawnCollapseTime {
  readonly kind: "exact" | "diffusion";
  /** T at probabilities 0.001 and 0.999. */
  readonly low: number;
  readonly high: number;
  /** 0, stride, 2 stride, ... to past `high`: at most about 600. */
  readonly generations: Float64Array;
  /** P(T <= generation). */
  readonly cdf: Float64Array;
}

const LOW = 0.001;
const HIGH = 0.999;
const POINTS = 600;
/** The diffusion limit is drawn as the exact law of this many samples, stretched: the two differ by less than 0.1 %. */
const STAND_IN = 2000;

/** The exact law, or the limit of large n in its place; null where the exact one is too costly. */
export function drawnCollapseTime(contexts: Contexts, kind: "exact" | "diffusion"): DrawnCollapseTime | null {
  const stretch = kind === "exact" ? 1 : Math.max(1, contexts.samples / STAND_IN);
  const samples = kind === "exact" ? contexts.samples : Math.min(contexts.samples, STAND_IN);
  const law = CollapseLaw.of({ ...contexts, samples });
  if (law === null) return null;
  const low = law.quantile(LOW) * stretch;
  const high = law.quantile(HIGH) * stretch;
  const stride = Math.max(1, Math.ceil((high * 1.02) / POINTS));
  const count = Math.ceil((high * 1.02) / stride) + 2;
  const generations = Float64Array.from({ length: count }, (_, i) => i * stride);
  const cdf = law.cdf(Array.from(generations, (m) => Math.round(m / stretch)));
  return { kind, low, high, generations, cdf: Float64Array.from(cdf) };
}

/** T at probability 0.999: how far the rows of laws without a simulation go. From the limit where it must be. */
export function rowsHorizon(contexts: Contexts): number {
  const drawn = CollapseLaw.of(contexts)?.quantile(HIGH) ?? drawnCollapseTime(contexts, "diffusion")?.high;
  return Math.ceil(drawn ?? Math.max(...contexts.truths.map((p) => 5 * diffusionMean(contexts.samples, p))));
}
