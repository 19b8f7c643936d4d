// attention-queries.wgsl by tiles of 32 queries and 32 keys, one tile of queries of one head a workgroup.
//
// Layout: as attention-queries.wgsl. Grid: sequences heads ceil(fresh / 32). Cost: 6 SIZE flop for each earlier position.
// #include transformer/lib/attention-tile.wgsl

@group(0) @binding(2) var<storage, read> qkv: array<Chunk>;
@group(0) @binding(3) var<storage, read> result: array<Chunk>;
@group(0) @binding(4) var<storage, read> logSums: array<f32>;
@group(0) @binding(5) var<storage, read> gradient: array<Chunk>;
@group(0) @binding(6) var<storage, read_write> dots: array<f32>;
@group(0) @binding(7) var<storage, read_write> qkvGradient: array<Chunk>;

const QUERIES = 0u;
const KEYS = 1u;
const VALUES = 2u;
const GRADIENT = 3u;

fn vectorAt(share: Share, which: u32, position: u32, chunk: u32) -> Chunk {
  if (which == GRADIENT) {
    return gradient[resultAt(share.sequence, position, share.head) + chunk];
  }
  return qkv[headAt(share.sequence, position, which, share.head) + chunk];
}

fn store(share: Share, i: u32, at: u32, sums: array<Chunk, PARTS>) {
  if (i >= params.fresh) {
    return;
  }
  let to = headAt(share.sequence, i, QUERIES, share.head);
  for (var part = 0u; part < PARTS; part++) {
    let chunk = at + part * SPAN;
    if (chunk < CHUNKS) {
      qkvGradient[to + chunk] = sums[part];
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
  let end = min(params.fresh, share.first + SIDE);
  let head = (share.sequence * params.heads + share.head) * params.fresh;
  var agreement: vec4<f32>;
  var logs: vec4<f32>;
  for (var r = 0u; r < 4u; r++) {
    if (rows[r] < end) {
      logs[r] = logSums[head + rows[r]];
      let at = resultAt(share.sequence, rows[r], share.head);
      for (var chunk = local.x; chunk < CHUNKS; chunk += SPAN) {
        agreement[r] += inner(gradient[at + chunk], result[at + chunk]);
      }
    }
  }
  agreement = totalAcross(agreement, local);
  var slopes: Sums;
  for (var key = 0u; key < end; key += SIDE) {
    let scores = products(share, local, QUERIES, share.first, end, KEYS, key, end);
    let pulls = products(share, local, GRADIENT, share.first, end, VALUES, key, end);
    var changes: mat4x4<f32>;
    for (var r = 0u; r < 4u; r++) {
      let seen = key + columns <= vec4(rows[r]);
      let weight = select(vec4<f32>(), exp(scores[r] * scale - logs[r]), seen);
      changes[r] = scale * weight * (pulls[r] * keptWeights(share, rows[r], key + columns) - agreement[r]);
    }
    addWeighted(&slopes, changes, share, local, KEYS, key, end);
  }
  store(share, rows.x, local.x, slopes.row0);
  store(share, rows.y, local.x, slopes.row1);
  store(share, rows.z, local.x, slopes.row2);
  store(share, rows.w, local.x, slopes.row3);
  if (local.x == 0u) {
    for (var r = 0u; r < 4u; r++) {
      if (rows[r] < params.fresh) {
        dots[head + rows[r]] = agreement[r];
      }
    }
  }
}
