import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { ElementHandle, Page } from "puppeteer-core";
import {
  click,
  deep,
  finished,
  LINE,
  linkOf,
  QUICK,
  Site,
  sleep,
  VERDICT,
  waitForHash,
  waitForText,
} from "./browser.js";
import { faults } from "./faults.js";

const site = new Site({ webgpu: false });

const BAR = "lab-transformer-bar >>> .line";
const ROW = "lab-runs >>> tbody tr";

const FIELDS = {
  corpus: { form: "text", text: "The lamp burns and the red boat sails from the last rock.\n".repeat(12) },
  model: { context: 8, width: 8, layers: 1, heads: 2, dropout: 0 },
  training: { steps: 20, batch: 4, learningRate: 0.01, warmupSteps: 5 },
  recipes: [{ form: "fully-synthetic", samples: 512 }],
  generations: 2,
  evaluation: { every: 20, contexts: 20, heldOutSamples: 128, earlyToken: 2, lateToken: 7 },
};
const LINK = `#transformer=${encodeURIComponent(JSON.stringify(FIELDS))}`;

/** Loads the page anew. */
async function visit(page: Page, hash: string): Promise<void> {
  await page.goto("about:blank");
  await page.goto(site.url + hash);
}

/** Runs the experiment of LINK. */
async function run(page: Page): Promise<void> {
  await waitForText(page, BAR, /when you press Run$/);
  await click(page, "lab-transformer-bar >>> .primary");
  await waitForText(page, BAR, /^All 2 generations done$/);
  // The result comes once it is kept.
  await waitForText(page, "lab-transformer-answer >>> lab-downloads >>> .choices", /^(?!.*has ended)/);
}

/** Chooses a bench in the header. */
async function choose(page: Page, bench: string): Promise<void> {
  await click(page, `lab-header >>> a[href="#${bench}"]`);
}

