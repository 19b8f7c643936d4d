import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./setup.mjs";

const SOURCES = ["src", "shaders", "vite.config.ts", "scripts/wgsl.mjs", "package-lock.json"];

/**
 * The page, built into dist/page.
 * @returns {Promise<string>} that folder
 */
export async function buildPage() {
  const { build } = await import("vite");
  await build({ root: ROOT, configFile: join(ROOT, "vite.config.ts"), logLevel: "warn" });
  return join(ROOT, "dist/page");
}

/**
 * The command line, built into dist/cli where that is missing or older than its sources.
 * @returns {Promise<string>} its program
 */
export async function buildCli() {
  const folder = join(ROOT, "dist/cli");
  const program = join(folder, "lab.mjs");
  if (existsSync(program) && statSync(program).mtimeMs >= newest(SOURCES)) return program;
  const { build } = await import("vite");
  mkdirSync(join(ROOT, "dist"), { recursive: true });
  // Built aside and moved into place whole, so that two commands started at once do not meet half a build.
  const aside = mkdtempSync(join(ROOT, "dist/.cli-"));
  try {
    process.env["COLLAPSE_LAB_CLI_OUT"] = aside;
    await build({ root: ROOT, configFile: join(ROOT, "vite.config.ts"), mode: "cli", logLevel: "silent" });
    rmSync(folder, { recursive: true, force: true });
    renameSync(aside, folder);
  } finally {
    delete process.env["COLLAPSE_LAB_CLI_OUT"];
    rmSync(aside, { recursive: true, force: true });
  }
  return program;
}

/**
 * When the newest of some files and folders was changed.
 * @param {readonly string[]} paths
 * @returns {number}
 */
function newest(paths) {
  return Math.max(
    ...paths.flatMap((path) => {
      const at = join(ROOT, path);
      const inside = statSync(at).isDirectory() ? readdirSync(at, { recursive: true, encoding: "utf8" }) : [];
      return [at, ...inside.map((name) => join(at, name))].map((file) => statSync(file).mtimeMs);
    }),
  );
}
