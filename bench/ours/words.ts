import {
  binomial,
  contextKey,
  KIND,
  samplerTables,
  seedWords,
  stream,
  streamKey,
  type SamplerTables,
  type Stream,
} from "../../src/sampling/index.js";
import type { Work } from "./cell.js";

/**
 * Random words that a chain-generation takes on average, two a block: chains are followed by the sampler's rule, n picks
 * where n < 4k, else k - 1 conditional binomials (the splitting tree of k > 64 has as many).
 */
export function wordsPerGeneration({ n, s, cap, seed }: Work, chains: number): number {
  const tables = samplerTables(n);
  const context = contextKey(seedWords(seed), KIND.model, 0);
  let blocks = 0;
  let generations = 0;
  for (let chain = 0; chain < chains; chain++) {
    const root = streamKey(context, chain, 0);
    let live: ArrayLike<number> = new Uint32Array(s).fill(1);
    for (let m = 1; live.length > 1 && (cap === 0 || m <= cap); m++) {
      const draws = stream(root, m);
      const picks = n < 4 * live.length;
      const counts = picks ? picked(live, n) : conditional(tables, draws, live, n);
      blocks += picks ? Math.ceil(n / 2) : (draws[2] as number);
      live = counts.filter((count) => count > 0);
      generations++;
    }
  }
  return (2 * blocks) / generations;
}

function sum(weights: ArrayLike<number>): number {
  return Array.from(weights).reduce((total, weight) => total + weight, 0);
}

function conditional(
  tables: SamplerTables,
  draws: Stream,
  weights: ArrayLike<number>,
  n: number,
): Uint32Array {
  let left = n;
  let rest = sum(weights);
  return Uint32Array.from(weights, (weight, j) => {
    const drawn = j === weights.length - 1 ? left : binomial(tables, draws, left, weight, rest);
    left -= drawn;
    rest -= weight;
    return drawn;
  });
}

/** Picks by another generator: which items they are does not change how many words they take. */
function picked(weights: ArrayLike<number>, n: number): Uint32Array {
  const owners = Array.from(weights, (weight, category) => new Uint32Array(weight).fill(category));
  const owner = owners.flatMap((part) => Array.from(part));
  const counts = new Uint32Array(weights.length);
  for (let i = 0; i < n; i++) {
    const category = owner[Math.floor(Math.random() * owner.length)] as number;
    counts[category] = (counts[category] as number) + 1;
  }
  return counts;
}
