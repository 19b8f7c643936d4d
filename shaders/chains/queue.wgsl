// A part of chains.wgsl, teams.wgsl and mixtures.wgsl: a lane takes (chain, context) pairs from the queue, and
// says how they ended. The kernel's beginChain starts one.

fn takePosition() {
  if (phase == FRESH) {
    position = atomicAdd(&tally[NEXT_POSITION], 1u);
    phase = WAITING;
  }
  if (position >= params.queueTotal) {
    phase = ENDED;
    return;
  }
  if (position >= params.queueEnd) {
    idle = true;
    return;
  }
  let unit = positionUnit();
  let item = position % params.unitItems;
  if (item >= unit.y * unit.w) {
    phase = FRESH;
    return;
  }
  slot = units[unitEntry() + 1u].x;
  chain = unit.x + item / unit.w;
  context = unit.z + item % unit.w;
  m = 1u;
  row = 1u;
  findRow();
  truthProduct = vec2(0u);
  distance = 0.0;
  liveSquares = 0.0;
  beginChain();
}

const NEVER = 0xffffffffu;

/// The generation of row `row`.
fn findRow() {
  rowAt = NEVER;
  if (row < params.rowCount) {
    rowAt = rowGeneration(row);
  }
}

fn unitEntry() -> u32 {
  return 2u * ((position / params.unitItems) % params.unitRing);
}

/// First chain, chains, first context, contexts.
fn positionUnit() -> vec4<u32> {
  return units[unitEntry()];
}

/// T, or 0 for none; the token left at T; and the last generation that was not a Dirac.
fn finish(collapseTime: u32, winner: u32, last: u32) {
  let entry = 4u * (atomicAdd(&tally[LOG_COUNT], 1u) % params.ring);
  finished[entry] = position;
  finished[entry + 1u] = collapseTime;
  finished[entry + 2u] = winner;
  finished[entry + 3u] = last;
  phase = FRESH;
}
