import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { ended, experiment as chains, folder, lab, start } from "./lab.js";

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

type Header = Readonly<
  Record<string, { dtype: string; shape: readonly number[]; data_offsets: [number, number] }>
> & { readonly __metadata__: Readonly<Record<string, string>> };

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
    // At the end nothing is being done any more.
    assert.doesNotMatch(stderr, /starting/);
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
    const weights = join(files.path, "later");
    const resumed = await lab(["run", file, "--out", out, "--resume", "--weights", weights]);
    assert.equal(resumed.status, 0, resumed.stderr);
    const missing = "Trained before --weights was given, and not written: p(0).\n";
    assert.equal(resumed.stderr.endsWith(missing), !existsSync(join(weights, "p0.safetensors")));
    assert.ok(existsSync(join(weights, "p2-recipe2.safetensors")));
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

  it("writes the weights of every model as safetensors", async () => {
    const weights = join(files.path, "weights");
    const file = files.file("weights.json", experiment());
    const { status, stdout, stderr } = await lab(["run", file, "--weights", weights]);
    assert.equal(status, 0, stderr);
    const names = ["p0", "p1", "p1-second", "p2-recipe1", "p2-recipe2"];
    assert.deepEqual(readdirSync(weights).sort(), names.map((name) => `${name}.safetensors`).sort());
    const { digests } = read(stdout);
    names.forEach((name, i) => {
      // As huggingface.co/docs/safetensors says: a length, a header in JSON, then the tensors without gaps.
      const bytes = readFileSync(join(weights, `${name}.safetensors`));
      const start = 8 + Number(bytes.readBigUInt64LE());
      const { __metadata__: metadata, ...tensors } = JSON.parse(bytes.toString("utf8", 8, start)) as Header;
      const last = Object.values(tensors).reduce((end, { dtype, shape, data_offsets: [from, to] }) => {
        assert.equal(dtype, "F32");
        assert.equal(from, end);
        assert.equal(to - from, 4 * shape.reduce((product, axis) => product * axis, 1));
        return to;
      }, 0);
      assert.equal(start + last, bytes.length);
      const { length } = JSON.parse(metadata["vocabulary"] ?? "[]") as string[];
      assert.deepEqual(tensors["transformer.wte.weight"]?.shape, [length, 8]);
      assert.deepEqual(tensors["transformer.h.0.mlp.c_fc.weight"]?.shape, [32, 8]);
      assert.equal(metadata["weightsDigest"], digests[i]);
      assert.equal(metadata["generation"], name[1]);
    });

    const p0 = join(weights, "p0.safetensors");
    const hash = createHash("sha256").update(readFileSync(p0)).digest("hex");
    const given = experiment({ truth: { form: "weights", name: "p0.safetensors", sha256: hash } });
    const again = await lab(["run", "-", "--truth", p0], given);
    assert.equal(again.status, 0, again.stderr);
    assert.deepEqual(read(again.stdout).digests, digests);
    const wrong = await lab(["run", "-", "--truth", text], given);
    assert.equal(wrong.status, 2);
    assert.match(
      wrong.stderr,
      /^truth is the weights "p0\.safetensors" with the SHA-256 .* they are others\.\n$/,
    );
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
    [["run", "-", "--weights", ""], experiment(), '--weights is ""; allowed: the name of a folder.'],
    [
      ["run", "-", "--weights", text],
      experiment(),
      `--weights is ${JSON.stringify(text)}, which is a file; allowed: a folder.`,
    ],
    [
      ["run", "-", "--weights", join(text, "folder")],
      experiment(),
      `--weights is ${JSON.stringify(join(text, "folder"))}, which cannot be written (ENOTDIR).`,
    ],
    [
      ["run", "-", "--truth", text],
      experiment(),
      "--truth was given, and the experiment names no weights; allowed: without it.",
    ],
    [
      ["run", "-", "--truth", "nowhere"],
      experiment({ truth: { form: "weights", name: "a", sha256 } }),
      '--truth is "nowhere", which does not exist.',
    ],
    [
      ["run", "-", "--weights", files.path],
      chains(),
      '--weights was given with kind "chains"; allowed: without it.',
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

  it("does not wait for a folder that cannot be made", async (test) => {
    // Where Node's own recursive mkdir would try forever.
    if (!existsSync("/proc/self")) {
      test.skip("there is no /proc");
      return;
    }
    const { status, stderr } = await lab(["run", "-", "--weights", "/proc/weights"], experiment());
    assert.equal(status, 2);
    assert.match(stderr, /^--weights is "\/proc\/weights", which cannot be written \([A-Z]+\)\.\n$/);
  });
});
