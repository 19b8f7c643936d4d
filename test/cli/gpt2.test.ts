import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import type { TransformerResult } from "../../src/index.js";
import { folder, lab } from "./lab.js";

const files = folder();
const TEXT = "Once there was a lamp, and once there was a sea: “ééé”. ".repeat(40);
const text = files.file("text.txt", TEXT);
const sha256 = createHash("sha256").update(TEXT).digest("hex");

function experiment(corpus: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({
    version: 1,
    kind: "transformer",
    corpus: { tokenizer: "gpt2", ...corpus },
    model: { context: 8, width: 4, layers: 1, heads: 1, dropout: 0 },
    training: { steps: 20, batch: 2, learningRate: 0.1, warmupSteps: 0 },
    recipes: [{ form: "fully-synthetic", samples: 64 }],
    generations: 1,
    evaluation: { every: 20, contexts: 4, heldOutSamples: 64, earlyToken: 2, lateToken: 7 },
    engine: "cpu",
  });
}

describe("lab run of kind transformer with GPT-2's tokens", () => {
  it("trains on a text in the file or beside it, and writes that text's words", async () => {
    const own = await lab(["run", "-"], experiment({ form: "text", text: TEXT }));
    assert.equal(own.status, 0, own.stderr);
    const { models, parameters } = JSON.parse(own.stdout) as TransformerResult;
    assert.equal(parameters, 4 * 50_257 + 4 * 8 + (12 * 4 ** 2 + 2 * 4) + 4);
    // From ln 50,257 on.
    const [first, last] = models[0]?.validationLoss ?? [];
    assert.ok(Math.abs((first ?? 0) - Math.log(50_257)) < 0.01, String(first));
    assert.ok((last ?? 9) < 7, String(last));
    assert.match(models[0]?.sample ?? "", /\b(once|was|there|lamp|sea)\b/);

    const named = files.file("named.json", experiment({ form: "file", name: "text.txt", sha256 }));
    const beside = await lab(["run", named, "--corpus", text]);
    assert.deepEqual(
      (JSON.parse(beside.stdout) as TransformerResult).models.map(({ weightsDigest }) => weightsDigest),
      models.map(({ weightsDigest }) => weightsDigest),
    );
  });
});
