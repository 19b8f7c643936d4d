/** Chains of a point, first to one before `to`, to be run next. */
export interface Task {
  readonly point: number;
  readonly from: number;
  readonly to: number;
}

/** What is known of a point. */
export interface PointState {
  /** Chains done, all from 0 on. */
  readonly done: number;
  /** The most chains it may take. */
  readonly most: number;
  /** Relative half-width of the 95 % interval of what is estimated; null while there is none. */
  readonly halfWidth: number | null;
}

/** Chains of a point's first round, and how many times more each later round brings it to. */
const FIRST = 32;
const GROWTH = 4;
/** Past what the precision seems to need, so that one round more is seldom needed. */
const MARGIN = 1.05;

/** The chains that the precision takes, as far as can be told; null where it cannot. Past what is done. */
export function chainsNeeded({ done, most, halfWidth }: PointState, precision: number): number | null {
  if (halfWidth === null) return null;
  const needed = Math.ceil(done * (halfWidth / precision) ** 2 * MARGIN);
  return Math.min(most, Math.max(needed, done + 1));
}

/**
 * The chains that a point should reach next, or null where it is done: four times as many a round, and never many more
 * than the precision needs.
 */
export function nextTarget(state: PointState, precision: number): number | null {
  const { done, most, halfWidth } = state;
  if (done >= most) return null;
  if (done === 0) return Math.min(most, FIRST);
  if (halfWidth !== null && halfWidth <= precision) return null;
  return Math.min(most, GROWTH * done, chainsNeeded(state, precision) ?? Infinity);
}

/**
 * The order in which the points of a grid of these sizes (the last runs fastest) are first run: coarse to fine over the
 * whole range. The ends of every axis come first, then the middle, then the quarters, ...
 */
export function coarseToFine(sizes: readonly number[]): number[] {
  const count = sizes.reduce((product, size) => product * size, 1);
  const depths = Array.from({ length: count }, (_, index) => {
    let rest = index;
    let deepest = 0;
    for (let axis = sizes.length - 1; axis >= 0; axis--) {
      const size = sizes[axis] ?? 1;
      deepest = Math.max(deepest, depth(rest % size, size));
      rest = Math.floor(rest / size);
    }
    return deepest;
  });
  return depths.map((_, i) => i).sort((a, b) => (depths[a] ?? 0) - (depths[b] ?? 0) || a - b);
}

/** How often an axis has to be halved until a place on it is met. */
function depth(place: number, size: number): number {
  if (place === 0 || place === size - 1) return 0;
  let step = 1;
  while (step * 2 < size) step *= 2;
  for (let halvings = 1; ; halvings++, step /= 2) if (place % step === 0) return halvings;
}
