// A part of chains/multinomial.wgsl: a 64-ary tree of binomials. Twin: split in src/sampling/multinomial.ts.
//
// `at` is the first category of a child of the node under way. In phase SPLITTING a binomial of the `left` trials is due
// for that child, which is not the node's last; what needs none (a last child, a way down or up) is phase MOVING.

fn startSplitting() {
  phase = MOVING;
  level = 0u;
  // A fourth level would need n >= 4k > 2^20.
  levels = select(select(3u, 2u, k <= 4096u), 1u, k <= 64u);
  left = trials;
  R = sourceTotal;
  entering = 0u;
}

/// Categories of a child, as a power of two.
fn childBits() -> u32 {
  if (!MANY) {
    return 0u;
  }
  return 6u * (levels - 1u - level);
}

/// The category after the node's last.
fn nodeEnd() -> u32 {
  if (!MANY) {
    return k;
  }
  let bits = childBits() + 6u;
  return select(min(((at >> bits) + 1u) << bits, k), k, level == 0u);
}

/// Reads the child at `at`: a category, or the weight of its many.
fn arrive(bits: u32) {
  if (bits == 0u) {
    here = categoryAt(at);
  } else {
    here.y = weightBefore(min(at + (1u << bits), k)) - weightBefore(at);
  }
}

/// Successes for the child at `at`, or REJECTED.
fn propose() -> u32 {
  let count = proposeBinomial(key, draw, drawGeneration(), left, here.y, R);
  draw += 1u;
  return count;
}

/// Gives the child at `at` that many trials, and goes on to the next.
fn give(count: u32) {
  let bits = childBits();
  left -= count;
  R -= here.y;
  if (bits > 0u && count > 0u) {
    entering = count;
    phase = MOVING;
    return;
  }
  if (count > 0u) {
    emit(here, count);
  }
  if (left > 0u) {
    at += 1u << bits;
    arrive(bits);
    if (at + (1u << bits) < nodeEnd()) {
      return;
    }
    if (bits == 0u) {
      emit(here, left);
      left = 0u;
    }
  }
  phase = select(MOVING, DRAWN, level == 0u && left == 0u);
}

/// Goes through the tree to the next child that needs a binomial, or to the end of all draws.
fn travel() {
  for (var i = 0u; i < 8u && phase == MOVING; i++) {
    if (MANY && entering > 0u) {
      if (level == 0u) {
        above0 = vec3(left, R, draw);
      } else {
        above1 = vec3(left, R, draw);
      }
      arrive(childBits());
      level += 1u;
      left = entering;
      R = here.y;
      draw = 0u;
      entering = 0u;
    }
    let bits = childBits();
    let end = nodeEnd();
    if (left == 0u) {
      if (!MANY || level == 0u) {
        phase = DRAWN;
      } else {
        level -= 1u;
        let above = select(above1, above0, level == 0u);
        left = above.x;
        R = above.y;
        draw = above.z;
        // Within the node that is left next where this one has given all.
        at = select(end, end - 1u, left == 0u);
      }
    } else if (at + (1u << bits) < end) {
      arrive(bits);
      phase = SPLITTING;
    } else if (bits == 0u) {
      emit(categoryAt(at), left);
      left = 0u;
    } else {
      entering = left;
      left = 0u;
    }
  }
  key = root;
  if (MANY && level > 0u) {
    key = threefry(contextKey, vec2(chain, (level << 24u) | (at >> (childBits() + 6u))));
  }
}
