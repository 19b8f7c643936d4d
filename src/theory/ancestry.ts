import { descend, type Descent } from "./descent.js";
import { throwBalls } from "./occupancy.js";
import { ontoPoints, pointsUpTo, type Points } from "./points.js";

/** A law of the number of ancestors as weights of the first points; single weights may be negative. */
export type AncestorLaw = Float64Array;

/** Transition of up to `size` ancestors over some generations: from a to b < a with entries[(a-1) * size + b - 1]. */
interface Transition {
  readonly size: number;
  readonly entries: Float64Array;
  /** P(a -> fewer), the diagonal's complement, to its own precision: powers of 1 - 1/n would lose it. */
  readonly leaving: Float64Array;
}

/** Laws at ascending generations, one after another. */
interface Listed {
  readonly generations: readonly number[];
  readonly laws: readonly AncestorLaw[];
}

/** Lists that are remembered, and how short ones are found again as quickly. */
const MOST_LISTS = 4;
const SHORT_LIST = 40;

/** Masses below this are nothing. */
const NEGLIGIBLE = 1e-20;
/** A step is one generation, or a 64th of those gone: by then fewer ancestors are left, and its matrix is smaller. */
const FINE = 64;

/**
 * The ancestral process of a fully synthetic chain. Every sample of generation m+1 picks its parent uniformly among the n
 * samples of generation m; looking back, A_0 = n samples have A_j distinct ancestors j generations before, and A_{j+1} is
 * the number of distinct bins hit by A_j balls in n bins (Moehle, J. Appl. Prob. 35, 1998). Tokens play no part in this, so
 * the A_{m-1} ancestors in generation 1 are independent draws from p(0): every law of one generation is E h(A_{m-1}).
 */
export class Ancestry {
  /** n */
  readonly samples: number;
  readonly points: Points;
  private readonly descent: Descent;
  /** powers[i]: over 2^i generations. */
  private readonly powers: Transition[];
  /** Laws from which walks begin: of A_j at j = 64 * 2^k, where there are at most `whole` ancestors. */
  private readonly milestones: AncestorLaw[] = [];
  /** The latest long lists: points of a sweep that share n ask for the same generations, one for more of them than another. */
  private lists: readonly Listed[] = [];

  constructor(samples: number) {
    this.samples = samples;
    this.points = pointsUpTo(samples);
    this.descent = descend(samples, this.points.whole);
    this.powers = [oneGeneration(samples, this.points.whole)];
  }

  /** Laws of A_j at ascending whole j >= 0. The same list always gives the same bits, and so do its beginnings. */
  laws(generations: readonly number[]): readonly AncestorLaw[] {
    if (generations.length <= SHORT_LIST) return this.goOn(NO_LIST, generations);
    const known = this.lists.find((list) => beginAlike(list.generations, generations));
    if (known !== undefined && known.laws.length >= generations.length)
      return known.laws.slice(0, generations.length);
    const laws = this.goOn(known ?? NO_LIST, generations);
    const others = this.lists.filter((list) => list !== known);
    this.lists = [{ generations: generations.slice(), laws }, ...others].slice(0, MOST_LISTS);
    return laws;
  }

  /** The laws of a list, from those of its beginning on. */
  private goOn(known: Listed, generations: readonly number[]): AncestorLaw[] {
    const { laws } = this.descent;
    let { at, law } = this.endOf(known);
    const rest = generations.slice(known.laws.length).map((goal) => {
      const early = laws[goal];
      if (early !== undefined) return ontoPoints(this.points, early);
      const k = Math.floor(Math.log2(goal / FINE));
      if (FINE * 2 ** k > at) {
        at = FINE * 2 ** k;
        law = this.milestone(k);
      }
      law = this.walk(law, at, goal);
      at = goal;
      return law;
    });
    return [...known.laws, ...rest];
  }

  /** Where a list is gone on from. */
  private endOf({ generations, laws }: Listed): { at: number; law: AncestorLaw } {
    const at = generations.at(-1) ?? 0;
    const law = laws.at(-1);
    return law === undefined || at < this.descent.laws.length ? this.whole() : { at, law };
  }

