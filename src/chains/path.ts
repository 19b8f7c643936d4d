import { ChainRunner } from "./chain.js";
import type { Plan } from "./plan.js";

/** One chain in one context, generation by generation: recomputed from (seed, chain) alone, since draws are addressed. */
export interface Path {
  /** Tokens of p(1), ascending. */
  readonly tokens: Uint32Array;
  /** Generations recorded, ascending: 1, 1 + stride, ..., and the last. */
  readonly generations: Uint32Array;
  /** counts[row * tokens.length + column]. */
  readonly counts: Uint32Array;
  /** T and the token left, or null if the cap came first. */
  readonly collapseTime: number | null;
  readonly winner: number | null;
}

/**
 * Follows a chain to its collapse, the cap or `most` generations, and records at most about `rows` of them: every stride-th,
 * the stride doubling as the chain turns out longer.
 */
export function followChain(
  runner: ChainRunner,
  chain: number,
  context: number,
  rows: number,
  most: number,
): Path {
  const { model, plan } = runner;
  runner.begin(chain, context);
  const tokens = model.ids.slice(0, model.live);
  const column = new Map(Array.from(tokens, (token, j) => [token, j]));
  let recorded: { m: number; counts: Uint32Array }[] = [];
  let stride = 1;
  const last = Math.min(plan.cap, most);
  let m = 1;
  for (; ; m++) {
    const ended = model.live === 1 || m >= last;
    if (ended || (m - 1) % stride === 0) {
      const counts = new Uint32Array(tokens.length);
      for (let j = 0; j < model.live; j++)
        counts[column.get(model.ids[j] as number) ?? 0] = model.counts[j] as number;
      recorded.push({ m, counts });
    }
    if (ended) break;
    if (recorded.length > 2 * rows) {
      stride *= 2;
      recorded = recorded.filter((entry) => (entry.m - 1) % stride === 0);
    }
    runner.advance();
  }
  const counts = new Uint32Array(recorded.length * tokens.length);
  recorded.forEach((entry, row) => {
    counts.set(entry.counts, row * tokens.length);
  });
  const collapsed = model.live === 1;
  return {
    tokens,
    generations: Uint32Array.from(recorded, (entry) => entry.m),
    counts,
    collapseTime: collapsed ? m : null,
    winner: collapsed ? (model.ids[0] ?? null) : null,
  };
}

/**
 * The first `chains` chains in context 0, generation by generation to the last collapse or `most` generations:
 * counts[((m - 1) * chains + chain) * tokens + token]. For small vocabularies.
 */
export function followPopulation(
  plan: Plan,
  chains: number,
  most: number,
): { lastGeneration: number; counts: Uint32Array } {
  const { tokens } = plan.truth(0);
  const runner = new ChainRunner(plan);
  const paths = Array.from({ length: chains }, (_, chain) => followAll(runner, tokens, chain, most));
  const lastGeneration = paths.reduce((last, path) => Math.max(last, path.length), 1);
  const counts = new Uint32Array(lastGeneration * chains * tokens);
  paths.forEach((path, chain) => {
    for (let m = 1; m <= lastGeneration; m++) {
      counts.set(
        path[Math.min(m, path.length) - 1] ?? new Uint32Array(tokens),
        ((m - 1) * chains + chain) * tokens,
      );
    }
  });
  return { lastGeneration, counts };
}

function followAll(runner: ChainRunner, tokens: number, chain: number, most: number): Uint32Array[] {
  const path = followChain(runner, chain, 0, most, most);
  return Array.from(path.generations, (_, row) => {
    const counts = new Uint32Array(tokens);
    path.tokens.forEach((token, j) => {
      counts[token] = path.counts[row * path.tokens.length + j] as number;
    });
    return counts;
  });
}
