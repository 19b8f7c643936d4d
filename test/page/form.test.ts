import assert from "node:assert/strict";
import { test } from "node:test";
import {
  click,
  deep,
  finished,
  linkOf,
  QUICK,
  Site,
  textAt,
  type,
  waitForHash,
  waitForText,
} from "./browser.js";

const site = new Site({ webgpu: false });

test("a wrong field keeps what was typed beside the reason, and the others go on", async () => {
  const { page, troubles } = await site.open({ hash: linkOf(QUICK) });
  await finished(page);
  await type(page, "recipe.samples", "0");
  const samples = 'lab-form >>> [data-path="recipe.samples"]';
  await waitForText(
    page,
    `${samples} >>> #error`,
    /^Samples n is 0; allowed: a whole number from 1 to 1,048,576\.$/,
  );
  const value = (): Promise<string> =>
    page.$eval(deep(`${samples} >>> #box`), (box) => (box as HTMLInputElement).value);
  assert.equal(await value(), "0");
  await waitForText(page, "lab-sentence >>> p", /n = 20 samples/);

  await type(page, "chains", "1,000");
  await waitForText(page, "lab-sentence >>> p", /^1,000 chains/);
  assert.equal(await value(), "0");
  await type(page, "recipe.samples", "30");
  await waitForText(page, "lab-sentence >>> p", /n = 30 samples/);
  await finished(page);
  await waitForText(page, `${samples} >>> #error`, "");
  await waitForHash(page, /^#v1=/);
  assert.deepEqual(troubles, []);
  await page.close();
});

test("the law follows a slider, and the run starts again when it is let go", async () => {
  const { page } = await site.open({ hash: linkOf(QUICK) });
  await finished(page);
  const slider = await page.waitForSelector(
    deep('lab-form >>> [data-path="recipe.samples"] >>> input[type=range]'),
  );
  await slider?.focus();
  const before = await textAt(page, "lab-histogram >>> #summary");
  await page.keyboard.press("PageUp");
  await waitForText(page, "lab-sentence >>> p", /n = (?!20 )\d+ samples/);
  await finished(page);
  await waitForText(page, "lab-histogram >>> #summary", /^By the exact law, nine chains in ten/);
  assert.notEqual(await textAt(page, "lab-histogram >>> #summary"), before);
  await page.close();
});

test("every truth and way to stop can be chosen and runs", async () => {
  const { page, troubles } = await site.open({ hash: linkOf({ ...QUICK, chains: 150 }) });
  for (const [form, words] of [
    ["zipf", /Zipf with exponent 1/],
    ["geometric", /geometric with sum of squares/],
    ["dirichlet", /drawn from a Dirichlet law/],
    ["weights", /given weights/],
  ] as const) {
    const select = await page.waitForSelector(deep('lab-form >>> [data-path="truth.form"]'));
    await select?.select(form);
    await waitForText(page, "lab-sentence >>> p", words);
    await finished(page);
  }
  const stop = await page.waitForSelector(deep('lab-form >>> [data-path="stop"]'));
  await stop?.select("generations");
  await waitForText(page, "lab-sentence >>> p", /for 1,000 generations/);
  await finished(page);
  await type(page, "contexts", "3");
  await waitForText(page, "lab-answer >>> #standing", /One context alone: .* exact/);
  await finished(page);
  assert.deepEqual(troubles, []);
  await page.close();
});

test("a chart shows its table, and another measure", async () => {
  const { page } = await site.open({ hash: linkOf(QUICK) });
  await finished(page);
  await click(page, "lab-collapsed >>> .tools > button");
  await waitForText(
    page,
    "lab-collapsed >>> table thead",
    /Generation\s*Simulated\s*95 % from\s*to\s*Exact\s*Theorem 1 from\s*to/,
  );
  const select = await page.waitForSelector(deep("lab-diversity >>> select"));
  await select?.select("3");
  await waitForText(page, "lab-diversity >>> h2", /^How far do models drift from the first\?$/);
  await page.close();
});
