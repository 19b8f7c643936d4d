// out = gain (x - mean) / sqrt(variance + 1e-5) + bias for each row, the variance biased; a row is reduced by lib/rows-*.
//
// Layout: x, out (rows, width); moments (rows) of (mean, 1 / sqrt(variance + 1e-5)); gain and bias in the flat weights.
// Cost: three passes over a row.

struct Params {
  rows: u32,
  width: u32,
  gain: u32,
  bias: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(2) var<storage, read> x: array<f32>;
@group(0) @binding(3) var<storage, read> weights: array<f32>;
@group(0) @binding(4) var<storage, read_write> out: array<f32>;
@group(0) @binding(5) var<storage, read_write> moments: array<vec2<f32>>;

const NONE = 0xffffffffu;

@compute @workgroup_size(LANES, ROWS)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_id) local: vec3<u32>,
) {
  let row = (group.x + group.y * groups.x) * ROWS + local.y;
  let end = select(0u, params.width, row < params.rows);
  let at = row * params.width;
  var sum = 0.0;
  for (var j = local.x; j < end; j += LANES) {
    sum += x[at + j];
  }
  let mean = rowTotal(sum, local.xy) / f32(params.width);
  var squares = 0.0;
  for (var j = local.x; j < end; j += LANES) {
    let distance = x[at + j] - mean;
    squares += distance * distance;
  }
  let inverse = inverseSqrt(rowTotal(squares, local.xy) / f32(params.width) + 1e-5);
  for (var j = local.x; j < end; j += LANES) {
    var value = (x[at + j] - mean) * inverse * weights[params.gain + j];
    if (params.bias != NONE) {
      value += weights[params.bias + j];
    }
    out[at + j] = value;
  }
  if (local.x == 0u && row < params.rows) {
    moments[row] = vec2(mean, inverse);
  }
}
