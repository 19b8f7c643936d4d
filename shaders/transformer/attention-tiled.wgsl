// attention.wgsl by tiles of 32 queries and 32 keys, one tile of queries of one head a workgroup.
//
// Layout: as attention.wgsl. Grid: sequences heads ceil(fresh / 32). Cost: 4 SIZE flop for each earlier position; keys and
// values are read once for 32 queries.
// #include transformer/lib/attention-tile.wgsl

@group(0) @binding(2) var<storage, read> qkv: array<Chunk>;
@group(0) @binding(3) var<storage, read_write> out: array<Chunk>;
@group(0) @binding(4) var<storage, read_write> logSums: array<f32>;

const QUERIES = 0u;
const KEYS = 1u;
const VALUES = 2u;

fn vectorAt(share: Share, which: u32, position: u32, chunk: u32) -> Chunk {
  return qkv[headAt(share.sequence, position, which, share.head) + chunk];
}

fn store(share: Share, i: u32, at: u32, sums: array<Chunk, PARTS>, sum: f32) {
  if (i >= params.fresh) {
    return;
  }
  let to = resultAt(share.sequence, i, share.head);
  for (var part = 0u; part < PARTS; part++) {
    let chunk = at + part * SPAN;
    if (chunk < CHUNKS) {
      out[to + chunk] = sums[part] / sum;
    }
  }
}

@compute @workgroup_size(SPAN, SPAN)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_id) id: vec3<u32>,
) {
  let local = id.xy;
  let share = shareOf(group.x + group.y * groups.x, true);
  if (!share.live) {
    return;
  }
  let scale = inverseSqrt(f32(SIZE));
  let rows = vec4(local.y, local.y + 8u, local.y + 16u, local.y + 24u) + share.first;
  let columns = vec4(local.x, local.x + 8u, local.x + 16u, local.x + 24u);
  let end = step.past + min(params.fresh, share.first + SIDE);
  var most = vec4(-3e38);
  var sum = vec4<f32>();
  var result: Sums;
  for (var key = 0u; key < end; key += SIDE) {
    let scores = products(share, local, QUERIES, step.past + share.first, end, KEYS, key, end);
    var seen: array<vec4<f32>, 4>;
    var highest: vec4<f32>;
    for (var r = 0u; r < 4u; r++) {
      seen[r] = select(vec4(-3e38), scores[r] * scale, key + columns <= vec4(step.past + rows[r]));
      highest[r] = max(max(seen[r].x, seen[r].y), max(seen[r].z, seen[r].w));
    }
    let before = most;
    most = max(most, mostAcross(highest, local));
    let shrink = exp(before - most);
    var weights: mat4x4<f32>;
    for (var r = 0u; r < 4u; r++) {
      let weight = exp(seen[r] - most[r]);
      sum[r] = sum[r] * shrink[r] + weight.x + weight.y + weight.z + weight.w;
      weights[r] = weight * keptWeights(share, rows[r], key + columns);
    }
    for (var part = 0u; part < PARTS; part++) {
      result.row0[part] *= shrink.x;
      result.row1[part] *= shrink.y;
      result.row2[part] *= shrink.z;
      result.row3[part] *= shrink.w;
    }
    addWeighted(&result, weights, share, local, VALUES, key, end);
  }
  sum = totalAcross(sum, local);
  store(share, rows.x, local.x, result.row0, sum.x);
  store(share, rows.y, local.x, result.row1, sum.y);
  store(share, rows.z, local.x, result.row2, sum.z);
  store(share, rows.w, local.x, result.row3, sum.w);
  if (local.x == 0u) {
    let logs = most + log(sum);
    for (var r = 0u; r < 4u; r++) {
      if (rows[r] < params.fresh) {
        logSums[(share.sequence * params.heads + share.head) * params.fresh + rows[r]] = logs[r];
      }
    }
  }
}
