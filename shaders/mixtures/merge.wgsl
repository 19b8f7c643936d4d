// A part of mixtures.wgsl: draws, by ascending category, are merged with the list `base` into the list `into`.

fn append(entry: vec2<u32>) {
  lists[into + written] = entry;
  written += 1u;
}

/// Writes the entries before the given category, then the given one and what the list has of it.
fn mergeGiven() {
  for (var i = 0u; i < 16u; i++) {
    if (baseCursor < baseLength) {
      let entry = lists[base + baseCursor];
      if (entry.x <= given.x) {
        baseCursor += 1u;
      }
      if (entry.x < given.x) {
        append(entry);
        continue;
      }
      if (entry.x == given.x) {
        given.y += entry.y;
      }
    }
    append(given.xy);
    given = vec3(0u);
    return;
  }
}

/// Writes what is left of the list after the batch's last draw.
fn mergeRest() {
  for (var i = 0u; i < 16u; i++) {
    if (baseCursor >= baseLength) {
      endBatch();
      return;
    }
    append(lists[base + baseCursor]);
    baseCursor += 1u;
  }
}
