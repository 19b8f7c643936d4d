import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, realpathSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, it } from "node:test";
import { findChromium } from "../../scripts/chromium.mjs";
import type { ChainsResult } from "../../src/index.js";
import { ended, experiment, folder, lab, namedText, start } from "./lab.js";

const files = folder();
const small = files.file("small.json", experiment());

function result(text: string): ChainsResult {
  assert.match(text, /^\{.*\}\n$/);
  return JSON.parse(text) as ChainsResult;
}

async function runSmall(...args: string[]): Promise<ChainsResult> {
  const { status, stdout, stderr } = await lab(["run", small, ...args]);
  assert.equal(status, 0, stderr);
  return result(stdout);
}

describe("lab run", () => {
  it("writes the result of the whole run", async () => {
    const { experiment: asked, collapseTime, digest, engine, generations, series } = await runSmall();
    assert.deepEqual(asked, {
      version: 1,
      kind: "chains",
      seed: 1,
      truth: { form: "uniform", tokens: 3 },
      contexts: 1,
      recipe: { form: "fully-synthetic", samples: 10 },
      decoding: { temperature: 1 },
      chains: 500,
      generations: null,
      stop: "collapse",
      method: "simulate",
      engine: "cpu",
    });
    assert.equal(engine?.name, "cpu");
    assert.match(digest ?? "", /^[0-9a-f]{64}$/);
    assert.equal(collapseTime.collapsed, 500);
    assert.equal(
      collapseTime.counts?.reduce((sum, [, chains]) => sum + chains, 0),
      500,
    );
    // 14.84958 exactly, a chain's standard deviation is about 10: 6 standard errors, false alarm 2e-9.
    assert.ok(Math.abs((collapseTime.mean ?? 0) - 14.84958) < 6 * (collapseTime.standardError ?? 0));
    assert.equal(series.sumOfSquares.mean?.length, generations.length);
  });

  it("gives the same digest for the same seed, another for another", async () => {
    const [first, again, other, text] = await Promise.all([
      runSmall(),
      runSmall("--seed", "1"),
      runSmall("--seed", "2"),
      runSmall("--seed", "two"),
    ]);
    assert.equal(again.digest, first.digest);
    assert.notEqual(other.digest, first.digest);
    assert.equal(other.experiment.seed, 2);
    assert.equal(text.experiment.seed, "two");
  });

  it("takes options in place of the file's fields, before defaults are filled in", async () => {
    const truth = { form: "dirichlet", tokens: 3, concentration: 1 };
    const args = ["run", "-", "--seed", "7", "--chains", "20", "--engine", "cpu", "--method", "simulate"];
    const { stdout, stderr } = await lab(args, experiment({ truth, engine: "webgpu" }));
    assert.notEqual(stdout, "", stderr);
    const { experiment: asked } = result(stdout);
    assert.deepEqual(asked.truth, { ...truth, seed: 7 });
    assert.equal(asked.chains, 20);
    assert.equal(asked.engine, "cpu");
  });

  it("writes --out whole, and nothing else", async () => {
    const out = join(files.path, "result.json");
    writeFileSync(out, "old");
    const { status, stdout } = await lab(["run", small, "--out", out]);
    assert.equal(status, 0);
    assert.equal(stdout, "");
    assert.equal(result(readFileSync(out, "utf8")).collapseTime.collapsed, 500);
    assert.deepEqual(
      readdirSync(files.path).filter((name) => name.startsWith("result.json")),
      ["result.json"],
    );
  });

  it("writes to a device without replacing it", { skip: process.platform === "win32" }, async () => {
    const { status, stdout } = await lab(["run", small, "--out", "/dev/null"]);
    assert.equal(status, 0);
    assert.equal(stdout, "");
    assert.ok(statSync("/dev/null").isCharacterDevice());
  });

  it("writes CSV with a row a generation", async () => {
    const [json, csv] = await Promise.all([runSmall(), lab(["run", small, "--csv"])]);
    const lines = csv.stdout.trimEnd().split("\r\n");
    assert.match(lines[0] ?? "", /^generation,.*,sumOfSquares\.mean,sumOfSquares\.standardError,/);
    assert.equal(lines.length, json.generations.length + 1);
  });

  it("takes the text that the experiment names", async () => {
    const text = "abracadabra ".repeat(100);
    const sha256 = createHash("sha256").update(text).digest("hex");
    const truth = namedText("spell.txt", sha256);
    const corpus = files.file("spell.txt", text);
    const [named, inline, law] = await Promise.all([
      lab(["run", "-", "--corpus", corpus], experiment({ truth })),
      lab(["run", "-"], experiment({ truth: { ...truth, corpus: { form: "text", text } } })),
      lab(["theory", "-", "--corpus", corpus], experiment({ truth })),
    ]);
    assert.notEqual(named.stdout, "", named.stderr);
    const { experiment: asked, digest } = result(named.stdout);
    assert.equal(asked.contexts, 6);
    assert.deepEqual(asked.truth, truth);
    assert.equal(digest, result(inline.stdout).digest);
    assert.equal(result(law.stdout).experiment.contexts, 6);
  });

  it("adds further measures where they are asked for", async () => {
    const [plain, measured] = await Promise.all([runSmall(), runSmall("--measures")]);
    const { klFromTruth, tvFromTruth } = measured.series;
    assert.equal(plain.series.klFromTruth, undefined);
    assert.equal(klFromTruth?.mean.length, measured.generations.length);
    assert.equal(tvFromTruth?.chains, klFromTruth.chains);
    // All is lost but one of three equal tokens.
    assert.ok(Math.abs((klFromTruth.mean.at(-1) ?? 0) - Math.log(3)) < 0.1);
    assert.equal(measured.digest, plain.digest);
    const { stdout } = await lab(["run", small, "--measures", "--csv"]);
    const header = stdout.split("\r\n")[0] ?? "";
    assert.match(header, /,klFromTruth\.mean,klFromTruth\.standardError,/);
    assert.doesNotMatch(header, /\.chains/);
  });

  it("tells its progress at 25, 50 or 75 % where there is no terminal", async () => {
    const { stderr } = await lab(["run", small, "--chains", "400000"]);
    assert.match(stderr, /^((25|50|75) %: [\d,]+ of 400,000 chains(, about \d+ (s|min) left)?\.\n){1,3}$/);
  });

  it(
    "ends with 3 where WebGPU is asked for and not there",
    { skip: process.platform !== "linux" },
    async () => {
      const env = { VK_ICD_FILENAMES: "/nonexistent", VK_DRIVER_FILES: "/nonexistent" };
      assert.deepEqual(await lab(["run", small, "--engine", "webgpu"], "", env), {
        status: 3,
        stdout: "",
        stderr: "The engine webgpu was asked for, and there is no WebGPU adapter here; allowed: auto, cpu.\n",
      });
      const { status, stdout } = await lab(["run", small, "--engine", "auto"], "", env);
      assert.equal(status, 0);
      assert.equal(result(stdout).engine?.name, "cpu");
    },
  );

  it("gives the same digest on WebGPU and on the CPU", { skip: swiftShader() === null }, async () => {
    const driver = swiftShader() ?? "";
    // The Vulkan loader lies beside it, and need not be installed on its own.
    const env = { VK_ICD_FILENAMES: driver, LD_LIBRARY_PATH: dirname(driver) };
    const { stdout, stderr } = await lab(["run", small, "--engine", "webgpu"], "", env);
    assert.notEqual(stdout, "", stderr);
    const { engine, digest } = result(stdout);
    assert.equal(engine?.name, "webgpu");
    assert.equal(digest, (await runSmall()).digest);
  });
});

