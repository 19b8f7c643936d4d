import { spawn } from "node:child_process";
import { setUp, stop } from "./setup.mjs";

setUp();
const { buildPage } = await import("./build.mjs");
const { serve } = await import("./serve.mjs");

const folder = await buildPage().catch((/** @type {unknown} */ error) =>
  stop(`The page could not be built: ${error instanceof Error ? error.message : String(error)}`),
);
const { url, close } = await serve(folder);
console.log(`Collapse Lab is at ${url} (Ctrl-C ends it).`);
if (hasDesktop()) openBrowser(url);

for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"])) {
  process.once(signal, () => {
    void close().then(() => process.exit(0));
  });
}

/** @returns {boolean} */
function hasDesktop() {
  if (!process.stdout.isTTY || process.env["CI"]) return false;
  if (process.platform === "darwin" || process.platform === "win32") return true;
  return Boolean(process.env["DISPLAY"] ?? process.env["WAYLAND_DISPLAY"]);
}

/** @param {string} page */
function openBrowser(page) {
  /** @type {readonly [string, readonly string[]]} */
  const [command, args] =
    process.platform === "darwin"
      ? ["open", [page]]
      : process.platform === "win32"
        ? ["cmd", ["/c", "start", "", page]]
        : ["xdg-open", [page]];
  const opener = spawn(command, args, { stdio: "ignore", detached: true });
  opener.on("error", () => console.log("No browser could be opened: open that address yourself."));
  opener.unref();
}
