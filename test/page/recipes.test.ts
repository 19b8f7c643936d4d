import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "puppeteer-core";
import {
  click,
  deep,
  finished,
  hashOf,
  linkOf,
  QUICK,
  Site,
  textAt,
  type,
  VERDICT,
  waitForHash,
  waitForText,
} from "./browser.js";

const site = new Site({ webgpu: false });

async function choose(page: Page, selector: string, value: string): Promise<void> {
  const select = await page.waitForSelector(deep(selector));
  await select?.select(value);
}

const RECIPE = 'lab-form >>> [data-path="recipe.form"]';

test("a figure of the paper is one click: partially synthetic data, its law, its limit, its bound", async () => {
  const { page, troubles } = await site.open({ hash: linkOf(QUICK) });
  await finished(page);
  await click(page, 'lab-form >>> [data-preset="figure-3"]');
  await waitForText(page, "lab-sentence >>> p", /adds the same N = 100 real samples, partially synthetic/);
  await finished(page);
  await waitForText(page, "lab-answer >>> #mean", /^S50 = 0\.\d+ ± 0\.\d+$/);
  await waitForText(page, VERDICT, /^✓ agrees with the exact law, 0\.11196/);
  await waitForText(page, "lab-answer >>> #standing", /^No chain collapsed by generation 50\./);
  await waitForText(page, "lab-answer >>> lab-state >>> dl", /at most 0\.\d+ .* Limit of Sm 0\.11/);
  await waitForText(page, "lab-form >>> #preset-help", /Theorem 2/);
  await choose(page, "lab-diversity >>> select", "3");
  await waitForText(page, "lab-diversity >>> .below", /^Theorem 3 gives .*: L1 never exceeds 2\./);
  await waitForText(
    page,
    "lab-diversity >>> lab-drift-budget >>> output",
    /^The elementary bound allows n up to \d+, Theorem 3 no n at all\.$/,
  );
  await choose(page, "lab-diversity >>> select", "6");
  await waitForText(page, "lab-diversity >>> lab-figure >>> p", /Over the first 100 chains\./);
  await waitForText(page, "lab-diversity >>> lab-figure >>> #summary", /^Simulated: KL to the truth /);
  assert.deepEqual(troubles, []);
  await page.close();
});

test("every recipe can be chosen and runs; where a collapse can be left, the page says so", async () => {
  const small = { ...QUICK, truth: { form: "uniform", tokens: 3 }, chains: 60 };
  const { page, troubles } = await site.open({
    hash: linkOf({ ...small, recipe: { form: "fully-synthetic", samples: 4 } }),
  });
  await finished(page);
  const CAN_BE_LEFT = ["fresh-real", "most-recent", "randomly-sampled", "accumulate-subsample", "weighted"];
  for (const [form, words] of [
    ["partially-synthetic", /partially synthetic/],
    ["fresh-real", /real and new/],
    ["most-recent", /most recent/],
    ["randomly-sampled", /chosen|any/],
    ["accumulate", /accumulate/],
    ["accumulate-subsample", /subsample/],
    ["weighted", /weight/],
    ["growing", /grow/],
  ] as const) {
    await choose(page, RECIPE, form);
    await waitForText(page, "lab-sentence >>> p", words);
    await finished(page);
    await waitForText(page, "lab-answer >>> #mean", /^(S[\d,]+|E\[T\]) [=>] /);
    assert.doesNotMatch(await textAt(page, VERDICT), /disagree/, form);
    if (!CAN_BE_LEFT.includes(form)) continue;
    await waitForText(
      page,
      "lab-answer >>> #standing",
      /collapsed by generation 1,000; (none|all|.* %) left it again\./,
    );
    await waitForText(
      page,
      "lab-collapsed >>> lab-figure >>> p",
      /It may fall, since a collapse can be left again/,
    );
  }
  assert.deepEqual(troubles, []);
  await page.close();
});