describe("lab theory", () => {
  it("writes the exact laws alone", async () => {
    const { status, stdout, stderr } = await lab(["theory", small]);
    assert.equal(status, 0);
    assert.equal(stderr, "");
    const { collapseTime, series, engine, seconds, digest, winners } = result(stdout);
    assert.deepEqual([engine, seconds, digest, winners], [null, null, null, null]);
    assert.deepEqual([collapseTime.mean, collapseTime.counts, series.sumOfSquares.mean], [null, null, null]);
    assert.ok(Math.abs((collapseTime.theory?.mean ?? 0) - 14.84958) < 1e-5);
  });

  it("says the largest n for a drift", async () => {
    const recipe = { form: "partially-synthetic", samples: 10, realSamples: 100 };
    const { stdout, stderr } = await lab(["theory", "-", "--drift", "0.05"], experiment({ recipe }));
    assert.notEqual(stdout, "", stderr);
    const { drift, largestSamples } = JSON.parse(stdout) as Record<string, unknown>;
    assert.equal(drift, 0.05);
    // 3 (2/3) 0.99 n / (N^2 + (2N + 1) n) < 0.05^2 up to n = 16; Theorem 3 is above 0.12 at n = 1.
    assert.deepEqual(largestSamples, { theorem3: 0, elementary: 16 });
  });

  it("is cut short in silence by a reader that has had enough", async () => {
    const child = start(["theory", small, "--csv"]);
    child.stdout.destroy();
    const { stderr } = await ended(child);
    assert.equal(stderr, "");
  });
});