  /** The first law of at most `whole` ancestors. */
  private whole(): { at: number; law: AncestorLaw } {
    const { laws, next } = this.descent;
    return { at: laws.length, law: trim(ontoPoints(this.points, next).slice(0, this.points.whole)) };
  }

  private milestone(k: number): AncestorLaw {
    const known = this.milestones[k];
    if (known !== undefined) return known;
    const at = FINE * 2 ** k;
    const first = this.whole();
    const law =
      at / 2 > first.at && k > 0
        ? this.walk(this.milestone(k - 1), at / 2, at)
        : this.walk(first.law, first.at, at);
    this.milestones[k] = law;
    return law;
  }

  private walk(from: AncestorLaw, start: number, goal: number): AncestorLaw {
    let law = from;
    for (let at = start; at < goal;) {
      const power = Math.floor(Math.log2(Math.min(goal - at, Math.max(1, at / FINE))));
      law = trim(step(law, this.power(power, law.length)));
      at += 2 ** power;
    }
    return law;
  }

  private power(i: number, size: number): Transition {
    const known = this.powers[i];
    if (known !== undefined && known.size >= size) return known;
    const made = square(this.power(i - 1, size), size);
    this.powers[i] = made;
    return made;
  }
}

const NO_LIST: Listed = { generations: [], laws: [] };

function beginAlike(a: readonly number[], b: readonly number[]): boolean {
  const shorter = Math.min(a.length, b.length);
  for (let i = 0; i < shorter; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** E h(A_j) for a law of A_j and a function h tabulated at the points. */
export function expectation(law: AncestorLaw, h: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < law.length; k++) sum += (law[k] as number) * (h[k] as number);
  return sum;
}

let latest: ReadonlyMap<number, Ancestry> = new Map();

/** The ancestries of these sample sizes. The latest ones are kept, since a page asks for several laws of the same contexts. */
export function ancestriesOf(samples: readonly number[]): ReadonlyMap<number, Ancestry> {
  latest = new Map(samples.map((n) => [n, latest.get(n) ?? new Ancestry(n)]));
  return latest;
}

function trim(law: AncestorLaw): AncestorLaw {
  let size = law.length;
  while (size > 1 && Math.abs(law[size - 1] as number) < NEGLIGIBLE) size--;
  return size === law.length ? law : law.slice(0, size);
}

function step(law: AncestorLaw, { size, entries }: Transition): AncestorLaw {
  const next = new Float64Array(law.length);
  for (let a = 0; a < law.length; a++) {
    const mass = law[a] as number;
    const row = a * size;
    for (let b = 0; b <= a; b++) next[b] = (next[b] as number) + mass * (entries[row + b] as number);
  }
  return next;
}

function oneGeneration(n: number, size: number): Transition {
  const entries = new Float64Array(size * size);
  const leaving = new Float64Array(size);
  // ln of the probability that all balls hit different bins.
  let different = 0;
  throwBalls(n, size, (a, law) => {
    const row = (a - 1) * size;
    for (let j = 1; j < a; j++) entries[row + j - 1] = law[j] as number;
    different += Math.log1p(-(a - 1) / n);
    entries[row + a - 1] = Math.exp(different);
    leaving[a - 1] = -Math.expm1(different);
  });
  return { size, entries, leaving };
}

function square(one: Transition, size: number): Transition {
  const entries = new Float64Array(size * size);
  for (let a = 0; a < size; a++) {
    const row = a * size;
    for (let b = 0; b <= a; b++) {
      const mass = one.entries[a * one.size + b] as number;
      if (mass === 0) continue;
      const from = b * one.size;
      for (let c = 0; c <= b; c++) {
        entries[row + c] = (entries[row + c] as number) + mass * (one.entries[from + c] as number);
      }
    }
  }
  const leaving = one.leaving.slice(0, size).map((q) => q * (2 - q));
  leaving.forEach((q, a) => {
    entries[a * size + a] = 1 - q;
  });
  return { size, entries, leaving };
}
