import { assert } from "chai";
import { contour } from "../../src/ui/sweep/contours.js";
import { LOG, roundedDown, roundedUp } from "../../src/ui/sweep/scale.js";

describe("contour lines", () => {
  it("lie where a plane has the value", () => {
    const segments = contour((i, j) => i + 2 * j, 5, 4, 3.5);
    assert.isNotEmpty(segments);
    for (const point of segments.flat()) assert.closeTo(point[0] + 2 * point[1], 3.5, 1e-12);
    // Straight across the grid: from the bottom's 3.5 to the left side's 1.75.
    const length = segments.reduce((sum, [[x0, y0], [x1, y1]]) => sum + Math.hypot(x1 - x0, y1 - y0), 0);
    assert.closeTo(length, Math.hypot(3.5, 1.75), 1e-12);
  });

  it("part the corners of a saddle by the middle", () => {
    const saddle = (high: number) => (i: number, j: number) => (i === j ? high : 0);
    const lengthOf = (high: number): number =>
      contour(saddle(high), 2, 2, 1).reduce(
        (sum, [[x0, y0], [x1, y1]]) => sum + Math.hypot(x1 - x0, y1 - y0),
        0,
      );
    // High corners joined: two short lines around the low ones; else around the high ones. Either way 1/high from them.
    assert.closeTo(lengthOf(4), 2 * Math.hypot(0.25, 0.25), 1e-12);
    assert.closeTo(lengthOf(1.25), 2 * Math.hypot(0.2, 0.2), 1e-12);
  });

  it("leave out squares with a corner that is not known", () => {
    assert.isEmpty(contour((i, j) => (i === 1 && j === 1 ? null : i), 2, 2, 0.5));
    assert.lengthOf(
      contour((i, j) => (i === 2 ? undefined : j), 3, 2, 0.5),
      1,
    );
  });
});

describe("axes by ratios", () => {
  it("have powers of ten, fewer where they are many, 1-2-5 where they are few", () => {
    assert.deepEqual(LOG.ticks(1, 1e6, 6), [1, 10, 100, 1000, 1e4, 1e5, 1e6]);
    assert.deepEqual(LOG.ticks(1, 1e12, 6), [1, 100, 1e4, 1e6, 1e8, 1e10, 1e12]);
    assert.deepEqual(LOG.ticks(10, 100, 6), [10, 20, 50, 100]);
    assert.isAtLeast(LOG.ticks(140, 170, 4).length, 2);
  });

  it("end at round values", () => {
    for (const value of [0.0227, 1, 9.99, 10, 17.3, 4436]) {
      assert.isAtMost(roundedDown(value), value);
      assert.isAtLeast(roundedUp(value), value);
      assert.isAtMost(roundedUp(value) / roundedDown(value), 1.5 + 1e-9);
    }
    assert.equal(roundedUp(10), 10);
    assert.equal(roundedDown(10), 10);
  });
});
