// A part of mixtures.wgsl: a batch's draws, by ascending category, are merged with the list `base` into the list `into`.
// Where `base` is empty, they are written to `into` at once.

fn append(entry: vec2<u32>) {
  lists[onto + written] = entry;
  written += 1u;
}

/// Takes in what a batch drew of a category.
fn emit(category: vec3<u32>, count: u32) {
  var value = count;
  if (params.recipe == WEIGHTED) {
    value = weighted(count);
  }
  if (value > 0u) {
    append(vec2(category.x, value));
  }
}

/// After a batch's last draw.
fn startMerging() {
  if (onto == into) {
    endBatch();
    return;
  }
  drawnLength = written;
  drawnCursor = 0u;
  baseCursor = 0u;
  written = 0u;
  onto = into;
  phase = MERGING;
}

const NO_CATEGORY = 0xffffffffu;

/// Writes the next category of either list, or ends the batch.
fn mergeOne() {
  if (baseCursor == baseLength && drawnCursor == drawnLength) {
    endBatch();
    return;
  }
  var kept = vec2(NO_CATEGORY, 0u);
  if (baseCursor < baseLength) {
    kept = lists[base + baseCursor];
  }
  var added = vec2(NO_CATEGORY, 0u);
  if (drawnCursor < drawnLength) {
    added = lists[listAt(DRAWN_LIST) + drawnCursor];
  }
  let category = min(kept.x, added.x);
  let isKept = kept.x == category;
  let isAdded = added.x == category;
  baseCursor += select(0u, 1u, isKept);
  drawnCursor += select(0u, 1u, isAdded);
  append(vec2(category, select(0u, kept.y, isKept) + select(0u, added.y, isAdded)));
}
