// Losses of rows of logits and, in their place, the gradient of the batch's mean loss; a row is reduced by lib/rows-*.
//
// Layout: logits (rows, vocabulary), the rows from `first` on of all; windows (sequences, length + 1) tokens, a row's
// target one behind its input; losses of all rows. Cost: three passes over a row, 2 exp a logit.

struct Params {
  rows: u32,
  vocabulary: u32,
  first: u32,
  length: u32,
  /// 1 / targets of the whole batch; 0 leaves the logits as they are.
  share: f32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(2) var<storage, read> windows: array<u32>;
@group(0) @binding(3) var<storage, read_write> logits: array<f32>;
@group(0) @binding(4) var<storage, read_write> losses: array<f32>;

@compute @workgroup_size(LANES, ROWS)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_id) local: vec3<u32>,
) {
  let row = (group.x + group.y * groups.x) * ROWS + local.y;
  let end = select(0u, params.vocabulary, row < params.rows);
  let at = row * params.vocabulary;
  var most = -3e38;
  for (var k = local.x; k < end; k += LANES) {
    most = max(most, logits[at + k]);
  }
  most = rowMost(most, local.xy);
  var sum = 0.0;
  for (var k = local.x; k < end; k += LANES) {
    sum += exp(logits[at + k] - most);
  }
  sum = rowTotal(sum, local.xy);
  let place = params.first + min(row, params.rows - 1u);
  let wanted = windows[place + place / params.length + 1u];
  if (local.x == wanted % LANES && row < params.rows) {
    losses[place] = log(sum) + most - logits[at + wanted];
  }
  if (params.share > 0.0) {
    for (var k = local.x; k < end; k += LANES) {
      let p = exp(logits[at + k] - most) / sum;
      logits[at + k] = params.share * (p - select(0.0, 1.0, k == wanted));
    }
  }
}
