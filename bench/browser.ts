import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import puppeteer, { type Browser, type Page } from "puppeteer-core";
import { chromiumArgs, findChromium } from "../scripts/chromium.mjs";
import { serve } from "../scripts/serve.mjs";
import { ROOT } from "../scripts/setup.mjs";
import { buildPage } from "./build.mjs";
import type { Absent, Contender } from "./contenders.js";
import type { PageBench } from "./page/main.js";

/** The page, on an adapter. */
export interface BenchPage {
  readonly page: Page;
  /** The browser and its adapter, in words. */
  readonly browser: string;
  readonly software: boolean;
  readonly close: () => Promise<void>;
}

declare const bench: PageBench;

const KEYS = ["times", "statistics", "tfjs", "jax"];
const FOLDER = join(ROOT, "bench");
/** More chains on a real GPU. */
const REAL_GPU = 64;

/** Installs the browser peers into bench/node_modules where they are missing. */
function installPeers(): boolean {
  if (existsSync(join(FOLDER, "node_modules/.package-lock.json"))) return true;
  console.error("Installing the browser peers (npm ci in bench).");
  const args = ["ci", "--no-audit", "--no-fund", "--loglevel=error"];
  const { status } = spawnSync("npm", args, {
    cwd: FOLDER,
    stdio: ["ignore", "ignore", "inherit"],
    shell: process.platform === "win32",
  });
  return status === 0;
}

/** Opens the page in Chromium, on a real GPU if it has one; a sentence where that cannot be. */
export async function openPage(): Promise<BenchPage | string> {
  const executablePath = findChromium();
  if (executablePath === null) return "Chromium is not installed.";
  if (!installPeers()) return "The browser peers could not be installed (npm ci in bench failed).";
  const site = await serve(await buildPage());
  const softwareArgs = chromiumArgs();
  const realArgs = softwareArgs.filter((arg) => !arg.startsWith("--use-webgpu-adapter"));
  const vulkan = process.platform === "linux" ? ["--enable-features=Vulkan"] : [];
  for (const args of [[...realArgs, ...vulkan, "--ignore-gpu-blocklist"], softwareArgs]) {
    const browser = await puppeteer.launch({ executablePath, args });
    const page = await browser.newPage();
    await page.goto(site.url);
    await page.waitForFunction(() => "bench" in globalThis);
    const adapter = await page.evaluate(() => bench.adapter());
    if (adapter === null) {
      await browser.close();
      continue;
    }
    const kind = adapter.software ? " (software)" : "";
    return {
      page,
      browser: `${await browser.version()} on ${adapter.adapter}${kind}`,
      software: adapter.software,
      close: () => closeAll(browser, site),
    };
  }
  await site.close();
  return "Chromium has no WebGPU adapter.";
}

async function closeAll(browser: Browser, site: { close: () => Promise<void> }): Promise<void> {
  await browser.close();
  await site.close();
}

/** Who makes chains in the page. */
export async function chainContenders({ page, software }: BenchPage): Promise<(Contender | Absent)[]> {
  const times = software ? 1 : REAL_GPU;
  const contenders: (Contender | Absent)[] = [];
  for (const key of KEYS) {
    try {
      const name = await page.evaluate((asked) => bench.open(asked), key);
      contenders.push({
        key,
        name,
        times,
        run: (work, limit) =>
          page.evaluate((which, asked, seconds) => bench.run(which, asked, seconds), key, work, limit),
        close: () => undefined,
      });
    } catch (error) {
      contenders.push({ key, why: reasonOf(error) });
    }
  }
  return contenders;
}

/** The first line of what an error says. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? (error.message.split("\n")[0] ?? "") : "";
}
