/**
 * Logarithm and exponential to base 2 whose bits are the same on every machine: only + - * / and exact scaling by
 * powers of two, which ECMAScript fixes as IEEE double precision. (Math.log2 and friends are not fixed.)
 */
const LN2 = 0.6931471805599453;
const INV_LN2_TWICE = 2.8853900817779268;

/** log2(x) for finite x > 0; relative error <= 3.1e-16. */
export function exactLog2(x: number): number {
  let scaled = x;
  let exponent = 0;
  while (scaled >= 2 ** 32) {
    scaled *= 2 ** -32;
    exponent += 32;
  }
  while (scaled < 2 ** -32) {
    scaled *= 2 ** 32;
    exponent -= 32;
  }
  while (scaled > Math.SQRT2) {
    scaled *= 0.5;
    exponent += 1;
  }
  while (scaled < Math.SQRT1_2) {
    scaled *= 2;
    exponent -= 1;
  }
  const s = (scaled - 1) / (scaled + 1);
  const square = s * s;
  let series = 1 / 25;
  for (let k = 23; k >= 1; k -= 2) series = series * square + 1 / k;
  return exponent + INV_LN2_TWICE * (s * series);
}

/** 2^y for finite y; relative error <= 1.6e-16; 0 below the smallest double, Infinity above the largest. */
export function exactExp2(y: number): number {
  if (y < -1080) return 0;
  const whole = Math.floor(y + 0.5);
  const t = (y - whole) * LN2;
  let series = 1;
  for (let k = 16; k >= 1; k--) series = 1 + (series * t) / k;
  let result = series;
  for (let e = whole; e > 0; e--) result *= 2;
  for (let e = whole; e < 0; e++) result *= 0.5;
  return result;
}
