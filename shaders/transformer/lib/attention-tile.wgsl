// What the tiled attention kernels share: workgroups of 8 x 8 that look at 32 rows (an invocation at rows y, y + 8, y + 16,
// y + 24) and 32 columns (x, x + 8, ...) of positions of one head at a time. A product of two such sets of vectors is staged
// slab by slab in workgroup memory; so are the weights by which an invocation's chunks x, x + 8, ... of its rows are summed.
// Needs vectorAt(which, position, chunk) of the kernel. 10 KB of workgroup memory, whatever the width of a head.
// #include transformer/lib/attention.wgsl

const SIDE = 32u;
const SPAN = 8u;
const LANES = 64u;
/// Chunks of the vectors that are staged at a time.
const SLAB = 4u;
/// Padded so that rows fall into different banks.
const STAGE_PITCH = SLAB + 1u;
const SHELF_PITCH = SPAN + 1u;
/// Chunks of a row that an invocation sums.
const PARTS = (CHUNKS + SPAN - 1u) / SPAN;

var<workgroup> stagedRows: array<Chunk, SIDE * STAGE_PITCH>;
var<workgroup> stagedColumns: array<Chunk, SIDE * STAGE_PITCH>;
/// [column][y]: of the rows y, y + 8, y + 16, y + 24.
var<workgroup> shelf: array<vec4<f32>, SIDE * SHELF_PITCH>;
var<workgroup> partials: array<vec4<f32>, LANES>;

/// Which tile of which head: a workgroup's share.
struct Share {
  sequence: u32,
  head: u32,
  /// First position of the tile's rows.
  first: u32,
  live: bool,
}

/// The tiles with most work come first where `last` is true: those of the last positions, which see most keys.
fn shareOf(group: u32, last: bool) -> Share {
  let tiles = (params.fresh + SIDE - 1u) / SIDE;
  let pair = group / tiles;
  let tile = group % tiles;
  let first = SIDE * select(tile, tiles - 1u - tile, last);
  return Share(pair / params.heads, pair % params.heads, first, pair * params.fresh < params.count);
}

/// [r][c]: the inner product of row y + 8 r of one set of vectors, from position `row` on, with column x + 8 c of another.
/// Positions past the ends given have vectors of zeros.
fn products(share: Share, local: vec2<u32>, rowsOf: u32, row: u32, rowEnd: u32, columnsOf: u32, column: u32, columnEnd: u32) -> mat4x4<f32> {
  var p0 = vec4<f32>();
  var p1 = vec4<f32>();
  var p2 = vec4<f32>();
  var p3 = vec4<f32>();
  for (var slab = 0u; slab < CHUNKS; slab += SLAB) {
    workgroupBarrier();
    for (var at = local.y * SPAN + local.x; at < SIDE * SLAB; at += LANES) {
      let place = at / SLAB;
      let chunk = slab + at % SLAB;
      let to = place * STAGE_PITCH + at % SLAB;
      // Assigned: SwiftShader does not zero a variable again in a loop.
      var ofRow = Chunk();
      if (row + place < rowEnd && chunk < CHUNKS) {
        ofRow = vectorAt(share, rowsOf, row + place, chunk);
      }
      var ofColumn = Chunk();
      if (column + place < columnEnd && chunk < CHUNKS) {
        ofColumn = vectorAt(share, columnsOf, column + place, chunk);
      }
      stagedRows[to] = ofRow;
      stagedColumns[to] = ofColumn;
    }
    workgroupBarrier();
    for (var c = 0u; c < SLAB; c++) {
      let k0 = stagedColumns[local.x * STAGE_PITCH + c];
      let k1 = stagedColumns[(local.x + 8u) * STAGE_PITCH + c];
      let k2 = stagedColumns[(local.x + 16u) * STAGE_PITCH + c];
      let k3 = stagedColumns[(local.x + 24u) * STAGE_PITCH + c];
      let r0 = stagedRows[local.y * STAGE_PITCH + c];
      let r1 = stagedRows[(local.y + 8u) * STAGE_PITCH + c];
      let r2 = stagedRows[(local.y + 16u) * STAGE_PITCH + c];
      let r3 = stagedRows[(local.y + 24u) * STAGE_PITCH + c];
      p0 += vec4(inner(r0, k0), inner(r0, k1), inner(r0, k2), inner(r0, k3));
      p1 += vec4(inner(r1, k0), inner(r1, k1), inner(r1, k2), inner(r1, k3));
      p2 += vec4(inner(r2, k0), inner(r2, k1), inner(r2, k2), inner(r2, k3));
      p3 += vec4(inner(r3, k0), inner(r3, k1), inner(r3, k2), inner(r3, k3));
    }
  }
  return mat4x4(p0, p1, p2, p3);
}

