import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import type { SweepResult } from "../../src/index.js";
import { ended, experiment, folder, lab, namedText, start } from "./lab.js";

const files = folder();

/** Six points of a few hundred chains each, row-major: n = 10, then 30. */
const sweep = { "recipe.samples": [10, 30], "truth.tokens": { log: [2, 8, 3] } };
const asked = { sweep, precision: 0.08, chains: undefined };
const small = files.file("small.json", experiment(asked));
/** Its result, computed once. */
let whole: Promise<SweepResult> | null = null;

function result(text: string): SweepResult {
  assert.match(text, /^\{.*\}\n$/);
  return JSON.parse(text) as SweepResult;
}

async function run(args: readonly string[], input = ""): Promise<SweepResult> {
  const { status, stdout, stderr } = await lab(["run", ...args], input);
  assert.equal(status, 0, stderr);
  return result(stdout);
}

function runSmall(): Promise<SweepResult> {
  return (whole ??= run([small]));
}

function rowsOf(csv: string): string[][] {
  assert.match(csv, /\r\n$/);
  return csv
    .trimEnd()
    .split("\r\n")
    .map((line) => line.split(","));
}

describe("lab run with a sweep", () => {
  it("writes a result a point, each of which reopens as a run, and the sweep as it was", async () => {
    const { version, points, experiment: file } = await runSmall();
    assert.equal(version, 1);
    assert.deepEqual(
      points.map(({ experiment: { recipe, truth, seed } }) => [
        "samples" in recipe && recipe.samples,
        "tokens" in truth && truth.tokens,
        seed,
      ]),
      [10, 30].flatMap((n, i) => [2, 4, 8].map((tokens, j) => [n, tokens, `1/${3 * i + j}`])),
    );
    for (const { collapseTime } of points) {
      const { mean, standardError, theory } = collapseTime;
      // 6 standard errors, 6 points: below 2e-8.
      assert.ok(Math.abs((mean ?? 0) - (theory?.mean ?? 0)) < 6 * (standardError ?? 0));
      assert.ok((1.96 * (standardError ?? 1)) / (mean ?? 1) < 0.081);
    }
    const [again, reopened] = await Promise.all([
      run(["-"], JSON.stringify(file)),
      lab(["run", "-"], JSON.stringify(points[4]?.experiment)),
    ]);
    assert.deepEqual(
      again.points.map(({ digest }) => digest),
      points.map(({ digest }) => digest),
    );
    assert.deepEqual(again.experiment, file);
    assert.equal((JSON.parse(reopened.stdout) as { digest: string }).digest, points[4]?.digest);
  });

  it("writes CSV with a row a point", async () => {
    const [json, csv, law] = await Promise.all([
      runSmall(),
      lab(["run", small, "--csv"]),
      lab(["theory", small, "--csv"]),
    ]);
    const [header = [], ...rows] = rowsOf(csv.stdout);
    const column = (of: string[][], name: string): string[] =>
      of.map((row) => row[header.indexOf(name)] ?? "?");
    assert.deepEqual(column(rows, "truth.tokens"), ["2", "4", "8", "2", "4", "8"]);
    assert.deepEqual(
      column(rows, "digest"),
      json.points.map(({ digest }) => digest),
    );
    assert.deepEqual(
      column(rows, "mean").map(Number),
      json.points.map(({ collapseTime }) => collapseTime.mean),
    );
    const [lawHeader, ...lawRows] = rowsOf(law.stdout);
    assert.deepEqual(lawHeader, header);
    assert.deepEqual(column(lawRows, "theory.mean"), column(rows, "theory.mean"));
    for (const name of ["chains", "mean", "standardError", "median", "censored", "digest", "seconds"]) {
      assert.deepEqual(column(lawRows, name), ["", "", "", "", "", ""], name);
    }
  });

  it("takes options in place of the file's fields", async () => {
    const options = ["--seed", "s", "--chains", "40", "--engine", "cpu", "--method", "ancestry"];
    const { points, experiment: file } = await run([small, ...options]);
    assert.deepEqual(
      points.map(({ experiment: { seed, chains, method } }) => [seed, chains, method]),
      points.map((_, j) => [`s/${j}`, 40, "ancestry"]),
    );
    assert.equal(file["seed"], "s");
  });

  it("takes the text that all points name", async () => {
    const text = "abracadabra ".repeat(20);
    const truth = namedText("spell.txt", createHash("sha256").update(text).digest("hex"));
    const corpus = files.file("spell.txt", text);
    const swept = experiment({ ...asked, truth, sweep: { "recipe.samples": [5, 10] }, precision: 0.2 });
    const { points } = await run(["-", "--corpus", corpus], swept);
    assert.deepEqual(
      points.map(({ experiment: { contexts } }) => contexts),
      [6, 6],
    );
    const { status, stderr } = await lab(["run", "-"], swept);
    assert.equal(status, 2);
    assert.match(stderr, /not at hand.*--corpus/);
  });

  it("says nothing of the time left before it can tell", async () => {
    const { status, stderr } = await lab(["run", small]);
    assert.equal(status, 0, stderr);
    assert.match(stderr, /^((25|50|75|100) %: \d of 6 points(, writing the laws of \d of 6)?\.\n)*$/);
  });

  it("ends with its budget, and tells its progress", async () => {
    const long = {
      ...asked,
      sweep: { "recipe.samples": [300, 500, 1000] },
      precision: 0.001,
      // The time left is said from 1.5 s on.
      budgetSeconds: 6,
    };
    const began = performance.now();
    const { status, stdout, stderr } = await lab(["run", "-"], experiment(long));
    assert.equal(status, 0, stderr);
    assert.ok(performance.now() - began < 60_000);
    assert.match(stderr, /^((25|50|75) %: 0 of 3 points, about [1-6] s left\.\n){1,3}$/);
    for (const { collapseTime } of result(stdout).points) assert.ok((collapseTime.collapsed ?? 0) >= 32);
  });
});

