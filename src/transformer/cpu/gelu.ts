import type { Model } from "../model.js";
import type { Real } from "./real.js";

type Activation = Model["activation"];

const INVERSE_SQRT_2PI = 0.3989422804014327;
const SQRT_2_OVER_PI = 0.7978845608028654;
const CUBIC = 0.044715;

/** out = gelu(x), element by element. */
export function gelu(activation: Activation, x: Real, out: Real, count: number): void {
  if (activation === "gelu") {
    for (let i = 0; i < count; i++) {
      const u = x[i] as number;
      out[i] = u * normalCdf(u);
    }
    return;
  }
  for (let i = 0; i < count; i++) {
    const u = x[i] as number;
    out[i] = 0.5 * u * (1 + Math.tanh(SQRT_2_OVER_PI * (u + CUBIC * u * u * u)));
  }
}

/** gradient *= gelu'(x), element by element. */
export function geluBackward(activation: Activation, x: Real, gradient: Real, count: number): void {
  if (activation === "gelu") {
    for (let i = 0; i < count; i++) {
      const u = x[i] as number;
      gradient[i] = (gradient[i] as number) * (normalCdf(u) + u * INVERSE_SQRT_2PI * Math.exp(-0.5 * u * u));
    }
    return;
  }
  for (let i = 0; i < count; i++) {
    const u = x[i] as number;
    const t = Math.tanh(SQRT_2_OVER_PI * (u + CUBIC * u * u * u));
    const slope = SQRT_2_OVER_PI * (1 + 3 * CUBIC * u * u);
    gradient[i] = (gradient[i] as number) * (0.5 * (1 + t) + 0.5 * u * (1 - t * t) * slope);
  }
}

/** Phi(x), the standard normal distribution function, to 1e-15. */
function normalCdf(x: number): number {
  const z = x * Math.SQRT1_2;
  return z < 0 ? 0.5 * complementaryErf(-z) : 1 - 0.5 * complementaryErf(z);
}

/** erfc(z) for z >= 0: W. J. Cody's rational approximations (Math. Comp. 23, 1969), relative error 1e-15. */
function complementaryErf(z: number): number {
  if (z <= 0.46875) {
    const s = z * z;
    const top =
      (((0.18577770618460315 * s + 3.1611237438705655) * s + 113.86415415105016) * s + 377.485237685302) * s +
      3209.3775891384694;
    const bottom =
      (((s + 23.601290952344122) * s + 244.02463793444417) * s + 1282.6165260773723) * s + 2844.236833439171;
    return 1 - (z * top) / bottom;
  }
  if (z > 26.5) return 0;
  const decay = Math.exp(-z * z);
  if (z <= 4) {
    let top = 2.1531153547440383e-8;
    let bottom = 1;
    for (let i = 0; i < 8; i++) {
      top = top * z + (MIDDLE_TOP[i] as number);
      bottom = bottom * z + (MIDDLE_BOTTOM[i] as number);
    }
    return (decay * top) / bottom;
  }
  const s = 1 / (z * z);
  let top = 0.016315387137302097;
  let bottom = 1;
  for (let i = 0; i < 5; i++) {
    top = top * s + (TAIL_TOP[i] as number);
    bottom = bottom * s + (TAIL_BOTTOM[i] as number);
  }
  return (decay / z) * (INVERSE_SQRT_PI - (s * top) / bottom);
}

const INVERSE_SQRT_PI = 0.5641895835477563;
const MIDDLE_TOP = [
  0.5641884969886701, 8.883149794388377, 66.11919063714163, 298.6351381974001, 881.952221241769,
  1712.0476126340707, 2051.0783778260716, 1230.3393547979972,
];
const MIDDLE_BOTTOM = [
  15.744926110709835, 117.6939508913125, 537.1811018620099, 1621.3895745666903, 3290.7992357334597,
  4362.619090143247, 3439.3676741437216, 1230.3393548037495,
];
const TAIL_TOP = [
  0.30532663496123236, 0.36034489994980445, 0.12578172611122926, 0.016083785148742275, 0.0006587491615298378,
];
const TAIL_BOTTOM = [
  2.568520192289822, 1.8729528499234673, 0.5279051029514285, 0.06051834131244132, 0.0023352049762686918,
];
