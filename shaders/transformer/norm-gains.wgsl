// Parts of the gradients of a layer norm's gain and bias: column sums over one segment of the rows an invocation, so that
// the order of every sum is fixed. fold.wgsl adds the segments.
//
// Layout: gradient, x (rows, width); moments (rows); parts (segments at a pitch), a segment's from `gain` and `bias` on.
// Cost: rows x width multiply-adds, two loads each.
// #include transformer/lib/flat.wgsl

struct Params {
  rows: u32,
  width: u32,
  /// Rows a segment.
  segment: u32,
  segments: u32,
  pitch: u32,
  gain: u32,
  /// NONE where the norm has none.
  bias: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(2) var<storage, read> gradient: array<f32>;
@group(0) @binding(3) var<storage, read> x: array<f32>;
@group(0) @binding(4) var<storage, read> moments: array<vec2<f32>>;
@group(0) @binding(5) var<storage, read_write> parts: array<f32>;

const NONE = 0xffffffffu;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let index = flatIndex(id, groups);
  if (index >= params.segments * params.width) {
    return;
  }
  let segment = index / params.width;
  let column = index % params.width;
  let end = min(params.rows, (segment + 1u) * params.segment);
  var gain = 0.0;
  var bias = 0.0;
  for (var row = segment * params.segment; row < end; row++) {
    let g = gradient[row * params.width + column];
    let moment = moments[row];
    gain += g * (x[row * params.width + column] - moment.x) * moment.y;
    bias += g;
  }
  let at = segment * params.pitch + column;
  parts[params.gain + at] = gain;
  if (params.bias != NONE) {
    parts[params.bias + at] = bias;
  }
}