test("a run is kept by itself, stands in the table, opens with its result and is deleted with an undo", async () => {
  const { page, troubles } = await site.open({ hash: "#runs" });
  await waitForText(page, "lab-runs >>> #sum", /^No runs are kept yet: /);
  await visit(page, LINK);
  await run(page);
  const drift = await waitForText(page, "lab-transformer-answer >>> #value", /^\d/);

  // As a visit on another day: nothing of the run is left on the page.
  await visit(page, "");
  await choose(page, "runs");
  await waitForHash(page, /^#runs$/);
  await waitForText(page, ROW, new RegExp(`^Transformer .* finished drift ${drift} after 2 generations`));
  assert.equal(await page.title(), "Runs · Collapse Lab");
  await click(page, `${ROW} >>> lab-disclosure >>> button`);
  await sleep(100);
  assert.deepEqual(await faults(page), [], "with a run and its files");
  await page.keyboard.press("Escape");

  await click(page, `${ROW} .open`);
  await waitForText(page, BAR, /^All 2 generations done, as kept here$/);
  await waitForText(page, "lab-transformer-answer >>> #value", drift);
  await page.waitForSelector(deep("lab-transformer-series >>> lab-plot"));
  await page.waitForSelector(deep("lab-transformer-losses >>> lab-plot"));

  await choose(page, "runs");
  await click(page, `${ROW} .delete`);
  await waitForText(page, "lab-runs >>> .leaving", /^Deleted: .* For 10 s it can be brought back\. Undo$/);
  // Who leaves in that time has deleted nothing.
  await page.reload();
  await waitForText(page, "lab-runs >>> #sum", /^1 run, /);
  assert.deepEqual(troubles, []);
  await page.close();
});

/** Presses a key on what a selector finds. */
async function pressOn(page: Page, selector: string, key: "Enter" | "Space"): Promise<void> {
  const found = await page.waitForSelector(deep(selector), { timeout: 30_000 });
  await found?.focus();
  await page.keyboard.press(key);
}

/** Runs an experiment on the bench "Chains" and keeps it. */
async function keepChains(page: Page, fields: object): Promise<void> {
  await visit(page, linkOf(fields));
  await finished(page);
  await click(page, "lab-answer >>> .keep");
  await waitForText(page, "lab-answer >>> .keep", "Kept in Runs");
  await waitForText(page, "lab-notices >>> section", /This run is kept, .* the bench Runs has it/);
}

test("chains are kept at a press of Keep, named, compared, taken away with all, and brought in elsewhere", async () => {
  const { page, troubles } = await site.open();
  await keepChains(page, QUICK);
  await keepChains(page, { ...QUICK, recipe: { form: "fully-synthetic", samples: 30 } });
  const verdict = await waitForText(page, VERDICT, /exact law/);
  await click(page, "lab-answer >>> .keep");
  await waitForHash(page, /^#runs$/);
  await waitForText(page, "lab-runs >>> #sum", /^2 runs, /);
  await waitForText(
    page,
    ROW,
    /^Chains 400 chains .* n = 30 .* finished E\[T\] = [\d.]+ ± [\d.]+, exact .* [0-9a-f]{8} /,
  );

  await pressOn(page, `${ROW} .rename`, "Enter");
  await page.waitForSelector(deep(`${ROW} th input:focus`));
  await page.keyboard.type("the slow one");
  await page.keyboard.press("Enter");
  await waitForText(page, ROW, /^Chains the slow one 400 chains /);
  await page.waitForSelector(deep(`${ROW} .rename:focus`));

  await pressOn(page, `${ROW} .pick input`, "Space");
  await waitForText(page, "lab-runs >>> #hint", /^Tick another run/);
  await pressOn(page, "lab-runs >>> tbody tr:last-child .pick input", "Space");
  await waitForText(page, "lab-runs-compare >>> tbody tr", /^recipe\.samples\s*30\s*20$/);
  await waitForText(page, "lab-runs-compare >>> thead th", "Chains A the slow one");
  await page.waitForSelector(deep("lab-runs-overlay >>> lab-plot >>> canvas"));
  assert.deepEqual(await faults(page), [], "with a comparison");
  await page.setViewport({ width: 360, height: 740 });
  await sleep(100);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(wide <= 360, `the page is ${wide} px wide`);
  assert.deepEqual(await faults(page), [], "with a comparison on a phone");

  await click(page, "lab-runs >>> #take-all");
  await waitForText(
    page,
    "lab-runs >>> lab-notices >>> section",
    /2 runs in one file, .* weights are not in it/,
  );
  await site.downloaded(".json");
  const file = readdirSync(site.downloads).find((name) => name.endsWith(".json")) ?? "";
  await page.close();

  const other = await site.open({ hash: "#runs" });
  await waitForText(other.page, "lab-runs >>> #sum", /^No runs are kept yet: /);
  const field = await other.page.$(deep('lab-runs >>> input[type="file"]'));
  await (field as ElementHandle<HTMLInputElement> | null)?.uploadFile(join(site.downloads, file));
  await waitForText(other.page, "lab-runs >>> #sum", /^2 runs, /);
  await waitForText(other.page, ROW, /^Chains the slow one .* finished E\[T\] = /);
  await click(other.page, `${ROW} .open`);
  await waitForText(other.page, "lab-notices >>> section", /This run is shown as it was kept on /);
  await waitForText(other.page, LINE, /^All 400 chains done$/);
  await waitForText(other.page, VERDICT, verdict);
  await waitForHash(other.page, /^#v1=.*"samples":30/);
  assert.deepEqual([...troubles, ...other.troubles], []);
  await other.page.close();
});

test("on a dark phone runs are cards, and nothing scrolls sideways", async () => {
  const { page } = await site.open({ hash: LINK, width: 360, height: 740, dark: true });
  await run(page);
  await choose(page, "runs");
  await waitForText(page, ROW, /drift/);
  await click(page, `${ROW} >>> lab-disclosure >>> button`);
  await sleep(100);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(wide <= 360, `the page is ${wide} px wide`);
  const left = await page.$eval(deep(`${ROW} .files`), (files) => files.getBoundingClientRect().left);
  assert.ok(left >= 0, `its files begin at ${left} px`);
  assert.deepEqual(await faults(page), []);
  await page.close();
});
