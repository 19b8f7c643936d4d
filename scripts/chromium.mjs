import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const NAMES = [
  "chromium",
  "chromium-browser",
  "google-chrome-stable",
  "google-chrome",
  "chrome",
  "microsoft-edge",
];

/** @returns {string[]} where installers put it */
function defaultPaths() {
  if (process.platform === "darwin") {
    const home = process.env["HOME"] ?? "";
    return ["", home].flatMap((at) => [
      `${at}/Applications/Google Chrome.app/Contents/MacOS/Google Chrome`,
      `${at}/Applications/Chromium.app/Contents/MacOS/Chromium`,
      `${at}/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge`,
    ]);
  }
  if (process.platform === "win32") {
    const roots = ["PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"].map(
      (name) => process.env[name] ?? "",
    );
    return roots.flatMap((at) => [
      `${at}\\Google\\Chrome\\Application\\chrome.exe`,
      `${at}\\Chromium\\Application\\chrome.exe`,
      `${at}\\Microsoft\\Edge\\Application\\msedge.exe`,
    ]);
  }
  return ["/snap/bin/chromium", "/opt/google/chrome/chrome"];
}

/** @param {string} file */
function executable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * The Chromium that the tests run in: CHROME_PATH, else one on the PATH, else one where installers put it.
 * @returns {string | null}
 */
export function findChromium() {
  const chosen = process.env["CHROME_PATH"];
  if (chosen !== undefined && chosen !== "") return executable(chosen) ? chosen : null;
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  const onPath =
    process.platform === "win32" ? [] : folders.flatMap((at) => NAMES.map((name) => join(at, name)));
  return [...onPath, ...defaultPaths()].find(executable) ?? null;
}

/** @returns {string} how to get one, as a sentence */
export function howToGetChromium() {
  const chosen = process.env["CHROME_PATH"];
  if (chosen !== undefined && chosen !== "")
    return `CHROME_PATH is ${chosen}, which is not a program that can be run.`;
  return (
    "The tests need Chromium or Google Chrome, and none was found; install one " +
    "(Debian: apt-get install chromium) or set CHROME_PATH to its program."
  );
}

/**
 * Finds Chromium; on Debian, as root, installs it where it is missing.
 * @returns {string | null}
 */
export function ensureChromium() {
  const found = findChromium();
  if (found !== null || process.env["CHROME_PATH"]) return found;
  const mayInstall = existsSync("/etc/debian_version") && process.getuid?.() === 0;
  if (!mayInstall) return null;
  console.log("Installing Chromium for the tests (apt-get install chromium).");
  /** @type {import("node:child_process").SpawnSyncOptions} */
  const options = {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  };
  spawnSync("apt-get", ["-qq", "update"], options);
  spawnSync("apt-get", ["-qq", "install", "-y", "--no-install-recommends", "chromium"], options);
  return findChromium();
}

/**
 * The flags that every test browser starts with. Without a GPU, WebGPU runs on SwiftShader.
 * @param {{ webgpu?: boolean }} [options] `webgpu: false` leaves the page without an adapter
 * @returns {string[]}
 */
export function chromiumArgs({ webgpu = true } = {}) {
  const root = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const gpu = ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader", "--disable-gpu-watchdog"];
  return [...root, ...(webgpu ? gpu : [])];
}
