/** Theorem 1 of arXiv 2404.05090, for one context. S0: sum of squares of p(0); live: its support s~; m: generation. */

/** S_m = 1 - (1 - 1/n)^m (1 - S_0) (Eq. 6). */
export function sumOfSquares(n: number, S0: number, m: number): number {
  return 1 - kept(n, m) * (1 - S0);
}

/** Lower bound on rho_m = P(p(m) is a Dirac): 1 - n (1-S_0) (1-1/n)^m, not below 0 (Eq. 7). */
export function collapsedLower(n: number, S0: number, m: number): number {
  return Math.max(0, 1 - n * (1 - S0) * kept(n, m));
}

/** Upper bound on rho_m: 1 - (1-S_0)/(1-1/s~) (1-1/n)^m (Eq. 7). */
export function collapsedUpper(n: number, S0: number, live: number, m: number): number {
  return live === 1 ? 1 : Math.max(0, 1 - ((1 - S0) / (1 - 1 / live)) * kept(n, m));
}

/** Lower bound on E[T]: 1 + (1-S_0)/(1-1/s~) (n-1) (Eq. 8). */
export function meanLower(n: number, S0: number, live: number): number {
  return live === 1 ? 1 : 1 + ((1 - S0) / (1 - 1 / live)) * (n - 1);
}

/** Upper bound on E[T]: 1 + (1-S_0) n (n-1) (Eq. 8). */
export function meanUpper(n: number, S0: number): number {
  return 1 + (1 - S0) * n * (n - 1);
}

/** (1 - 1/n)^m, the diversity kept after m generations. */
function kept(n: number, m: number): number {
  if (n === 1) return m === 0 ? 1 : 0;
  return Math.exp(m * Math.log1p(-1 / n));
}
