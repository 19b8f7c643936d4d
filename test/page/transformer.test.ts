import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { ElementHandle, Page } from "puppeteer-core";
import { folder, lab } from "../cli/lab.js";
import {
  click,
  deep,
  linkOf,
  QUICK,
  Site,
  sleep,
  textAt,
  waitForHash,
  waitForText,
  type Opening,
} from "./browser.js";
import { faults } from "./faults.js";

const site = new Site({ webgpu: false });
const files = folder();

const BAR = "lab-transformer-bar >>> .line";
const ANSWER = "lab-transformer-answer >>>";

const FIELDS = {
  corpus: { form: "text", text: "The lamp burns and the red boat sails from the last rock.\n".repeat(12) },
  model: { context: 8, width: 8, layers: 1, heads: 2, dropout: 0 },
  training: { steps: 40, batch: 4, learningRate: 0.01, warmupSteps: 5 },
  recipes: [
    { form: "fully-synthetic", samples: 512 },
    { form: "partially-synthetic", samples: 512 },
  ],
  generations: 3,
  evaluation: { every: 20, contexts: 20, heldOutSamples: 128, earlyToken: 2, lateToken: 7 },
} as const;

function linkTo(more: object = {}): string {
  return `#transformer=${encodeURIComponent(JSON.stringify({ ...FIELDS, ...more }))}`;
}

interface Result {
  readonly driftFloorL1: number;
  readonly recipes: readonly { readonly series: { readonly driftL1: readonly number[] } }[];
}

async function run(page: Page): Promise<void> {
  await waitForText(page, BAR, /when you press Run$/);
  await click(page, "lab-transformer-bar >>> .primary");
}

async function giveFile(page: Page, input: string, path: string): Promise<void> {
  const found = await page.waitForSelector(deep(input));
  await (found as ElementHandle<HTMLInputElement>).uploadFile(path);
}

test("without WebGPU a run shows the drift of every generation, the numbers those of the command line", async () => {
  const { page, troubles } = await site.open({ hash: linkTo() });
  await run(page);
  await waitForText(page, `${ANSWER} #what`, /^\d\.\d\d drift after [23] generations, 100 % synthetic$/);
  await waitForText(page, "lab-notices >>> .told", /There is no WebGPU here\. The CPU engine/);
  await waitForText(page, "lab-engine-badge >>> .words", /^CPU, 1 worker$/);
  await waitForText(page, BAR, /^All 3 generations done$/);

  await click(page, "lab-transformer-answer >>> lab-downloads >>> lab-disclosure >>> button");
  await click(page, "lab-transformer-answer >>> lab-downloads >>> .choices button:nth-child(1)");
  const onPage = JSON.parse(await site.downloaded("-result.json")) as Result;
  const { stdout } = await lab(
    ["run", "-"],
    JSON.stringify({ version: 1, kind: "transformer", ...FIELDS, engine: "cpu" }),
  );
  const alone = JSON.parse(stdout) as Result;
  // Two builds of V8 may differ in the last digit of an exponential.
  alone.recipes.forEach(({ series }, i) =>
    series.driftL1.forEach((drift, row) => {
      const here = onPage.recipes[i]?.series.driftL1[row] ?? NaN;
      assert.ok(Math.abs(here - drift) < 1e-3, `recipe ${i}, row ${row}: ${here} and ${drift}`);
    }),
  );
  const [first = 0, second = 0] = alone.recipes.map(({ series }) => series.driftL1[2] ?? NaN);
  await waitForText(page, `${ANSWER} #value`, first.toFixed(2));
  assert.ok((await textAt(page, `${ANSWER} #others`)).startsWith(`${second.toFixed(2)} with 50 % synthetic`));
  assert.ok((await textAt(page, `${ANSWER} #floor`)).includes(alone.driftFloorL1.toFixed(2)));
  assert.deepEqual(troubles, []);
  await page.close();
});

test("a bad link is refused in words; the tab opens with an experiment that waits", async () => {
  const { page, troubles } = await site.open({ hash: "#transformer=%7B%22recipes" });
  await waitForText(page, "lab-notices >>> .error", /^This link was not opened\. .*cut off/);
  await waitForText(page, BAR, /^4 generations, 9 models.* when you press Run$/);
  await page.evaluate(
    (hash) => {
      location.hash = hash;
    },
    linkTo({ model: { context: 8, width: 8, layers: 1, heads: 3 } }),
  );
  await waitForText(page, "lab-notices >>> .error:last-of-type", /model\.heads is 3; allowed/);
  await waitForText(page, "lab-transformer-bar >>> .primary", "Run");
  assert.deepEqual(troubles, []);
  await page.close();
});

