import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { duration, startProgress } from "../../src/cli/progress.js";

describe("progress", () => {
  const told = (terminal: boolean, ...done: (readonly [number, number | null])[]): string => {
    let text = "";
    const progress = startProgress({ count: 1000, what: "chains" }, terminal, (piece) => (text += piece));
    for (const [of, secondsLeft] of done) progress.update({ done: of, seconds: 10, secondsLeft });
    progress.end();
    return text;
  };

  it("is a line at each of 25, 50 and 75 %, once", () => {
    assert.equal(
      told(false, [100, null], [250, null], [260, 30], [300, 7], [990, 1], [1000, 0]),
      "25 %: 250 of 1,000 chains.\n50 %: 300 of 1,000 chains, about 7 s left.\n75 %: 990 of 1,000 chains, about 1 s left.\n",
    );
  });

  it("says at 100 % what is still being done, once", () => {
    let text = "";
    const progress = startProgress({ count: 9, what: "points" }, false, (piece) => (text += piece));
    for (const laws of [1, 5]) {
      const doing = `writing the laws of ${laws} of 9`;
      progress.update({ done: 9, doing, seconds: 10, secondsLeft: null });
    }
    progress.end();
    assert.equal(text, "100 %: 9 of 9 points, writing the laws of 1 of 9.\n");
  });

  it("goes by time where chains end all at once", () => {
    assert.equal(told(false, [0, 30]), "25 %: 0 of 1,000 chains, about 30 s left.\n");
  });

  it("is a bar on a terminal, and leaves it clean", () => {
    const text = told(true, [500, 65]);
    assert.ok(
      text.startsWith(
        `\r\u001b[K[${"#".repeat(12)}${"-".repeat(12)}] 50 %, 500 of 1,000 chains, about 1 min left`,
      ),
    );
    assert.ok(text.endsWith("\r\u001b[K"));
  });
});

describe("duration", () => {
  it("is said as a person says it", () => {
    assert.deepEqual([0.2, 8.4, 59.4, 59.6, 150, 3599, 3600, 7500].map(duration), [
      "1 s",
      "8 s",
      "59 s",
      "1 min",
      "3 min",
      "1 h",
      "1 h",
      "2 h 5 min",
    ]);
  });
});
