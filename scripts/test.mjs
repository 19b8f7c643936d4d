import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureChromium, howToGetChromium } from "./chromium.mjs";
import { ROOT, setUp } from "./setup.mjs";

/** @typedef {{ passed: number, failed: number }} Counts */

setUp();
const chromium = ensureChromium();
if (chromium === null) console.log(howToGetChromium());
const scratch = mkdtempSync(join(tmpdir(), "collapse-lab-test-"));
/** @type {Counts} */
const total = { passed: 0, failed: 0 };

await stage("Types, lint and format", () =>
  together(
    check(run(["typescript/bin/tsc"]), run(["typescript/bin/tsc", "-p", "tsconfig.node.json"])),
    check(run(["eslint/bin/eslint.js", "--max-warnings=0", "."])),
    check(run(["prettier/bin/prettier.cjs", "--check", "--log-level=warn", "."])),
  ),
);
await stage("Tests in Chromium", () => counted((counts) => run(["@web/test-runner/dist/bin.js"], counts)));
await stage("Tests in Node", () =>
  counted((counts) => {
    const files = nodeTests();
    if (files.length === 0) return Promise.resolve(1);
    const options = ["--test", "--test-concurrency=1", "--test-timeout=240000"];
    const reporter = ["--test-reporter=./scripts/node-reporter.mjs", "--test-reporter-destination=stdout"];
    return node(["--import", "tsx", ...options, ...reporter, ...files], counts);
  }),
);

rmSync(scratch, { recursive: true, force: true });
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;

/**
 * @param {string} name
 * @param {() => Promise<Counts>} counts
 */
async function stage(name, counts) {
  console.log(`\n${name}`);
  const start = Date.now();
  const { passed, failed } = await counts();
  total.passed += passed;
  total.failed += failed;
  console.log(`${failed === 0 ? "ok" : "FAILED"} (${passed} passed, ${failed} failed, ${seconds(start)} s)`);
}

/** @param {number} start */
function seconds(start) {
  return ((Date.now() - start) / 1000).toFixed(1);
}

/**
 * One check made of several programs.
 * @param {readonly Promise<number>[]} programs
 * @returns {Promise<Counts>}
 */
async function check(...programs) {
  const statuses = await Promise.all(programs);
  return statuses.every((status) => status === 0) ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/**
 * Several checks at the same time.
 * @param {readonly Promise<Counts>[]} checks
 * @returns {Promise<Counts>}
 */
async function together(...checks) {
  const all = await Promise.all(checks);
  return {
    passed: all.reduce((sum, { passed }) => sum + passed, 0),
    failed: all.reduce((sum, { failed }) => sum + failed, 0),
  };
}

/**
 * Runs a test runner that counts into the file it is given. One that fails without naming a failed test, or counts
 * nothing, is itself a failure.
 * @param {(counts: string) => Promise<number>} runner
 * @returns {Promise<Counts>}
 */
async function counted(runner) {
  const file = join(scratch, "counts.json");
  rmSync(file, { force: true });
  const status = await runner(file);
  if (!existsSync(file)) return { passed: 0, failed: 1 };
  const { passed, failed } = /** @type {Counts} */ (JSON.parse(readFileSync(file, "utf8")));
  return { passed, failed: status !== 0 || passed === 0 ? Math.max(1, failed) : failed };
}

/**
 * @param {readonly string[]} command a program below node_modules and its arguments
 * @param {string} [counts]
 */
function run([program = "", ...args], counts) {
  return node([join(ROOT, "node_modules", program), ...args], counts);
}

/**
 * @param {readonly string[]} args
 * @param {string} [counts] file for the runner's counts
 * @returns {Promise<number>} exit status
 */
function node(args, counts) {
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, CHROME_PATH: chromium ?? "", COLLAPSE_LAB_TEST_COUNTS: counts },
  });
  return new Promise((resolve) => {
    child.once("error", () => resolve(1));
    child.once("close", (status) => resolve(status ?? 1));
  });
}

/** @returns {string[]} */
function nodeTests() {
  return ["test/cli", "test/page"].flatMap((folder) => {
    const at = join(ROOT, folder);
    const names = existsSync(at) ? readdirSync(at, { recursive: true, encoding: "utf8" }) : [];
    return names.filter((name) => name.endsWith(".test.ts")).map((name) => join(folder, name));
  });
}
