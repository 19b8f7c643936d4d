// A part of chains.wgsl: a chain from its first generation to its end.

fn beginChain() {
  contextKey = threefry(params.seed, vec2(MODEL_DRAWS, context));
  root = threefry(contextKey, vec2(chain, 0u));
  total = samples();
  firstTotal = total;
  k = truthLive();
  sourceTotal = truthTotal();
  startGeneration();
}

fn startGeneration() {
  due = row < params.rowCount && rowGeneration(row) == m;
  written = 0u;
  writtenSum = 0u;
  startMeasures();
  trials = total;
  startDraws();
}

/// Gives trials to a category: enters it in the list being written.
fn emit() {
  let index = given.x;
  let count = given.y;
  let first = select(given.z, count, m == 1u);
  given = vec3(0u);
  lists[home + written] = vec4(index, count, first, 0u);
  scratch[pad + written] = writtenSum;
  written += 1u;
  writtenSum += count;
  if (due) {
    measure(count, first, truthWeight(index));
  }
}

fn endGeneration() {
  complete = false;
  generations += 1u;
  if (m == 1u) {
    recordFirst(written);
  }
  let only = lists[home];
  let collapsed = written == 1u;
  if (row < params.rowCount && (collapsed || due)) {
    if (collapsed) {
      recordDirac(only.z, truthWeight(only.x));
    } else {
      recordModel(written);
    }
    row += 1u;
  }
  if (collapsed) {
    finish(m, truthId(only.x), 0u);
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