/// Dropout of the probabilities of four positions seen from one, and of one seen from four.
fn keptWeights(share: Share, i: u32, j: vec4<u32>) -> vec4<f32> {
  return vec4(
    keptWeight(share.sequence, share.head, i, j.x),
    keptWeight(share.sequence, share.head, i, j.y),
    keptWeight(share.sequence, share.head, i, j.z),
    keptWeight(share.sequence, share.head, i, j.w),
  );
}

fn keptBy(share: Share, i: vec4<u32>, j: u32) -> vec4<f32> {
  return vec4(
    keptWeight(share.sequence, share.head, i.x, j),
    keptWeight(share.sequence, share.head, i.y, j),
    keptWeight(share.sequence, share.head, i.z, j),
    keptWeight(share.sequence, share.head, i.w, j),
  );
}

/// The sum of the eight values of a row of invocations, in their order.
fn totalAcross(value: vec4<f32>, local: vec2<u32>) -> vec4<f32> {
  workgroupBarrier();
  partials[local.y * SPAN + local.x] = value;
  workgroupBarrier();
  var total = vec4<f32>();
  for (var x = 0u; x < SPAN; x++) {
    total += partials[local.y * SPAN + x];
  }
  return total;
}

fn mostAcross(value: vec4<f32>, local: vec2<u32>) -> vec4<f32> {
  workgroupBarrier();
  partials[local.y * SPAN + local.x] = value;
  workgroupBarrier();
  var most = value;
  for (var x = 0u; x < SPAN; x++) {
    most = max(most, partials[local.y * SPAN + x]);
  }
  return most;
}

/// Sums of vectors, an invocation's chunks of its four rows.
struct Sums {
  row0: array<Chunk, PARTS>,
  row1: array<Chunk, PARTS>,
  row2: array<Chunk, PARTS>,
  row3: array<Chunk, PARTS>,
}

/// Adds the vectors of columns, from position `column` on, times [r][c] weights to the sums of rows.
fn addWeighted(sums: ptr<function, Sums>, weights: mat4x4<f32>, share: Share, local: vec2<u32>, columnsOf: u32, column: u32, columnEnd: u32) {
  workgroupBarrier();
  let byColumn = transpose(weights);
  shelf[local.x * SHELF_PITCH + local.y] = byColumn[0];
  shelf[(local.x + 8u) * SHELF_PITCH + local.y] = byColumn[1];
  shelf[(local.x + 16u) * SHELF_PITCH + local.y] = byColumn[2];
  shelf[(local.x + 24u) * SHELF_PITCH + local.y] = byColumn[3];
  workgroupBarrier();
  let count = min(SIDE, columnEnd - column);
  for (var k = 0u; k < count; k++) {
    let weight = shelf[k * SHELF_PITCH + local.y];
    for (var part = 0u; part < PARTS; part++) {
      let chunk = local.x + part * SPAN;
      if (chunk < CHUNKS) {
        let vector = vectorAt(share, columnsOf, column + k, chunk);
        (*sums).row0[part] += weight.x * vector;
        (*sums).row1[part] += weight.y * vector;
        (*sums).row2[part] += weight.z * vector;
        (*sums).row3[part] += weight.w * vector;
      }
    }
  }
}
