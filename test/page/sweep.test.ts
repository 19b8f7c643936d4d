import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "puppeteer-core";
import {
  click,
  deep,
  hashOf,
  Site,
  sleep,
  textAt,
  waitForHash,
  waitForText,
  type Opening,
} from "./browser.js";
import { faults } from "./faults.js";

const site = new Site({ webgpu: false });

const BAR = "lab-sweep-bar >>> .line";
const FORM = "lab-sweep-form >>>";

async function choose(page: Page, path: string, value: string): Promise<void> {
  const select = await page.waitForSelector(deep(`${FORM} [data-path="${path}"]`));
  await select?.select(value);
  await sleep(100);
}

async function typeInto(page: Page, path: string, text: string): Promise<void> {
  const box = await page.waitForSelector(deep(`${FORM} [data-path="${path}"] >>> #box`));
  await box?.click({ count: 3 });
  await page.keyboard.type(text);
  await page.keyboard.press("Enter");
}

const SMALL = `#sweep=${encodeURIComponent(
  JSON.stringify({
    truth: { form: "uniform", tokens: 4 },
    recipe: { form: "fully-synthetic", samples: 10 },
    engine: "cpu",
    sweep: { "recipe.samples": { log: [4, 16, 4] }, "truth.tokens": [2, 4, 8] },
    precision: 0.1,
  }),
)}`;

