import type { Truth } from "./truth.js";

/** Theorem 1 of arXiv 2404.05090: fully synthetic, n samples per context and generation. */

type Facts = Pick<Truth, "diversity" | "live">;

/**
 * Lower bound on the probability that all contexts are a Dirac at m: the product over contexts of the bound on rho_m,
 * 1 - n (1-S_0) (1-1/n)^m, not below 0 (Eq. 7). That holds for m >= 1, where shares are multiples of 1/n; at m = 0 the
 * probability itself is given. `truths`: one that all `contexts` share, or one of each.
 */
export function collapsedLower(n: number, truths: readonly Facts[], contexts: number, m: number): number {
  const left = n * kept(n, m);
  let all = 1;
  for (const { diversity, live } of truths) {
    all *= m === 0 ? Number(live === 1) : Math.max(0, 1 - diversity * left);
    if (all === 0) break;
  }
  return all ** (contexts / truths.length);
}

/** Upper bound on the same: the product of 1 - (1-S_0)/(1-1/s~) (1-1/n)^m (Eq. 7). */
export function collapsedUpper(n: number, truths: readonly Facts[], contexts: number, m: number): number {
  const left = kept(n, m);
  const all = truths.reduce((product, facts) => product * (1 - evenness(facts) * left), 1);
  return all ** (contexts / truths.length);
}

/** Lower bound on E[T] of one context: 1 + (1-S_0)/(1-1/s~) (n-1) (Eq. 8). */
export function meanLower(n: number, facts: Facts): number {
  return 1 + evenness(facts) * (n - 1);
}

/** Upper bound on E[T] of one context: 1 + (1-S_0) n (n-1) (Eq. 8). */
export function meanUpper(n: number, { diversity }: Pick<Facts, "diversity">): number {
  return 1 + diversity * n * (n - 1);
}

/** (1-S_0)/(1-1/s~): 1 for a uniform truth; one live token has none to lose. */
function evenness({ diversity, live }: Facts): number {
  return live === 1 ? 0 : Math.min(1, diversity / (1 - 1 / live));
}

/** (1 - 1/n)^m: the share of diversity left after m generations. */
export function kept(n: number, m: number): number {
  return m === 0 ? 1 : Math.exp(m * Math.log1p(-1 / n));
}
