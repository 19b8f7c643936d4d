import { AncestralLaw } from "./ancestry.js";
import { collapseMoments, type Moments } from "./collapse-moments.js";
import { agreement, average, distinctCount, richness } from "./functionals.js";

/** Truths of a chain's contexts: one that all share, or one each; contexts are independent and have the same n. */
export interface Contexts {
  /** Probabilities of the live tokens. */
  readonly truths: readonly Float64Array[];
  readonly contexts: number;
  readonly samples: number;
}

/** Beyond this many samples the whole law takes minutes: its mean and standard deviation alone are then given. */
export const MOST_SAMPLES_FOR_LAW = 2 ** 18;
/** Words of memory for the functionals of different truths, and steps of the walk for the mean of a maximum. */
const MOST_FUNCTIONAL_WORDS = 4e7;
const MOST_WALK = 4e8;

/** Operations beyond which the law of the support is left out. */
const MOST_RICHNESS = 1e9;

/** The law of T of a chain, the largest over its contexts, and of one context drawn at random. */
export class CollapseLaw {
  private static last: { readonly asked: Contexts; readonly law: CollapseLaw | null } | null = null;
  private readonly law: AncestralLaw;
  private readonly distinct: number;
  private readonly contexts: number;
  private readonly knowsSupport: boolean;

  private constructor({ truths, contexts, samples }: Contexts) {
    const cost = truths.reduce((sum, p) => sum + distinctCount(p) * samples, 0);
    this.knowsSupport = cost <= MOST_RICHNESS;
    const support = this.knowsSupport ? [average(truths.map((p) => richness(p, samples)))] : [];
    this.law = new AncestralLaw(samples, [...truths.map((p) => agreement(p, samples)), ...support]);
    this.distinct = truths.length;
    this.contexts = contexts;
  }

  /** The law of these contexts, or null where it is too costly. The last one asked for is kept: it may take seconds. */
  static of(asked: Contexts): CollapseLaw | null {
    if (CollapseLaw.last === null || !sameContexts(CollapseLaw.last.asked, asked)) {
      const { truths, samples } = asked;
      const affordable = samples <= MOST_SAMPLES_FOR_LAW && truths.length * samples <= MOST_FUNCTIONAL_WORDS;
      CollapseLaw.last = { asked, law: affordable ? new CollapseLaw(asked) : null };
    }
    return CollapseLaw.last.law;
  }

  /** P(all contexts have collapsed by generation m) at ascending m >= 0. */
  cdf(generations: readonly number[]): number[] {
    const product = new Array<number>(generations.length).fill(1);
    for (let context = 0; context < this.distinct; context++) {
      this.contextCdf(context, generations).forEach((F, i) => {
        product[i] = (product[i] ?? 0) * (this.distinct === 1 ? F ** this.contexts : F);
      });
    }
    return product;
  }

  /** P(T <= m) of a context drawn at random. */
  averageCdf(generations: readonly number[]): number[] {
    const sum = new Array<number>(generations.length).fill(0);
    for (let context = 0; context < this.distinct; context++) {
      this.contextCdf(context, generations).forEach((F, i) => {
        sum[i] = (sum[i] ?? 0) + F / this.distinct;
      });
    }
    return sum;
  }

  /** P(T <= m) of one context: E f(A_{m-1}), and 0 at m = 0. */
  private contextCdf(context: number, generations: readonly number[]): number[] {
    const zeros = generations.filter((m) => m < 1).length;
    const values = this.law.expect(
      context,
      generations.slice(zeros).map((m) => m - 1),
    );
    return [...new Array<number>(zeros).fill(0), ...values.map((F) => Math.min(1, Math.max(0, F)))];
  }

  /** E support of p(m), averaged over contexts, at ascending m >= 1; null where it is too costly. */
  support(generations: readonly number[]): number[] | null {
    if (!this.knowsSupport) return null;
    return this.law.expect(
      this.distinct,
      generations.map((m) => m - 1),
    );
  }

  /** The smallest m with P(T <= m) >= share, T the largest over contexts. */
  quantile(share: number): number {
    // The largest quantile of a context is a lower end; the union bound on it an upper one.
    const each = share ** (1 / this.contexts);
    let low = 1;
    let high = 1;
    for (let context = 0; context < this.distinct; context++) {
      const own = 1 + this.law.first(context, share);
      low = Math.max(low, own);
      high = Math.max(high, this.contexts === 1 ? own : 1 + this.law.first(context, each));
    }
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if ((this.cdf([middle])[0] ?? 1) >= share) high = middle;
      else low = middle + 1;
    }
    return high;
  }

  /** Mean and standard deviation of the largest T over contexts, by summing P(T > m); null where that is too long. */
  largestMoments(): Moments | null {
    if (this.law.n * 40 * this.distinct > MOST_WALK) return null;
    let mean = 1;
    let squares = 1;
    let m = 1;
    const single = this.distinct === 1;
    this.law.walk((values) => {
      let F = 1;
      if (single) F = (values[0] ?? 1) ** this.contexts;
      else for (let context = 0; context < this.distinct; context++) F *= values[context] ?? 1;
      const alive = Math.max(0, 1 - F);
      mean += alive;
      squares += (2 * m + 1) * alive;
      m++;
      return alive > 1e-13;
    });
    return { mean, standardDeviation: Math.sqrt(Math.max(0, squares - mean * mean)) };
  }
}

/** E[T] and sd[T] of a context drawn at random. */
export function averageMoments({ truths, samples }: Contexts): Moments {
  return collapseMoments(samples, average(truths.map((p) => agreement(p, samples))));
}

function sameContexts(a: Contexts, b: Contexts): boolean {
  return (
    a.contexts === b.contexts &&
    a.samples === b.samples &&
    a.truths.length === b.truths.length &&
    a.truths.every((p, i) => {
      const q = b.truths[i];
      return p === q || (p.length === q?.length && p.every((value, j) => value === q[j]));
    })
  );
}