test("a mixing matrix is drawn by keyboard, runs, and travels in a link", async () => {
  const { page, troubles } = await site.open({ hash: linkOf(QUICK) });
  await finished(page);
  await choose(page, RECIPE, "mixing-matrix");
  await waitForText(page, "lab-sentence >>> p", /mixing matrix, for 5 generations/);
  const cell = await page.waitForSelector(
    deep('lab-form >>> lab-mixing-grid >>> [aria-label="draws of generation 3 from model 1"]'),
  );
  await cell?.focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.type("9");
  await page.keyboard.press("Tab");
  await waitForText(page, "lab-run-bar >>> .line", /^All 400 chains done$/);
  await waitForHash(page, /\[0,9,0,20\]/);
  await click(page, "lab-form >>> lab-mixing-grid >>> button:nth-of-type(1)[data-pattern]");
  await finished(page);
  const grid = 'lab-form >>> lab-mixing-grid >>> [data-cell="4/4"]';
  const value = (where: Page, selector: string): Promise<string> =>
    where.$eval(deep(selector), (box) => (box as HTMLInputElement).value);
  assert.equal(await value(page, grid), "20");
  assert.equal(await value(page, 'lab-form >>> lab-mixing-grid >>> [data-cell="3/1"]'), "0");
  const added = await page.waitForSelector(deep('lab-form >>> lab-mixing-grid >>> [data-cell="2/1"]'));
  await added?.click({ count: 3 });
  await page.keyboard.type("7");
  await page.keyboard.press("Enter");
  await finished(page);
  const [hash, answer] = [await hashOf(page), await textAt(page, "lab-answer >>> #mean")];
  assert.match(answer, /^S5 = /);
  assert.deepEqual(troubles, []);
  await page.close();

  const other = await site.open({ hash });
  await finished(other.page);
  await waitForText(other.page, "lab-answer >>> #mean", answer);
  assert.equal(await value(other.page, 'lab-form >>> lab-mixing-grid >>> [data-cell="2/1"]'), "7");
  assert.deepEqual(other.troubles, []);
  await other.page.close();
});

test("temperature, top-k and top-p are switched on, change T, and travel in a link", async () => {
  const { page, troubles } = await site.open({ hash: linkOf(QUICK) });
  await finished(page);
  const plain = Number(/[\d.]+/.exec(await textAt(page, "lab-answer >>> #mean"))?.[0]);
  await type(page, "decoding.temperature", "0.5");
  await waitForText(page, "lab-sentence >>> p", /temperature 0\.5/);
  await finished(page);
  const cold = Number(/[\d.]+/.exec(await textAt(page, "lab-answer >>> #mean"))?.[0]);
  assert.ok(cold < plain / 2, `${cold} after ${plain}`);
  await click(page, "lab-form >>> #decoding-topK");
  await click(page, "lab-form >>> #decoding-topP");
  await waitForText(page, "lab-sentence >>> p", /temperature 0\.5.*top.*0\.9/);
  await finished(page);
  const sentence = await textAt(page, "lab-sentence >>> p");
  const hash = await hashOf(page);
  assert.deepEqual(troubles, []);
  await page.close();
  const other = await site.open({ hash });
  await finished(other.page);
  await waitForText(other.page, "lab-sentence >>> p", sentence);
  await other.page.close();
});

test("with stop at collapse where a Dirac can be left, the charts say that only T is known", async () => {
  const recipe = { form: "fresh-real", samples: 6, realShare: 0.1 };
  const { page } = await site.open({
    hash: linkOf({ ...QUICK, recipe, stop: "collapse", generations: 2000 }),
  });
  await finished(page);
  await waitForText(page, "lab-answer >>> #mean", /^E\[T\] [=>] /);
  await waitForText(
    page,
    "lab-answer >>> #standing",
    /A collapse can be left again here: T is the first one\./,
  );
  await choose(page, "lab-diversity >>> select", "2");
  await waitForText(page, "lab-diversity >>> .waiting", /only T is known\. Choose “At generation”/);
  await page.close();
});
