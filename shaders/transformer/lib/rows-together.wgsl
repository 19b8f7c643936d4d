// Rows that 32 lanes each reduce together, through workgroup memory, in a fixed order.
const LANES = 32u;
const ROWS = 4u;

var<workgroup> shelf: array<f32, LANES * ROWS>;

fn rowTotal(value: f32, place: vec2<u32>) -> f32 {
  let at = place.y * LANES + place.x;
  shelf[at] = value;
  for (var span = LANES / 2u; span > 0u; span /= 2u) {
    workgroupBarrier();
    if (place.x < span) {
      shelf[at] += shelf[at + span];
    }
  }
  workgroupBarrier();
  let total = shelf[place.y * LANES];
  workgroupBarrier();
  return total;
}

fn rowMost(value: f32, place: vec2<u32>) -> f32 {
  let at = place.y * LANES + place.x;
  shelf[at] = value;
  for (var span = LANES / 2u; span > 0u; span /= 2u) {
    workgroupBarrier();
    if (place.x < span) {
      shelf[at] = max(shelf[at], shelf[at + span]);
    }
  }
  workgroupBarrier();
  let most = shelf[place.y * LANES];
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
