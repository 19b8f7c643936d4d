/**
 * Where contexts differ in n (a text's do), a measure s that is a share of d (n^2, n n', n R) counts as
 * floor(s M / 2^e), about 2^44 s / d, before it is summed over contexts: M has 32 bits, so its relative error is below
 * 2^-31. An entropy is n less, the integer E(n) - sum E(c), and counts as about 2^23 of itself over n.
 */
export interface Scale {
  /** 2^31 ... 2^32 - 1. */
  readonly M: number;
  /** Negative: shift left. */
  readonly e: number;
}

/** Bits of what a share of 1 counts as. */
export const SHARE_BITS = 44;
/** Bits of what an entropy of 2^-16 bits times n counts as. */
export const ENTROPY_BITS = 23;

/** The scale by 2^bits / d. */
export function scaleBy(bits: number, d: bigint): Scale {
  const length = d.toString(2).length;
  const wide = 2n ** BigInt(31 + length) / d;
  const exponent = 31 + length - bits;
  return wide < 2n ** 32n ? { M: Number(wide), e: exponent } : { M: 2 ** 31, e: exponent - 1 };
}

/** floor(s M / 2^e). */
export function scaleBig(s: bigint, { M, e }: Scale): bigint {
  const product = s * BigInt(M);
  return e >= 0 ? product >> BigInt(e) : product << BigInt(-e);
}

/** The same of s = high 2^32 + low. */
export function scale(high: number, low: number, by: Scale): number {
  return Number(scaleBig(BigInt(high) * 2n ** 32n + BigInt(low), by));
}

/** The scales of one context's model of total n, its first model of total n' and its truth of total R. */
export interface Scales {
  readonly squares: Scale;
  readonly first: Scale;
  readonly truth: Scale;
  readonly entropy: Scale;
}

export function scalesOf(n: number, first: number, R: number): Scales {
  const total = BigInt(n);
  return {
    squares: scaleBy(SHARE_BITS, total * total),
    first: scaleBy(SHARE_BITS, total * BigInt(first)),
    truth: scaleBy(SHARE_BITS, total * BigInt(R)),
    entropy: scaleBy(ENTROPY_BITS, total),
  };
}