test("a text that is not here is asked for by name, and nothing is fetched before", async () => {
  const { page } = await site.open({ hash: "#transformer" });
  const asked: string[] = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(site.url) && !request.url().startsWith("blob:")) asked.push(request.url());
  });
  const preset = await page.waitForSelector(deep('lab-transformer-form >>> [data-path="preset"]'));
  await preset?.select("small");
  await waitForText(page, BAR, /^The text is not here yet/);
  await waitForText(page, "lab-transformer-corpus >>> .name", /^Tiny Shakespeare$/);
  await click(page, "lab-transformer-bar >>> .primary");
  await sleep(300);
  assert.deepEqual(asked, []);
  assert.match(await textAt(page, BAR), /^The text is not here yet/);
  const own = join(files.path, "own.txt");
  writeFileSync(own, "A text of my own, and of nobody else.\n".repeat(200));
  await giveFile(page, "lab-transformer-corpus >>> #text-file", own);
  await waitForText(page, "lab-sentence >>> p", /learns "own\.txt"/);
  await waitForText(page, BAR, /when you press Run$/);
  await page.close();
});

test("a trigram model beside it opens as chains, its text with it", async () => {
  const { page, troubles } = await site.open({ hash: linkTo({ generations: 1 }) });
  const own = join(files.path, "lamp.txt");
  writeFileSync(own, FIELDS.corpus.text);
  await giveFile(page, "lab-transformer-corpus >>> #text-file", own);
  await waitForText(page, "lab-sentence >>> p", /learns "lamp\.txt"/);
  await click(page, "lab-transformer-form >>> #surrogate");
  await run(page);
  await waitForText(page, "lab-transformer-beside >>> button", /^Open as chains: 100 % synthetic$/);
  await click(page, "lab-transformer-beside >>> button");
  await waitForText(page, "lab-sentence >>> p", /^100 chains.*"lamp\.txt"/);
  await waitForText(page, "lab-run-bar >>> .line", /^All .* done$/);
  // The text can be read in another way.
  const tokenizer = await page.waitForSelector(deep("lab-form >>> lab-text-truth >>> #tokenizer"));
  await tokenizer?.select("words");
  await waitForText(page, "lab-form >>> lab-text-truth >>> .help", /^1\d tokens/);
  assert.deepEqual(troubles, []);
  await page.close();
});

test("a file opens at the bench that it is for", async () => {
  const { page, troubles } = await site.open({ hash: linkOf(QUICK) });
  const file = files.file(
    "transformer.json",
    JSON.stringify({ version: 1, kind: "transformer", ...FIELDS, engine: "cpu" }),
  );
  await giveFile(page, "lab-form >>> #file", file);
  await waitForText(page, BAR, /^3 generations, 7 models/);
  await waitForHash(page, /^#transformer=/);
  const chains = files.file(
    "chains.json",
    JSON.stringify({ version: 1, kind: "chains", ...QUICK, chains: 123 }),
  );
  await giveFile(page, "lab-transformer-form >>> #file", chains);
  await waitForText(page, "lab-sentence >>> p", /^123 chains/);
  await waitForHash(page, /^#v1=/);
  const sweep = { version: 1, kind: "chains", ...QUICK, sweep: { "recipe.samples": [5, 10] } };
  await giveFile(page, "lab-form >>> #file", files.file("sweep.json", JSON.stringify(sweep)));
  await waitForText(page, "lab-sweep-bar >>> .line", /^2 points, when you press Run$/);
  assert.deepEqual(troubles, []);
  await page.close();
});

test("after a reload in the middle of a run it goes on where it was", async () => {
  const { page, troubles } = await site.open({ hash: linkTo({ training: { steps: 6000, batch: 4 } }) });
  await run(page);
  await waitForText(page, BAR, /^generation (1 of 3 once more|[23] of 3)/);
  await waitForText(page, "lab-transformer-bar >>> .rate", /^saved /);
  await page.reload();
  await waitForText(
    page,
    "lab-interrupted >>> span",
    /^An earlier run was interrupted at generation [123] of 3/,
  );
  await click(page, "lab-interrupted >>> button");
  // From its beginning it would learn the text first.
  assert.match(await waitForText(page, BAR, /^(generation|the first model)/), /^generation/);
  assert.equal(await textAt(page, "lab-interrupted >>> span"), "");
  await click(page, "lab-transformer-bar >>> button:nth-of-type(2)");
  await waitForText(page, BAR, /^Stopped after [1-6] models? of 7$/);
  assert.deepEqual(troubles, []);
  await page.close();
});

const LOOKS: readonly (readonly [string, Opening])[] = [
  ["light", {}],
  ["a dark phone", { width: 360, height: 740, dark: true }],
];

for (const [name, opening] of LOOKS) {
  test(`axe-core finds nothing in a transformer, and nothing scrolls sideways: ${name}`, async () => {
    const { page } = await site.open({ hash: linkTo(), ...opening });
    await waitForText(page, BAR, /when you press Run$/);
    if (opening.width !== undefined) {
      await click(page, ".said button");
      await sleep(200);
      assert.deepEqual(await faults(page), [], "with the sheet open");
      await page.keyboard.press("Escape");
    }
    await run(page);
    await waitForText(page, BAR, /^All 3 generations done$/);
    assert.deepEqual(await faults(page), []);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= (opening.width ?? 1440), `the page is ${wide} px wide`);
    await page.close();
  });
}
