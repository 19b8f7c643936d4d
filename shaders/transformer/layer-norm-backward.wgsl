// Adds the gradient of a layer norm's input to the residual stream's, or starts it; a row is reduced by lib/rows-*.
//
// Layout: gradient (of the norm's result), x, stream (rows, width); moments as layer-norm.wgsl leaves them.
// Cost: two passes over a row of two arrays, one of three.

struct Params {
  rows: u32,
  width: u32,
  gain: u32,
  /// 1 to add, 0 to start.
  add: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(2) var<storage, read> gradient: array<f32>;
@group(0) @binding(3) var<storage, read> x: array<f32>;
@group(0) @binding(4) var<storage, read> moments: array<vec2<f32>>;
@group(0) @binding(5) var<storage, read> weights: array<f32>;
@group(0) @binding(6) var<storage, read_write> stream: array<f32>;

@compute @workgroup_size(LANES, ROWS)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_id) local: vec3<u32>,
) {
  let row = (group.x + group.y * groups.x) * ROWS + local.y;
  let end = select(0u, params.width, row < params.rows);
  let at = row * params.width;
  let moment = moments[min(row, params.rows - 1u)];
  var sum = 0.0;
  var product = 0.0;
  for (var j = local.x; j < end; j += LANES) {
    let own = gradient[at + j] * weights[params.gain + j];
    sum += own;
    product += own * (x[at + j] - moment.x) * moment.y;
  }
  sum = rowTotal(sum, local.xy) / f32(params.width);
  product = rowTotal(product, local.xy) / f32(params.width);
  for (var j = local.x; j < end; j += LANES) {
    let own = gradient[at + j] * weights[params.gain + j];
    let slope = moment.y * (own - sum - (x[at + j] - moment.x) * moment.y * product);
    if (params.add == 1u) {
      stream[at + j] += slope;
    } else {
      stream[at + j] = slope;
    }
  }
}
