// Rows that one invocation each reduces: no barriers, which software adapters emulate slowly.
const LANES = 1u;
const ROWS = 32u;

fn rowTotal(value: f32, place: vec2<u32>) -> f32 {
  return value;
}

fn rowMost(value: f32, place: vec2<u32>) -> f32 {
  return value;
}

/// The sum of the lanes before this one, and that of all.
fn rowBefore(value: f32, place: vec2<u32>) -> vec2<f32> {
  return vec2(0.0, value);
}