test("from #sweep: choose two fields, run, read a square, open it as a run, and come back", async () => {
  const { page, troubles } = await site.open({ hash: "#sweep" });
  await waitForText(page, BAR, /^9 points, when you press Run$/);
  await choose(page, "axis-1", "truth.tokens");
  for (const [path, text] of [
    ["axis-0-from", "5"],
    ["axis-0-to", "20"],
    ["axis-0-points", "3"],
    ["axis-1-to", "8"],
    ["axis-1-points", "2"],
    ["precision", "0.1"],
  ] as const)
    await typeInto(page, path, text);
  await waitForText(
    page,
    "lab-sentence >>> p",
    /^E\[T\] for n from 5 to 20 and 2 to 8 tokens, uniform, fully synthetic, each point to within 10 %: 6 points/,
  );
  await click(page, "lab-sweep-bar >>> .primary");
  await waitForText(page, BAR, /^All 6 points done$/);
  await waitForText(page, "lab-sweep-answer >>> #verdict", /6 points agree|far from the exact law/);

  await click(page, "lab-sweep-answer >>> lab-disclosure >>> button");
  await click(page, "lab-sweep-answer >>> .choices button:nth-child(2):enabled");
  const csv = await site.downloaded("-points.csv");
  assert.match(csv, /^recipe\.samples,truth\.tokens,chains,mean/);
  assert.equal(csv.trim().split("\r\n").length, 7);

  const surface = await page.waitForSelector(deep("lab-sweep-heat >>> lab-figure >>> #surface"));
  await surface?.focus();
  for (const key of ["Home", "ArrowRight", "ArrowDown"] as const) await page.keyboard.press(key);
  await waitForText(page, "lab-sweep-cell >>> h2", /^n = 10, 2 tokens$/);
  const here = await hashOf(page);
  await page.keyboard.press("Enter");
  await waitForText(
    page,
    "lab-sentence >>> p",
    /chains start from a truth of 2 tokens, uniform.*n = 10 samples/,
  );
  await waitForText(page, "lab-run-bar >>> .line", /^All .* done$/);
  await waitForHash(page, /^#v1=.*1\/2/);

  await page.goBack();
  await waitForText(page, BAR, /^All 6 points done$/);
  assert.equal(await hashOf(page), here);
  assert.deepEqual(troubles, []);
  await page.close();
});

test("a link to a sweep opens it, and Chains has its experiment", async () => {
  const { page, troubles } = await site.open({ hash: SMALL });
  await waitForText(page, "lab-sentence >>> p", /^E\[T\] for n from 4 to 16 and 2 to 8 tokens/);
  await click(page, `${FORM} button.small`);
  await waitForText(page, "lab-sentence >>> p", /a truth of 4 tokens, uniform.*n = 10 samples/);
  assert.deepEqual(troubles, []);
  await page.close();
});

test("a square under the pointer is read; a click opens it", async () => {
  const { page } = await site.open({ hash: SMALL });
  await waitForText(page, "lab-sweep-answer >>> #standing", /^Nothing is simulated yet/);
  const canvas = await page.waitForSelector(deep("lab-sweep-heat >>> canvas"));
  const box = await canvas?.boundingBox();
  if (!box) assert.fail("the map has no place");
  const at = [box.x + box.width - 40, box.y + 50] as const;
  await page.mouse.move(...at);
  await waitForText(page, "lab-sweep-cell >>> h2", /^n = 16, 8 tokens$/);
  await page.mouse.click(...at);
  await waitForText(page, "lab-sentence >>> p", /a truth of 8 tokens, uniform.*n = 16 samples/);
  await page.close();
});

test("a sweep survives a reload, and is gone on with or discarded", async () => {
  const long = `#sweep=${encodeURIComponent(
    JSON.stringify({
      truth: { form: "uniform", tokens: 4 },
      recipe: { form: "fully-synthetic", samples: 10 },
      engine: "cpu",
      sweep: { "recipe.samples": [4, 8, 50_000] },
      precision: 0.01,
    }),
  )}`;
  const { page } = await site.open({ hash: long });
  await waitForText(page, BAR, /when you press Run$/);
  await click(page, "lab-sweep-bar >>> .primary");
  await waitForText(page, BAR, /^[12] of 3 points/);
  // A point that is read is drawn while the sweep runs.
  const picture = await page.waitForSelector(
    deep('lab-sweep-cell >>> [aria-label="Collapse times at n = 8: simulated and exact law"]'),
  );
  assert.ok(picture);
  await sleep(4000);
  await page.goto(`${site.url}#v1`);
  await page.reload();
  await page.goto(`${site.url}#sweep`);
  const words = /^An earlier sweep, E\[T\] for n from 4 to 50,000, was interrupted at [12] of 3 points\.$/;
  await waitForText(page, "lab-interrupted >>> span", words);
  await click(page, "lab-interrupted >>> button");
  await waitForText(page, BAR, /^[12] of 3 points/);
  await waitForText(page, "lab-sweep-answer >>> #standing", /^(\d,)?\d{3,} chains so far|^\d+,\d+ chains/);
  await page.reload();
  await waitForText(page, "lab-interrupted >>> span", words);
  await click(page, "lab-interrupted >>> button:last-of-type");
  await sleep(300);
  await page.reload();
  await waitForText(page, BAR, /when you press Run$/);
  await sleep(500);
  assert.equal(await textAt(page, "lab-interrupted >>> span"), "");
  await page.close();
});

const LOOKS: readonly (readonly [string, Opening])[] = [
  ["light", {}],
  ["dark", { dark: true }],
  ["a phone", { width: 360, height: 740 }],
  ["a dark phone", { width: 360, height: 740, dark: true }],
];

for (const [name, opening] of LOOKS) {
  test(`axe-core finds nothing in a sweep, and nothing scrolls sideways: ${name}`, async () => {
    const { page } = await site.open({ hash: SMALL, ...opening });
    await waitForText(page, BAR, /when you press Run$/);
    const phone = opening.width !== undefined;
    if (phone) {
      await click(page, ".said button");
      await sleep(200);
      assert.deepEqual(await faults(page), [], "with the sheet open");
      await page.keyboard.press("Escape");
    }
    await click(page, "lab-sweep-bar >>> .primary");
    await waitForText(page, BAR, /^All 12 points done$/);
    assert.deepEqual(await faults(page), []);
    await click(page, "lab-sweep-heat >>> .tools > button");
    await click(page, "lab-sweep-answer >>> lab-disclosure >>> button");
    await sleep(100);
    assert.deepEqual(await faults(page), [], "with a table and a menu open");
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= (opening.width ?? 1440), `the page is ${wide} px wide`);
    await page.close();
  });
}

test("nothing moves while points come in", async () => {
  const { page } = await site.open({ hash: SMALL });
  await waitForText(page, "lab-sweep-answer >>> #standing", /^Nothing is simulated yet/);
  await page.evaluate(() => {
    const seen = { shift: 0 };
    Object.assign(window, { seen });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) seen.shift += (entry as unknown as { value: number }).value;
    }).observe({ type: "layout-shift", buffered: false });
  });
  await click(page, "lab-sweep-bar >>> .primary");
  await waitForText(page, BAR, /^All 12 points done$/);
  await sleep(300);
  const shift = await page.evaluate(() => (window as unknown as { seen: { shift: number } }).seen.shift);
  assert.ok(shift < 0.01, `the layout shifted by ${shift}`);
  await page.close();
});
