import { execFileSync } from "node:child_process";
import { cpus, loadavg, release, totalmem, type } from "node:os";
import { ROOT } from "../scripts/setup.mjs";

/** What the numbers were measured on, as lines of a list. */
export function machine(): string[] {
  const processors = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return [
    `${processors[0]?.model.trim() ?? "unknown processor"}, ${processors.length} cores, ${memory} GiB; ${type()} ${release()}`,
    `${new Date().toISOString().slice(0, 10)}, Node ${process.versions.node}, revision ${revision()}`,
  ];
}

/** How busy the machine is with anything. */
export function load(): string {
  const [minute = 0] = loadavg();
  return minute.toFixed(1);
}

function revision(): string {
  try {
    const git = (...args: string[]): string =>
      execFileSync("git", args, { cwd: ROOT, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
    return git("rev-parse", "--short", "HEAD") + (git("status", "--porcelain") === "" ? "" : " with changes");
  } catch {
    return "unknown";
  }
}