describe("lab theory with a sweep", () => {
  it("writes the exact laws of each point, of any recipe", async () => {
    const recipe = { form: "partially-synthetic", samples: 10 };
    const swept = experiment({ ...asked, recipe, sweep: { "recipe.realSamples": [0, 5] } });
    const { status, stdout, stderr } = await lab(["theory", "-"], swept);
    assert.equal(status, 0);
    assert.match(stderr, /^(50 %: 1 of 2 points\.\n)?$/);
    const { points } = result(stdout);
    const [none, some] = points;
    assert.ok(Math.abs((none?.collapseTime.theory?.mean ?? 0) - 14.84958) < 1e-5);
    assert.equal(typeof some?.series.sumOfSquares.theory?.[3], "number");
    for (const { engine, digest, collapseTime, series } of points) {
      assert.deepEqual(
        [engine, digest, collapseTime.mean, series.sumOfSquares.mean],
        [null, null, null, null],
      );
    }
  });
});

describe("a sweep that is refused", () => {
  const refused: readonly (readonly [string[], string])[] = [
    [["run", small, "--measures"], "--measures was given with a sweep; allowed: without it."],
    [["theory", small, "--drift", "0.1"], "--drift was given with a sweep; allowed: without it."],
    [
      ["run", files.file("seeds.json", experiment({ sweep: { seed: [1, 2] } })), "--seed", "3"],
      "--seed was given, and the sweep says what seed is; allowed: one of them.",
    ],
    [
      ["theory", files.file("zero.json", experiment({ sweep: { "recipe.samples": [5, 0] } }))],
      "Where recipe.samples = 0: recipe.samples is 0; allowed: a whole number from 1 to 1,048,576.",
    ],
    [
      ["run", small, "--method", "exact", "--engine", "webgpu"],
      'Where recipe.samples = 10, truth.tokens = 2: engine is "webgpu"; allowed with method "exact": "auto" or "cpu".',
    ],
  ];
  for (const [args, line] of refused) {
    it(`is told in one line: ${line}`, async () => {
      assert.deepEqual(await lab(args), { status: 2, stdout: "", stderr: `${line}\n` });
    });
  }
});

describe("an interrupted sweep", () => {
  /** The points of n = 10 are done, and said to be, seconds before those of n = 5000. */
  const long = {
    ...asked,
    sweep: { "recipe.samples": [10, 5000], "truth.tokens": [3, 9] },
    precision: 0.03,
  };
  const big = files.file("big.json", experiment(long));

  it("ends with 130 and goes on with --resume to the same digests", async () => {
    const out = join(files.path, "big-result.json");
    const child = start(["run", big, "--out", out]);
    child.stderr.once("data", () => child.kill("SIGINT"));
    const { status, stdout, stderr } = await ended(child);
    assert.equal(status, 130, stderr);
    assert.equal(stdout, "");
    assert.match(stderr, /Interrupted: --resume goes on from here\.\n$/);
    assert.ok(!existsSync(out));

    const other = await lab(["run", big, "--seed", "2", "--out", out, "--resume"]);
    assert.equal(other.status, 2);
    assert.match(other.stderr, /^The checkpoint belongs to another sweep[^\n]*\n$/);

    const [resumed, straight] = await Promise.all([lab(["run", big, "--out", out, "--resume"]), run([big])]);
    assert.equal(resumed.status, 0, resumed.stderr);
    assert.deepEqual(
      result(readFileSync(out, "utf8")).points.map(({ digest }) => digest),
      straight.points.map(({ digest }) => digest),
    );
    assert.ok(!existsSync(`${out}.partial`));
  });
});
