import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "puppeteer-core";
import { click, deep, finished, linkOf, QUICK, Site, sleep, type Opened } from "./browser.js";

const site = new Site({ webgpu: false });

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly tdur?: number;
  readonly args: {
    readonly name?: string;
    readonly data?: { readonly url?: string; readonly processId?: number };
  };
}

/**
 * The longest tasks of the page's main thread while something is done, in milliseconds of that thread's own processor time:
 * what a wall clock shows depends on what else the machine does, and a run keeps all of its cores busy.
 */
async function longest(page: Page, something: () => Promise<unknown>): Promise<readonly number[]> {
  const categories = ["devtools.timeline", "disabled-by-default-devtools.timeline"];
  await page.tracing.start({ categories });
  await something();
  const trace = await page.tracing.stop();
  const { traceEvents } = JSON.parse(Buffer.from(trace ?? []).toString()) as { traceEvents: TraceEvent[] };
  const ours = new Set(
    traceEvents.flatMap(({ name, args }) =>
      name === "FrameCommittedInBrowser" && args.data?.url?.startsWith(site.url) ? [args.data.processId] : [],
    ),
  );
  const mains = traceEvents.filter(
    ({ name, pid, args }) => name === "thread_name" && args.name === "CrRendererMain" && ours.has(pid),
  );
  const tasks = traceEvents.filter(
    ({ name, pid, tid }) => name === "RunTask" && mains.some((main) => main.pid === pid && main.tid === tid),
  );
  assert.ok(tasks.length > 50, "the page's tasks were seen");
  return tasks
    .map(({ tdur = 0 }) => tdur / 1000)
    .sort((a, b) => b - a)
    .slice(0, 3);
}

async function allSmooth(hash: string, use: (opened: Opened) => Promise<unknown>): Promise<void> {
  const opened = await site.open({ hash: linkOf({ ...QUICK, chains: 2 }) });
  const { page } = opened;
  await finished(page);
  const times = await longest(page, async () => {
    await page.goto("about:blank");
    await page.goto(site.url + hash);
    await use(opened);
  });
  assert.ok(
    times.every((time) => time <= 50),
    `the longest tasks take ${times.map((time) => time.toFixed(1)).join(", ")} ms`,
  );
  await page.close();
}

test("the main thread is never held up for 50 ms: opening, a run, its charts, the simplex at play", async () => {
  await allSmooth("", async ({ page }) => {
    await finished(page);
    await sleep(1500);
  });
});

test("nor with thousands of tokens, while a slider moves, or where another chain and measure are asked for", async () => {
  const zipf = {
    truth: { form: "zipf", tokens: 5000, exponent: 1 },
    recipe: { form: "fully-synthetic", samples: 300 },
  };
  await allSmooth(linkOf({ ...zipf, chains: 1500 }), async ({ page }) => {
    await finished(page);
    const slider = await page.waitForSelector(
      deep('lab-form >>> [data-path="truth.tokens"] >>> input[type=range]'),
    );
    await slider?.focus();
    for (let i = 0; i < 6; i++) await page.keyboard.press("ArrowLeft");
    await click(page, "lab-one-chain >>> .pick button");
    const measure = await page.waitForSelector(deep("lab-diversity >>> select"));
    await measure?.select("2");
    await finished(page);
  });
});
