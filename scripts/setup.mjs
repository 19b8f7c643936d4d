import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The project's folder. */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

const OLDEST_NODE = [20, 19];

/** @param {string} path */
function modified(path) {
  return existsSync(path) ? statSync(path).mtimeMs : 0;
}

/**
 * Installs the dependencies where they are missing or older than package-lock.json. Says what it does on standard
 * error; ends the process with a sentence where it cannot.
 */
export function setUp() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const [oldMajor = 0, oldMinor = 0] = OLDEST_NODE;
  if (major < oldMajor || (major === oldMajor && minor < oldMinor)) {
    stop(
      `Node ${process.versions.node} is too old: Collapse Lab needs Node ${OLDEST_NODE.join(".")} or newer.`,
    );
  }
  // npm writes the inner lock file last, so it is as old as the installation.
  if (modified(join(ROOT, "node_modules/.package-lock.json")) >= modified(join(ROOT, "package-lock.json")))
    return;
  console.error("Installing the dependencies (npm ci).");
  const npm = process.env["npm_execpath"];
  const args = ["ci", "--no-audit", "--no-fund", "--loglevel=error", "--include=dev", "--include=optional"];
  const [command, first, shell] =
    npm?.endsWith(".js") === true
      ? [process.execPath, [npm], false]
      : ["npm", [], process.platform === "win32"];
  const { status } = spawnSync(command, [...first, ...args], {
    cwd: ROOT,
    shell,
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (status !== 0) stop("The dependencies could not be installed (npm ci failed): is the network there?");
}

/**
 * @param {string} sentence
 * @returns {never}
 */
export function stop(sentence) {
  console.error(sentence);
  process.exit(1);
}
