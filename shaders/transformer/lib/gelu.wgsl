// GELU and its slope. `TANH` (a const that the host sets) selects the tanh approximation.

const INVERSE_SQRT_2PI = 0.3989422804014327;
const SQRT_2_OVER_PI = 0.7978845608028654;
const CUBIC = 0.044715;

/// Phi(x), the normal distribution function, to 1e-7 (Abramowitz and Stegun 7.1.26).
fn normalCdf(x: f32) -> f32 {
  let z = abs(x) * 0.7071067811865476;
  let t = 1.0 / (1.0 + 0.3275911 * z);
  let series = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
  let tail = 0.5 * series * exp(-z * z);
  return select(1.0 - tail, tail, x < 0.0);
}

/// tanh of the approximation's argument, clamped: tanh may overflow far out.
fn bend(x: f32) -> f32 {
  return tanh(clamp(SQRT_2_OVER_PI * (x + CUBIC * x * x * x), -15.0, 15.0));
}

fn gelu(x: f32) -> f32 {
  if (TANH) {
    return 0.5 * x * (1.0 + bend(x));
  }
  return x * normalCdf(x);
}

fn geluSlope(x: f32) -> f32 {
  if (TANH) {
    let t = bend(x);
    return 0.5 * (1.0 + t) + 0.5 * x * (1.0 - t * t) * SQRT_2_OVER_PI * (1.0 + 3.0 * CUBIC * x * x);
  }
  return normalCdf(x) + x * INVERSE_SQRT_2PI * exp(-0.5 * x * x);
}
