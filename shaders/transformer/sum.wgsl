// report[to] += the sum of `size` values, by one workgroup in a fixed order.
//
// Layout: values; report. Cost: one load and add a value.

struct Params {
  size: u32,
  to: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(2) var<storage, read> values: array<f32>;
@group(0) @binding(3) var<storage, read_write> report: array<f32>;

const LANES = 64u;

var<workgroup> shelf: array<f32, LANES>;

@compute @workgroup_size(LANES)
fn main(@builtin(local_invocation_id) local: vec3<u32>) {
  var sum = 0.0;
  for (var i = local.x; i < params.size; i += LANES) {
    sum += values[i];
  }
  shelf[local.x] = sum;
  workgroupBarrier();
  if (local.x == 0u) {
    var total = 0.0;
    for (var lane = 0u; lane < LANES; lane++) {
      total += shelf[lane];
    }
    report[params.to] += total;
  }
}
