import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./setup.mjs";

const SOURCES = [
  "src",
  "shaders",
  "public",
  "index.html",
  "vite.config.ts",
  "scripts/sources.mjs",
  "scripts/wat.mjs",
  "scripts/wgsl.mjs",
  "package-lock.json",
];

/**
 * The page, built into dist/page where that is missing or older than its sources.
 * @returns {Promise<string>} that folder
 */
export async function buildPage() {
  await build("page", "index.html");
  return join(ROOT, "dist/page");
}

/**
 * The command line, built into dist/cli where that is missing or older than its sources.
 * @returns {Promise<string>} its program
 */
export async function buildCli() {
  await build("cli", "lab.mjs");
  return join(ROOT, "dist/cli/lab.mjs");
}

/**
 * Builds aside and moves into place whole, so that two commands started at once do not meet half a build.
 * @param {"page" | "cli"} mode
 * @param {string} entry the file that tells how old the build is
 */
async function build(mode, entry) {
  const folder = join(ROOT, "dist", mode);
  if (existsSync(join(folder, entry)) && statSync(join(folder, entry)).mtimeMs >= newest(SOURCES)) return;
  const vite = await import("vite");
  mkdirSync(join(ROOT, "dist"), { recursive: true });
  const aside = mkdtempSync(join(ROOT, `dist/.${mode}-`));
  try {
    await vite.build({
      root: ROOT,
      configFile: join(ROOT, "vite.config.ts"),
      mode,
      logLevel: "warn",
      build: { outDir: aside },
    });
    rmSync(folder, { recursive: true, force: true });
    renameSync(aside, folder);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
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
