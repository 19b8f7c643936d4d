// attention-keys.wgsl by tiles of 32 keys and 32 queries, one tile of keys of one head a workgroup.
//
// Layout: as attention-keys.wgsl. Grid: sequences heads ceil(fresh / 32). Cost: 8 SIZE flop for each later position.
// #include transformer/lib/attention-tile.wgsl

@group(0) @binding(2) var<storage, read> qkv: array<Chunk>;
@group(0) @binding(3) var<storage, read> logSums: array<f32>;
@group(0) @binding(4) var<storage, read> gradient: array<Chunk>;
@group(0) @binding(5) var<storage, read> dots: array<f32>;
@group(0) @binding(6) var<storage, read_write> qkvGradient: array<Chunk>;

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

fn store(share: Share, j: u32, at: u32, third: u32, sums: array<Chunk, PARTS>) {
  if (j >= params.fresh) {
    return;
  }
  let to = headAt(share.sequence, j, third, share.head);
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
  let share = shareOf(group.x + group.y * groups.x, false);
  if (!share.live) {
    return;
  }
  let scale = inverseSqrt(f32(SIZE));
  let rows = vec4(local.y, local.y + 8u, local.y + 16u, local.y + 24u) + share.first;
  let columns = vec4(local.x, local.x + 8u, local.x + 16u, local.x + 24u);
  let end = params.fresh;
  let head = (share.sequence * params.heads + share.head) * params.fresh;
  var keySlopes: Sums;
  var valueSlopes: Sums;
  for (var query = share.first; query < end; query += SIDE) {
    let scores = products(share, local, KEYS, share.first, end, QUERIES, query, end);
    let pulls = products(share, local, VALUES, share.first, end, GRADIENT, query, end);
    let queries = query + columns;
    var logs = vec4<f32>();
    var agreement = vec4<f32>();
    for (var c = 0u; c < 4u; c++) {
      if (queries[c] < end) {
        logs[c] = logSums[head + queries[c]];
        agreement[c] = dots[head + queries[c]];
      }
    }
    var used: mat4x4<f32>;
    var changes: mat4x4<f32>;
    for (var r = 0u; r < 4u; r++) {
      let seen = (vec4(rows[r]) <= queries) & (queries < vec4(end));
      let weight = select(vec4<f32>(), exp(scores[r] * scale - logs), seen);
      let keeps = keptBy(share, queries, rows[r]);
      used[r] = weight * keeps;
      changes[r] = scale * weight * (pulls[r] * keeps - agreement);
    }
    addWeighted(&valueSlopes, used, share, local, GRADIENT, query, end);
    addWeighted(&keySlopes, changes, share, local, QUERIES, query, end);
  }
  store(share, rows.x, local.x, KEYS, keySlopes.row0);
  store(share, rows.y, local.x, KEYS, keySlopes.row1);
  store(share, rows.z, local.x, KEYS, keySlopes.row2);
  store(share, rows.w, local.x, KEYS, keySlopes.row3);
  store(share, rows.x, local.x, VALUES, valueSlopes.row0);
  store(share, rows.y, local.x, VALUES, valueSlopes.row1);
  store(share, rows.z, local.x, VALUES, valueSlopes.row2);
  store(share, rows.w, local.x, VALUES, valueSlopes.row3);
}
