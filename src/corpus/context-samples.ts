import type { ContextTable } from "./context-table.js";

/**
 * n_j of each context j of a text: max(1, floor((2 n c k_j + K) / (2 K))), where n is `samples`, c the number of
 * contexts, k_j how often context j occurs and K the sum of these; so n is their mean. Exact for n and c up to 2^20 and K up
 * to 10^8, as long as no n_j exceeds 2^32 - 1 (mostSamples says when).
 */
export function contextSamples(table: ContextTable, samples: number): Uint32Array {
  const { times, total } = occurrences(table);
  return times.map((count) => samplesOf(count, total, times.length, samples));
}

/** n_j of the most frequent context. */
export function largestContextSamples(table: ContextTable, samples: number): number {
  const { times, total, most } = occurrences(table);
  return samplesOf(most, total, times.length, samples);
}

/** The largest `samples` for which no n_j exceeds `limit`, which is up to 2^20. */
export function mostSamples(table: ContextTable, limit: number): number {
  const { times, total, most } = occurrences(table);
  // floor(x / (2 K)) <= limit is x < 2 K (limit + 1).
  return Math.floor((total * (2 * limit + 1) - 1) / (2 * times.length * most));
}

function samplesOf(count: number, total: number, contexts: number, samples: number): number {
  // n times the quotient and the remainder of c k_j / K: nothing here reaches 2^53.
  const scaled = count * contexts;
  const remainder = scaled % total;
  const whole = samples * ((scaled - remainder) / total);
  return Math.max(1, whole + Math.floor((2 * samples * remainder + total) / (2 * total)));
}

/** How often each context occurs, its successors' counts in all; the sum of these, and the largest. */
function occurrences({ starts, counts }: ContextTable): {
  readonly times: Uint32Array;
  readonly total: number;
  readonly most: number;
} {
  const times = new Uint32Array(starts.length - 1);
  let total = 0;
  let most = 0;
  for (let context = 0; context < times.length; context++) {
    let sum = 0;
    const end = starts[context + 1] ?? 0;
    for (let entry = starts[context] ?? 0; entry < end; entry++) sum += counts[entry] ?? 0;
    times[context] = sum;
    total += sum;
    most = Math.max(most, sum);
  }
  return { times, total, most };
}