describe("an interrupted run", () => {
  const big = files.file(
    "big.json",
    experiment({ recipe: { form: "fully-synthetic", samples: 100 }, chains: 100_000 }),
  );

  /** Interrupts a run at its first word of progress. */
  async function interrupt(...args: string[]): Promise<Awaited<ReturnType<typeof ended>>> {
    const child = start(["run", big, ...args]);
    child.stderr.once("data", () => child.kill("SIGINT"));
    return ended(child);
  }

  it("ends with 130 and goes on with --resume to the same digest", async () => {
    const out = join(files.path, "big-result.json");
    const { status, stdout, stderr } = await interrupt("--out", out);
    assert.equal(status, 130, stderr);
    assert.equal(stdout, "");
    assert.match(stderr, /Interrupted: --resume goes on from here\.\n$/);
    assert.ok(!existsSync(out));

    const other = await lab(["run", big, "--chains", "19999", "--out", out, "--resume"]);
    assert.equal(other.status, 2);
    assert.equal(other.stderr, "The checkpoint belongs to another experiment.\n");

    const [resumed, whole] = await Promise.all([
      lab(["run", big, "--out", out, "--resume"]),
      lab(["run", big]),
    ]);
    assert.equal(resumed.status, 0, resumed.stderr);
    assert.equal(result(readFileSync(out, "utf8")).digest, result(whole.stdout).digest);
    assert.ok(!existsSync(`${out}.partial`));
  });

  it("writes nothing without --out", async () => {
    const { status, stdout, stderr } = await interrupt();
    assert.equal(status, 130);
    assert.equal(stdout, "");
    assert.match(stderr, /Interrupted: nothing was written\.\n$/);
  });

  it("does not go on from a damaged checkpoint", async () => {
    const out = join(files.path, "damaged.json");
    files.file("damaged.json.partial", `${"0".repeat(64)} {}\n`);
    const { status, stderr } = await lab(["run", small, "--out", out, "--resume"]);
    assert.equal(status, 2);
    assert.equal(stderr, "The checkpoint is damaged: its checksum does not match.\n");
  });
});

/** Chromium brings a software driver along, which Node's WebGPU takes too. */
function swiftShader(): string | null {
  const chromium = findChromium();
  const folders = chromium === null ? [] : [dirname(realpathSync(chromium)), "/usr/lib/chromium"];
  return folders.map((at) => join(at, "vk_swiftshader_icd.json")).find(existsSync) ?? null;
}
