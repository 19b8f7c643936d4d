/** The two-sided 97.5 % point of the normal law: half widths of 95 % intervals are this many standard errors. */
export const Z95 = 1.959963984540054;

/**
 * Wilson's 95 % interval for a share of `successes` in `trials`: [low, high] within [0, 1].
 * Source: E. B. Wilson, JASA 22 (1927), 209-212.
 */
export function wilson(successes: number, trials: number): readonly [number, number] {
  if (trials <= 0) return [0, 1];
  const share = successes / trials;
  const z2 = Z95 * Z95;
  const scale = 1 + z2 / trials;
  const centre = (share + z2 / (2 * trials)) / scale;
  const half = (Z95 / scale) * Math.sqrt((share * (1 - share)) / trials + z2 / (4 * trials * trials));
  return [
    successes === 0 ? 0 : Math.max(0, centre - half),
    successes === trials ? 1 : Math.min(1, centre + half),
  ];
}
