import { assert } from "chai";
import fc from "fast-check";
import { crosses, heightAt, Labels, overlap, type Box } from "../../src/ui/charts/labels.js";
import { placeLabels, rulerScale } from "../../src/ui/answer/ruler-scale.js";

const area: Box = { left: 0, top: 0, right: 600, bottom: 300 };
const line = Array.from({ length: 61 }, (_, i) => [i * 10, 290 - 280 * (1 - Math.exp(-i / 12))]).flat();

describe("labels on lines", () => {
  it("know where a line is and what it crosses", () => {
    const flat = [0, 50, 100, 50, 200, 90];
    assert.equal(heightAt(flat, 50), 50);
    assert.equal(heightAt(flat, 150), 70);
    assert.isNull(heightAt(flat, 201));
    assert.isTrue(crosses(flat, { left: 10, right: 20, top: 40, bottom: 60 }));
    assert.isFalse(crosses(flat, { left: 10, right: 20, top: 52, bottom: 60 }));
    assert.isTrue(crosses(flat, { left: 140, right: 160, top: 69, bottom: 71 }));
    assert.isTrue(crosses([50, 0, 50, 100], { left: 40, right: 60, top: 40, bottom: 60 }));
  });

  it("cover neither lines nor each other, and stay inside", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 20, max: 200 }), fc.double({ min: 0, max: 1, noNaN: true })), {
          maxLength: 8,
        }),
        (wanted) => {
          const labels = new Labels(area, [line], 8);
          const placed: Box[] = [];
          for (const [width, share] of wanted) {
            const box = labels.beside(line, width, 16, share);
            if (!box) continue;
            assert.isFalse(crosses(line, box));
            assert.isTrue(box.left >= 0 && box.right <= 600 && box.top >= 0 && box.bottom <= 300);
            assert.isFalse(placed.some((other) => overlap(other, box)));
            placed.push(box);
          }
          if (wanted.length > 0) assert.isNotEmpty(placed);
        },
      ),
      { seed: 3 },
    );
  });
});

describe("labels on rules", () => {
  it("stand on a rule only where there is no other place, and keep clear of each other", () => {
    const labels = new Labels(area, [], 8, [150]);
    const at = (left: number, top: number): Box => ({ left, top, right: left + 50, bottom: top + 16 });
    const onRule = [10, 142] as const;
    assert.deepEqual(labels.first(50, 16, [onRule, [10, 200]]), at(10, 200));
    assert.deepEqual(labels.first(50, 16, [onRule]), at(10, 142));
    assert.isNull(labels.first(50, 16, [[63, 142]]));
    assert.deepEqual(labels.first(50, 16, [[68, 142]]), at(68, 142));
  });
});

describe("the ruler", () => {
  it("is logarithmic and holds all of its values", () => {
    const x = rulerScale([100, 9779, 196.5], 640);
    assert.closeTo((x(100) + x(10000)) / 2, x(1000), 1e-9);
    for (const value of [100, 9779]) assert.isTrue(x(value) >= 0 && x(value) <= 640);
    assert.equal(rulerScale([5, 5], 640)(5), 320);
  });

  it("puts labels that are close into rows", () => {
    const [first, second, third] = placeLabels(
      [
        { text: "a", at: 100, width: 80 },
        { text: "b", at: 120, width: 80 },
        { text: "c", at: 639, width: 80 },
      ],
      640,
    );
    assert.deepEqual([first?.row, second?.row, third?.row], [0, 1, 0]);
    assert.equal(third?.x, 600);
  });
});
