/** Probabilities of a few of the whole numbers: of `from`, `from` + 1, ... */
export interface Pmf {
  readonly from: number;
  readonly mass: Float64Array;
}

/** Shares of the largest probability below this are left out. */
const NEGLIGIBLE = 1e-25;

/**
 * A law on low ... high with one mode from the ratios P(x+1)/P(x), built outward from the mode and normalised: no factorials,
 * and relative errors of some roundings a step.
 */
function fromRatios(low: number, high: number, mode: number, ratio: (x: number) => number): Pmf {
  const below: number[] = [];
  const above: number[] = [];
  for (let x = mode, mass = 1; x > low; x--) {
    mass /= ratio(x - 1);
    if (mass < NEGLIGIBLE) break;
    below.push(mass);
  }
  for (let x = mode, mass = 1; x < high; x++) {
    mass *= ratio(x);
    if (mass < NEGLIGIBLE) break;
    above.push(mass);
  }
  const mass = Float64Array.from([...below.reverse(), 1, ...above]);
  const total = mass.reduce((sum, value) => sum + value, 0);
  return { from: mode - below.length, mass: mass.map((value) => value / total) };
}

/** The number of successes among `trials`, each with probability p. */
export function binomialPmf(trials: number, p: number): Pmf {
  if (p <= 0 || p >= 1) return { from: p <= 0 ? 0 : trials, mass: Float64Array.of(1) };
  const odds = p / (1 - p);
  const mode = Math.min(trials, Math.floor((trials + 1) * p));
  return fromRatios(0, trials, mode, (x) => ((trials - x) / (x + 1)) * odds);
}

/** The number of marked ones among `drawn` of `total`, `marked` of which are marked, without replacement. */
export function hypergeometricPmf(total: number, marked: number, drawn: number): Pmf {
  const low = Math.max(0, drawn + marked - total);
  const high = Math.min(drawn, marked);
  const mode = Math.min(high, Math.max(low, Math.floor(((drawn + 1) * (marked + 1)) / (total + 2))));
  return fromRatios(
    low,
    high,
    mode,
    (x) => ((marked - x) * (drawn - x)) / ((x + 1) * (total - marked - drawn + x + 1)),
  );
}

/** The law of the sum of two independent numbers. */
export function convolve(a: Pmf, b: Pmf): Pmf {
  const mass = new Float64Array(a.mass.length + b.mass.length - 1);
  for (let i = 0; i < a.mass.length; i++) {
    for (let j = 0; j < b.mass.length; j++) {
      mass[i + j] = (mass[i + j] as number) + (a.mass[i] as number) * (b.mass[j] as number);
    }
  }
  return { from: a.from + b.from, mass };
}

export function probabilityOf({ from, mass }: Pmf, x: number): number {
  return mass[x - from] ?? 0;
}
