import { recursionOf } from "./chain.js";
import type { Plan } from "./plan.js";

/** One chain in one context, generation by generation: recomputed from (seed, chain) alone, since draws are addressed. */
export interface Path {
  /** Tokens followed, ascending: all that ever lived, or those of them that were largest. */
  readonly tokens: Uint32Array;
  /** Generations recorded, ascending: 1, 1 + stride, ..., and the last. */
  readonly generations: Uint32Array;
  /** counts[row * tokens.length + column]. */
  readonly counts: Uint32Array;
  /** By row: the sum of all tokens' counts. */
  readonly totals: Float64Array;
  /** T and the token left, or null if the cap came first. */
  readonly collapseTime: number | null;
  readonly winner: number | null;
}

interface Row {
  readonly m: number;
  readonly ids: Uint32Array;
  readonly counts: Uint32Array;
}

/** What a path may hold. */
export interface PathRoom {
  /** About so many generations are recorded at most: every stride-th, the stride doubling as the chain turns out longer. */
  readonly rows: number;
  /** Tokens followed at most. */
  readonly tokens: number;
  /** Generations at most. */
  readonly generations: number;
}

/** Follows a chain to its collapse, or to its cap where a Dirac can be left, within `room`. */
export function followChain(plan: Plan, chain: number, context: number, room: PathRoom): Path {
  const recursion = recursionOf(plan);
  const { model } = recursion;
  const last = Math.min(plan.cap, room.generations);
  let rows: Row[] = [];
  let stride = 1;
  let collapseTime: number | null = null;
  let winner: number | null = null;
  recursion.begin(chain, context);
  for (let m = 1; ; m++) {
    const dirac = model.live === 1;
    if (dirac && collapseTime === null) {
      collapseTime = m;
      winner = model.ids[0] ?? null;
    }
    const ended = (dirac && !plan.goesOn) || m >= last;
    if (ended || (m - 1) % stride === 0) {
      rows.push({ m, ids: model.ids.slice(0, model.live), counts: model.counts.slice(0, model.live) });
    }
    if (ended) break;
    if (rows.length > 2 * room.rows) {
      stride *= 2;
      rows = rows.filter((row) => (row.m - 1) % stride === 0);
    }
    recursion.advance();
  }
  const tokens = followed(rows, room.tokens);
  const column = new Map(Array.from(tokens, (token, j) => [token, j]));
  const counts = new Uint32Array(rows.length * tokens.length);
  rows.forEach((row, i) => {
    row.ids.forEach((token, j) => {
      const at = column.get(token);
      if (at !== undefined) counts[i * tokens.length + at] = row.counts[j] as number;
    });
  });
  return {
    tokens,
    generations: Uint32Array.from(rows, ({ m }) => m),
    counts,
    totals: Float64Array.from(rows, (row) => row.counts.reduce((sum, count) => sum + count, 0)),
    collapseTime,
    winner,
  };
}

/** The tokens that live in the rows, ascending: the `most` of them whose largest share is largest. */
function followed(rows: readonly Row[], most: number): Uint32Array {
  const largest = new Map<number, number>();
  for (const { ids, counts } of rows) {
    const total = counts.reduce((sum, count) => sum + count, 0);
    ids.forEach((token, j) => {
      const share = (counts[j] as number) / total;
      if (share > (largest.get(token) ?? 0)) largest.set(token, share);
    });
  }
  const tokens = [...largest].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, most);
  return Uint32Array.from(tokens, ([token]) => token).sort();
}

/**
 * The first `dots` of all chains in all their contexts, chain by chain, generation by generation to the last collapse or
 * `most` generations: counts[((m - 1) * dots + dot) * tokens + token]. For small vocabularies.
 */
export function followPopulation(
  plan: Plan,
  dots: number,
  most: number,
): { lastGeneration: number; counts: Uint32Array } {
  const { tokens } = plan.truth(0);
  const room = { rows: most, tokens, generations: most };
  const { contexts } = plan.experiment;
  const paths = Array.from({ length: dots }, (_, dot) =>
    spread(followChain(plan, Math.floor(dot / contexts), dot % contexts, room), tokens),
  );
  const lastGeneration = paths.reduce((last, path) => Math.max(last, path.length), 1);
  const counts = new Uint32Array(lastGeneration * dots * tokens);
  paths.forEach((path, dot) => {
    for (let m = 1; m <= lastGeneration; m++) {
      const at = path[Math.min(m, path.length) - 1];
      if (at !== undefined) counts.set(at, ((m - 1) * dots + dot) * tokens);
    }
  });
  return { lastGeneration, counts };
}

/** A path's rows over the whole vocabulary. */
function spread(path: Path, tokens: number): Uint32Array[] {
  return Array.from(path.generations, (_, row) => {
    const counts = new Uint32Array(tokens);
    path.tokens.forEach((token, j) => {
      counts[token] = path.counts[row * path.tokens.length + j] as number;
    });
    return counts;
  });
}
