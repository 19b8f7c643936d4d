import { join } from "node:path";
import { build } from "vite";
import { ROOT } from "../scripts/setup.mjs";
import { viteSources } from "../scripts/sources.mjs";

const BENCH = join(ROOT, "bench");

/** @type {import("vite").InlineConfig} */
const common = { configFile: false, publicDir: false, logLevel: "error", plugins: [viteSources()] };

/**
 * Builds our contenders for Node, as the command line is built.
 * @returns {Promise<string>} their folder
 */
export async function buildForNode() {
  const outDir = join(ROOT, "dist/bench");
  await build({
    ...common,
    root: ROOT,
    build: {
      ssr: true,
      outDir,
      emptyOutDir: true,
      target: "node20",
      minify: false,
      rolldownOptions: {
        input: {
          cpu: join(BENCH, "ours/cpu.ts"),
          webgpu: join(BENCH, "ours/webgpu.ts"),
          transformer: join(BENCH, "ours/transformer.ts"),
          intervals: join(BENCH, "ours/intervals.ts"),
          "chain-worker": join(ROOT, "src/cli/chain-worker.ts"),
        },
        output: { entryFileNames: "[name].mjs", chunkFileNames: "[name]-[hash].mjs" },
      },
    },
  });
  return outDir;
}

/**
 * Builds the page in which the browser peers run.
 * @returns {Promise<string>} its folder
 */
export async function buildPage() {
  const outDir = join(ROOT, "dist/bench-page");
  await build({
    ...common,
    root: join(BENCH, "page"),
    base: "./",
    build: { outDir, emptyOutDir: true, target: "es2022" },
  });
  return outDir;
}
