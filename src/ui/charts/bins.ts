import type { DrawnLaw } from "../../index.js";

/** The histogram's whole-numbered bins: bin k holds T from first + k * width to first + (k + 1) * width - 1. */
export interface Bins {
  readonly first: number;
  readonly width: number;
  readonly count: number;
}

type Counts = readonly (readonly [number, number])[];

const WIDTHS = [1, 2, 3, 4, 5, 6, 8] as const;

/** The smallest whole width of the series 1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 25, 30, 40, 50, 60, 80, 100, ... that is at least `wanted`. */
export function roundWidth(wanted: number): number {
  for (const width of WIDTHS) if (width >= wanted) return width;
  for (let scale = 10; ; scale *= 10)
    for (const step of [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8]) if (step * scale >= wanted) return step * scale;
}

/** About 40 bins from generation `low` to generation `high`; from the beginning where that costs little room. */
export function binsFor(low: number, high: number, about = 40): Bins {
  const fromStart = low <= 0.3 * high || high <= about;
  const start = fromStart ? 1 : low;
  const width = roundWidth((high - start + 1) / about);
  const first = fromStart ? 1 : Math.max(1, Math.floor(low / width) * width);
  return { first, width, count: Math.max(1, Math.ceil((high + 1 - first) / width)) };
}

/** The axis of the bins, in generations. */
export function extent(bins: Bins): readonly [number, number] {
  const to = bins.first + bins.count * bins.width - 0.5;
  return [bins.first === 1 ? Math.min(0.5, bins.width >= 4 ? 0 : 0.5) : bins.first - 0.5, to];
}

/** Chains of every bin, and those before and beyond the axis. */
export function fill(bins: Bins, counts: Counts): { inside: Float64Array; before: number; beyond: number } {
  const inside = new Float64Array(bins.count);
  let before = 0;
  let beyond = 0;
  for (const [time, chains] of counts) {
    const bin = Math.floor((time - bins.first) / bins.width);
    if (bin < 0) before += chains;
    else if (bin >= bins.count) beyond += chains;
    else inside[bin] = (inside[bin] ?? 0) + chains;
  }
  return { inside, before, beyond };
}

/** Chains with from <= T <= to. */
export function between(counts: Counts, from: number, to: number): number {
  let chains = 0;
  for (const [time, number] of counts) if (time >= from && time <= to) chains += number;
  return chains;
}

/** P(T <= generation), straight between the rows of the law. */
export function lawAt(law: DrawnLaw, generation: number): number {
  const { generations, cdf } = law;
  const last = generations.length - 1;
  if (last < 0 || generation <= (generations[0] ?? 0))
    return generation < (generations[0] ?? 0) ? 0 : (cdf[0] ?? 0);
  if (generation >= (generations[last] ?? 0)) return cdf[last] ?? 1;
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((generations[middle] ?? 0) <= generation) low = middle;
    else high = middle;
  }
  const [x0 = 0, x1 = 1] = [generations[low], generations[high]];
  const [y0 = 0, y1 = 1] = [cdf[low], cdf[high]];
  return y0 + ((y1 - y0) * (generation - x0)) / (x1 - x0);
}

/** P(from <= T <= to). */
export function lawBetween(law: DrawnLaw, from: number, to: number): number {
  return Math.max(0, lawAt(law, to) - lawAt(law, from - 1));
}

/**
 * The law as a line over the bins: x in generations, y the probability of a bin centred there. Where a bin is one generation
 * it is drawn in steps, exactly as high as bars are to be; else it has at most about 400 points.
 */
export function lawLine(law: DrawnLaw, bins: Bins): { x: number[]; y: number[] } {
  const x: number[] = [];
  const y: number[] = [];
  const last = bins.first + bins.count * bins.width - 1;
  if (bins.width === 1) {
    for (let g = bins.first; g <= last; g++) {
      const p = lawBetween(law, g, g);
      x.push(g - 0.5, g + 0.5);
      y.push(p, p);
    }
    return { x, y };
  }
  const from = Math.max(1, bins.first - bins.width);
  const rows = law.generations.length;
  const stride = rows > 1 ? (law.generations[1] ?? 1) - (law.generations[0] ?? 0) : 1;
  const step = Math.max(stride, Math.ceil((last - from) / 400));
  for (let g = Math.ceil(from / step) * step; g <= last + step / 2; g += step) {
    x.push(g - (step - 1) / 2);
    y.push((lawBetween(law, g - step + 1, g) * bins.width) / step);
  }
  return { x, y };
}
