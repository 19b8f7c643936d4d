// A part of chains.wgsl: a chain from its first generation to its end.

fn startGeneration() {
  written = 0u;
  writtenSum = 0u;
  trials = total;
  startDraws();
}

/// Gives trials to a category: enters it in the list being written.
fn emit(category: vec3<u32>, count: u32) {
  lists[home + written] = vec4(category.x, count, select(category.z, count, m == 1u), 0u);
  scratch[pad + written] = writtenSum;
  written += 1u;
  writtenSum += count;
}

/// Whether the next generation is like this one, its draws all of one node.
fn goesOn() -> bool {
  return params.recipe == FULLY_SYNTHETIC && written > 1u && written <= 64u && total >= 4u * written && m < params.cap;
}

/// Begins that generation. Two tokens stay in registers: `here`, and `other` as (index, count in p(1)).
fn drawOn() {
  generations += 1u;
  m += 1u;
  k = written;
  sourceTotal = total;
  written = 0u;
  writtenSum = 0u;
  levels = 1u;
  level = 0u;
  at = 0u;
  left = total;
  R = total;
  key = root;
  draw = 0u;
  arrive(0u);
  other = lists[home + 1u].xz;
  phase = select(SPLITTING, PAIRED, k == 2u);
}

/// Gives the first of two tokens that many trials. They are written where more than draws lies between p(m) and p(m + 1).
fn givePair(count: u32) {
  if (count > 0u && count < total && m != rowAt && m < params.cap) {
    generations += 1u;
    m += 1u;
    here.y = count;
    draw = 0u;
    return;
  }
  if (count > 0u) {
    emit(here, count);
  }
  if (count < total) {
    emit(vec3(other.x, 0u, other.y), total - count);
  }
  phase = DRAWN;
}

/// All draws are made: what remains of the generation.
fn startReading() {
  at = select(written, 0u, m == rowAt);
  phase = READING;
  startMeasures();
}

fn readOne() {
  let entry = lists[home + at];
  measure(entry.y, entry.z, truthWeight(entry.x));
  at += 1u;
}

/// Records p(m) if it is due, or a Dirac.
fn recordRow() {
  let only = lists[home];
  if (rowAt != NEVER && (written == 1u || m == rowAt)) {
    record(written, written == 1u, only.z, truthWeight(only.x));
    row += 1u;
    findRow();
  }
}

fn endGeneration() {
  generations += 1u;
  if (written == 1u) {
    finish(m, truthId(lists[home].x), 0u);
    return;
  }
  if (m >= params.cap) {
    finish(0u, 0u, 0u);
    return;
  }
  m += 1u;
  k = written;
  sourceTotal = total;
  if (params.recipe == GROWING) {
    total = grownSamples();
  }
  startGeneration();
}
