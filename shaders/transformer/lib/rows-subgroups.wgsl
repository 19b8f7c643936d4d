// Rows that 32 lanes each reduce together: blocks of SPAN lanes (a const that the host sets, a power of two up to 32) lie in
// one subgroup, whatever its size, and exchange values in registers; what is left goes through workgroup memory. In a fixed
// order, the same in every lane.
enable subgroups;

const LANES = 32u;
const ROWS = 4u;

var<workgroup> shelf: array<f32, LANES * ROWS>;

fn rowTotal(value: f32, place: vec2<u32>) -> f32 {
  var sum = value;
  for (var span = 1u; span < SPAN; span *= 2u) {
    sum += subgroupShuffleXor(sum, span);
  }
  if (SPAN == LANES) {
    return sum;
  }
  shelf[place.y * LANES + place.x] = sum;
  workgroupBarrier();
  var total = 0.0;
  for (var lane = 0u; lane < LANES; lane += SPAN) {
    total += shelf[place.y * LANES + lane];
  }
  workgroupBarrier();
  return total;
}

fn rowMost(value: f32, place: vec2<u32>) -> f32 {
  var most = value;
  for (var span = 1u; span < SPAN; span *= 2u) {
    most = max(most, subgroupShuffleXor(most, span));
  }
  if (SPAN == LANES) {
    return most;
  }
  shelf[place.y * LANES + place.x] = most;
  workgroupBarrier();
  for (var lane = 0u; lane < LANES; lane += SPAN) {
    most = max(most, shelf[place.y * LANES + lane]);
  }
  workgroupBarrier();
  return most;
}

/// The sum of the lanes before this one, and that of all.
fn rowBefore(value: f32, place: vec2<u32>) -> vec2<f32> {
  shelf[place.y * LANES + place.x] = value;
  workgroupBarrier();
  var before = 0.0;
  var total = 0.0;
  for (var lane = 0u; lane < LANES; lane++) {
    if (lane == place.x) {
      before = total;
    }
    total += shelf[place.y * LANES + lane];
  }
  workgroupBarrier();
  return vec2(before, total);
}
