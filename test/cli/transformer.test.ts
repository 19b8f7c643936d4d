import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { ended, folder, lab, start } from "./lab.js";

const files = folder();
const TEXT = "Once there was a lamp, and once there was a sea. ".repeat(40);
const text = files.file("text.txt", TEXT);
const sha256 = createHash("sha256").update(TEXT).digest("hex");

function experiment(more: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    version: 1,
    kind: "transformer",
    corpus: { form: "text", text: TEXT },
    model: { context: 8, width: 8, layers: 1, heads: 2, dropout: 0.1 },
    training: { steps: 20, batch: 4, learningRate: 0.01, warmupSteps: 5 },
    recipes: [
      { form: "fully-synthetic", samples: 256 },
      { form: "accumulate", samples: 256 },
    ],
    generations: 2,
    evaluation: { every: 10, contexts: 10, heldOutSamples: 64, earlyToken: 2, lateToken: 7 },
    engine: "cpu",
    ...more,
  });
}

interface Result {
  readonly models: readonly { readonly weightsDigest: string; readonly validationLoss: readonly number[] }[];
  readonly recipes: readonly { readonly series: Readonly<Record<string, unknown>> }[];
}

function read(json: string): Pick<Result, "recipes"> & { digests: string[]; losses: (readonly number[])[] } {
  const { models, recipes } = JSON.parse(json) as Result;
  return {
    recipes,
    digests: models.map(({ weightsDigest }) => weightsDigest),
    losses: models.map(({ validationLoss }) => validationLoss),
  };
}

describe("lab run of kind transformer", () => {
  it("writes the result, and the same from a text that is named", async () => {
    const { status, stdout, stderr } = await lab(["run", "-"], experiment());
    assert.equal(status, 0, stderr);
    const result = read(stdout);
    assert.equal(result.digests.length, 5);
    assert.deepEqual(
      result.recipes.map(({ series }) => (series["driftL1"] as number[]).length),
      [2, 2],
    );
    const named = files.file(
      "named.json",
      experiment({ corpus: { form: "file", name: "text.txt", sha256 } }),
    );
    const again = await lab(["run", named, "--corpus", text]);
    assert.deepEqual(read(again.stdout), result);
  });

  it("writes rows as CSV", async () => {
    const { stdout } = await lab(["run", "-", "--csv", "--seed", "2"], experiment());
    const [header = "", ...rows] = stdout.trimEnd().split("\r\n");
    assert.match(header, /^recipe,generation,driftL1,driftFromTruthL1,sumOfSquares,.*,distinctNGrams\.4$/);
    assert.deepEqual(
      rows.map((row) => row.split(",", 3).join()),
      ["0,1,0", `0,2,${rows[1]?.split(",")[2] ?? ""}`, "1,1,0", `1,2,${rows[3]?.split(",")[2] ?? ""}`],
    );
    for (const row of rows) assert.equal(row.split(",").length, header.split(",").length);
  });

  it("goes on after an interruption, to the same bits", async () => {
    const long = experiment({ training: { steps: 400, batch: 8, learningRate: 0.01 } });
    const file = files.file("long.json", long);
    const whole = join(files.path, "whole.json");
    const out = join(files.path, "resumed.json");
    assert.equal((await lab(["run", file, "--out", whole])).status, 0);
    const child = start(["run", file, "--out", out]);
    child.stderr.on("data", (data: Buffer) => {
      if (data.toString().startsWith("25 %")) child.kill("SIGINT");
    });
    const { status, stderr } = await ended(child);
    assert.equal(status, 130);
    assert.match(
      stderr,
      /^25 %: [01] of 5 models, p\([01]\), step \d+ of 400(, loss \d\.\d{3})?, about .* left\.\nInterrupted: --resume goes on from here\.\n$/,
    );
    assert.ok(existsSync(`${out}.partial`) && !existsSync(out));
    const resumed = await lab(["run", file, "--out", out, "--resume"]);
    assert.equal(resumed.status, 0, resumed.stderr);
    assert.deepEqual(read(readFileSync(out, "utf8")), read(readFileSync(whole, "utf8")));
    assert.ok(!existsSync(`${out}.partial`));
    const other = files.file("other.json", experiment({ seed: 9 }));
    files.file("resumed.json.partial", readFileSync(out));
    assert.deepEqual(await lab(["run", other, "--out", out, "--resume"]), {
      status: 2,
      stdout: "",
      stderr: "The checkpoint is damaged: its checksum does not match.\n",
    });
  });

  /** Arguments, a file, and the one line that they get. */
  const refused: readonly (readonly [string[], string, string])[] = [
    [
      ["theory", "-"],
      experiment(),
      'theory was given with a transformer; allowed: lab run, or kind "chains".',
    ],
    [
      ["run", "-", "--measures"],
      experiment(),
      "--measures was given with a transformer; allowed: without it.",
    ],
    [
      ["run", "-", "--corpus", text],
      experiment(),
      "--corpus was given, and the experiment names no file or url; allowed: without it.",
    ],
    [
      ["run", "-"],
      experiment({ generations: 0 }),
      "generations is 0; allowed: a whole number from 1 to 1,000.",
    ],
    [
      ["run", "-"],
      experiment({ model: { context: 8, width: 8192, layers: 128 } }),
      "The model's weights, gradient and moments need 1649.3 GB; allowed: up to 4 GB.",
    ],
  ];
  for (const [args, input, line] of refused) {
    it(`tells bad input in one line: ${line}`, async () => {
      assert.deepEqual(await lab(args, input), { status: 2, stdout: "", stderr: `${line}\n` });
    });
  }
});
