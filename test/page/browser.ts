import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before } from "node:test";
import puppeteer, { type Browser, type Page } from "puppeteer-core";
import { buildPage } from "../../scripts/build.mjs";
import { chromiumArgs, findChromium, howToGetChromium } from "../../scripts/chromium.mjs";
import { serve } from "../../scripts/serve.mjs";

export interface Opening {
  readonly hash?: string;
  readonly width?: number;
  readonly height?: number;
  readonly dark?: boolean;
  readonly reducedMotion?: boolean;
}

/** A page of the lab, and everything that went wrong on it. */
export interface Opened {
  readonly page: Page;
  readonly troubles: readonly string[];
}

/** The built page in one Chromium, for the tests of a file. */
export class Site {
  url = "";
  private browser: Browser | null = null;
  private close: () => Promise<void> = () => Promise.resolve();
  readonly downloads = mkdtempSync(join(tmpdir(), "collapse-lab-page-"));

  /** Builds and serves the page and starts Chromium before a file's tests, and ends both after them. */
  constructor(options: { readonly webgpu: boolean }) {
    before(async () => {
      const executablePath = findChromium();
      if (executablePath === null) throw new Error(howToGetChromium());
      const site = await serve(await buildPage());
      this.url = site.url;
      this.browser = await puppeteer.launch({ executablePath, args: chromiumArgs(options) });
      this.close = async () => {
        await this.browser?.close();
        await site.close();
        rmSync(this.downloads, { recursive: true, force: true });
      };
    });
    after(() => this.close());
  }

  async open({ hash = "", width = 1440, height = 1000, dark, reducedMotion }: Opening = {}): Promise<Opened> {
    if (!this.browser) throw new Error("The browser has not been started.");
    const context = await this.browser.createBrowserContext({
      downloadBehavior: { policy: "allow", downloadPath: this.downloads },
    });
    const page = await context.newPage();
    const troubles: string[] = [];
    page.on("pageerror", (error) => troubles.push(String(error)));
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warn") troubles.push(message.text());
    });
    await page.setViewport({ width, height });
    await page.emulateMediaFeatures([
      { name: "prefers-color-scheme", value: dark === true ? "dark" : "light" },
      { name: "prefers-reduced-motion", value: reducedMotion === true ? "reduce" : "no-preference" },
    ]);
    await page.goto(this.url + hash);
    return { page, troubles };
  }

  /** Kills Chromium's GPU process: a true loss of every device. */
  async crashGpu(): Promise<void> {
    const session = await this.browser?.target().createCDPSession();
    await session?.send("Browser.crashGpuProcess");
    await session?.detach();
  }

  /** The text of a file that the page gave the reader; waits for it. */
  async downloaded(ending: string): Promise<string> {
    for (let i = 0; i < 100; i++) {
      const name = readdirSync(this.downloads).find((file) => file.endsWith(ending));
      if (name !== undefined) {
        const text = readFileSync(join(this.downloads, name), "utf8");
        if (text !== "") return text;
      }
      await sleep(50);
    }
    throw new Error(`No file that ends in ${ending} was downloaded.`);
  }
}

export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** A selector of puppeteer's from the page's one element on; >>> goes through shadow roots. */
export function deep(selector: string): string {
  return `collapse-lab >>> ${selector}`;
}

/** The text at a selector, through shadow roots (>>>); empty where there is none. */
export async function textAt(page: Page, selector: string): Promise<string> {
  const found = await page.$(deep(selector));
  return found ? found.evaluate((element) => element.textContent.replace(/\s+/g, " ").trim()) : "";
}

/** Waits until the text at a selector fits, or is the one given. */
export async function waitForText(page: Page, selector: string, fits: RegExp | string): Promise<string> {
  let text = "";
  for (let i = 0; i < 600; i++) {
    text = await textAt(page, selector);
    if (typeof fits === "string" ? text === fits : fits.test(text)) return text;
    await sleep(50);
  }
  throw new Error(`${selector} says "${text}", which does not fit ${String(fits)}.`);
}

/** The address's fragment, as the page has it: page.url() hears of a change only later. */
export function hashOf(page: Page): Promise<string> {
  return page.evaluate(() => location.hash);
}

/** Waits until the address's fragment, decoded, fits. */
export async function waitForHash(page: Page, fits: RegExp): Promise<void> {
  let hash = "";
  for (let i = 0; i < 600; i++) {
    hash = decodeURIComponent(await hashOf(page));
    if (fits.test(hash)) return;
    await sleep(50);
  }
  throw new Error(`The address ends in "${hash}", which does not fit ${String(fits)}.`);
}

export const LINE = "lab-run-bar >>> .line";
export const VERDICT = "lab-answer >>> #verdict";

export async function finished(page: Page): Promise<void> {
  await waitForText(page, LINE, /^All .* done$/);
}

/** Clicks what a selector finds. */
export async function click(page: Page, selector: string): Promise<void> {
  const found = await page.waitForSelector(deep(selector), { timeout: 30_000 });
  if (!found) throw new Error(`There is no ${selector}.`);
  await found.click();
}

/** Types into a field of the form, in place of what stands there. */
export async function type(page: Page, path: string, text: string): Promise<void> {
  const box = await page.waitForSelector(deep(`lab-form >>> [data-path="${path}"] >>> #box`));
  await box?.focus();
  await page.keyboard.down("Control");
  await page.keyboard.press("a");
  await page.keyboard.up("Control");
  await page.keyboard.type(text);
  await page.keyboard.press("Enter");
}

/** The link to an experiment, as the page makes it. */
export function linkOf(fields: object): string {
  return `#v1=${encodeURIComponent(JSON.stringify(fields))}`;
}

/** Done at once. */
export const QUICK = {
  truth: { form: "uniform", tokens: 5 },
  recipe: { form: "fully-synthetic", samples: 20 },
  chains: 400,
} as const;
