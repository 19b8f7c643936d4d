import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import type { ElementHandle, Page } from "puppeteer-core";
import { click, deep, finished, hashOf, linkOf, QUICK, Site, textAt, type, waitForText } from "./browser.js";

const site = new Site({ webgpu: false });
const folder = mkdtempSync(join(tmpdir(), "collapse-lab-texts-"));
after(() => {
  rmSync(folder, { recursive: true, force: true });
});

const TEXT = "the cat sat on the mat and the rat sat on the cat\n".repeat(40);

/** A text file, its path and how an experiment names it. */
function textFile(name: string, text: string | Uint8Array): { path: string; corpus: object } {
  const path = join(folder, name);
  writeFileSync(path, text);
  const sha256 = createHash("sha256").update(text).digest("hex");
  return { path, corpus: { form: "file", name, sha256 } };
}

const IN = "lab-form >>> lab-text-truth";

async function startText(page: Page): Promise<void> {
  const select = await page.waitForSelector(deep('lab-form >>> [data-path="truth.form"]'));
  await select?.select("text");
  await waitForText(page, `${IN} >>> .name`, /lighthouse/);
  await finished(page);
}

async function choose(page: Page, path: string): Promise<void> {
  const input = await page.waitForSelector(deep(`${IN} >>> #text-file`));
  await (input as ElementHandle<HTMLInputElement> | null)?.uploadFile(path);
}

async function setLength(page: Page, length: string): Promise<void> {
  const box = await page.waitForSelector(deep(`${IN} >>> [data-path="truth.contextLength"] >>> #box`));
  await box?.click({ count: 3 });
  await page.keyboard.type(length);
  await page.keyboard.press("Enter");
}

test("a pasted text is the truth, by characters and by words, and travels in a link", async () => {
  const { page, troubles } = await site.open({ hash: linkOf({ ...QUICK, chains: 20 }) });
  await finished(page);
  await startText(page);
  await click(page, `${IN} >>> details:nth-of-type(1) > summary`);
  const box = await page.waitForSelector(deep(`${IN} >>> #text-paste`));
  await box?.type("abracadabra");
  await click(page, `${IN} >>> #text-use`);
  await waitForText(page, `${IN} >>> .help`, /^5 tokens, 5 contexts$/);
  await finished(page);
  await setLength(page, "0");
  await waitForText(page, `${IN} >>> output`, /^1 context$/);
  await finished(page);
  await setLength(page, "11");
  await waitForText(
    page,
    `${IN} >>> [data-path="truth.contextLength"] >>> #error`,
    /^The text has 11 characters; allowed with .*: at least 12\.$/,
  );
  await setLength(page, "1");
  await finished(page);
  const tokenizer = await page.waitForSelector(deep(`${IN} >>> #tokenizer`));
  await tokenizer?.select("words");
  await waitForText(page, `${IN} >>> #tokenizer-error`, /^The text has 1 word; allowed/);
  await finished(page);
  const hash = await hashOf(page);
  const sentence = await textAt(page, "lab-sentence >>> p");
  assert.deepEqual(troubles, []);
  await page.close();

  const other = await site.open({ hash });
  await finished(other.page);
  await waitForText(other.page, "lab-sentence >>> p", sentence);
  await waitForText(other.page, `${IN} >>> .name`, /^“abracadabra”$/);
  await other.page.close();
});

test("a file is read in its contexts, and one that is no text is refused in words", async () => {
  const { page, troubles } = await site.open({ hash: linkOf({ ...QUICK, chains: 20 }) });
  await finished(page);
  await startText(page);
  await choose(page, textFile("cat.txt", TEXT).path);
  await waitForText(page, `${IN} >>> .name`, /^cat\.txt$/);
  await waitForText(page, `${IN} >>> .help`, /^13 tokens, 13 contexts$/);
  await waitForText(page, "lab-sentence >>> p", /cat\.txt/);
  await finished(page);
  await setLength(page, "3");
  await waitForText(page, `${IN} >>> output`, /^(?!13 )\d+ contexts$/);
  await finished(page);
  await waitForText(page, "lab-one-chain >>> lab-figure >>> p", /in context 0 \(after “/);
  await type(page, "recipe.samples", "6");
  await waitForText(page, "lab-sentence >>> p", /n = 6 samples/);
  await finished(page);
  await choose(page, textFile("broken.bin", Uint8Array.of(97, 98, 0xff, 99)).path);
  await waitForText(
    page,
    `${IN} >>> #text-error`,
    /^The text is not UTF-8 at byte offset 2; allowed: UTF-8\.$/,
  );
  await choose(page, textFile("empty.txt", "").path);
  await waitForText(page, `${IN} >>> #text-error`, /^The text has no characters; allowed/);
  await waitForText(page, `${IN} >>> .name`, /^cat\.txt$/);
  assert.deepEqual(troubles, []);
  await page.close();
});

test("a link that names a text asks for it, takes no other, and opens with it", async () => {
  const file = textFile("play.txt", TEXT);
  const truth = { form: "text", corpus: file.corpus, tokenizer: "words", contextLength: 1 };
  const { page, troubles } = await site.open({ hash: linkOf({ ...QUICK, chains: 20, truth }) });
  await waitForText(
    page,
    "lab-notices >>> .error",
    /text that is not here: play\.txt \(SHA-256 [0-9a-f]{8}…\)/,
  );
  await finished(page);
  await choose(page, textFile("other.txt", `${TEXT}.`).path);
  await waitForText(page, `${IN} >>> #text-error`, /^other\.txt is another text: its SHA-256 begins with/);
  await choose(page, file.path);
  await waitForText(page, "lab-sentence >>> p", /words in .*play\.txt/);
  await finished(page);
  await waitForText(page, `${IN} >>> .help`, /^7 tokens, 7 contexts$/);
  await waitForText(page, "lab-notices >>> .error", "");
  assert.deepEqual(troubles, []);
  await page.close();
});

test("a text by its address is fetched on the reader's click alone", async () => {
  const { page } = await site.open({ hash: linkOf({ ...QUICK, chains: 20 }) });
  await finished(page);
  await startText(page);
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await click(page, `${IN} >>> details:nth-of-type(2) > summary`);
  await click(page, `${IN} >>> [data-text="tiny-shakespeare"]`);
  const address = await page.waitForSelector(deep(`${IN} >>> #text-address`));
  assert.match(
    (await address?.evaluate((box) => (box as HTMLInputElement).value)) ?? "",
    /^https:.*shakespeare/,
  );
  await address?.click({ count: 3 });
  await page.keyboard.type(`${site.url}index.html`);
  assert.equal(asked.length, 0);
  await click(page, `${IN} >>> #text-fetch`);
  await waitForText(page, `${IN} >>> .name`, /index\.html$/);
  assert.deepEqual(
    asked.filter((url) => url.endsWith("index.html")),
    [`${site.url}index.html`],
  );
  await finished(page);
  await address?.click({ count: 3 });
  await page.keyboard.type("nowhere");
  await page.keyboard.press("Enter");
  await waitForText(page, `${IN} >>> #text-error`, /^The address is “nowhere”; allowed/);
  await page.close();
});

test("a sweep over a file's text is kept with it: a later visit opens it, and Chains has the text", async () => {
  const { page, troubles } = await site.open({ hash: linkOf({ ...QUICK, chains: 20 }) });
  await finished(page);
  await startText(page);
  await choose(page, textFile("cat.txt", TEXT).path);
  await waitForText(page, `${IN} >>> .name`, /^cat\.txt$/);
  await click(page, 'lab-header >>> a[href="#sweep"]');
  const line = "lab-sweep-bar >>> .line";
  await waitForText(page, line, /when you press Run$/);
  for (const [path, text] of [
    ["precision", "0.5"],
    ["axis-0-to", "20"],
  ] as const) {
    const box = await page.waitForSelector(deep(`lab-sweep-form >>> [data-path="${path}"] >>> #box`));
    await box?.click({ count: 3 });
    await page.keyboard.type(text);
    await page.keyboard.press("Enter");
  }
  await waitForText(page, "lab-sentence >>> p", /n from 10 to 20, .*each point to within 50 %/);
  await click(page, "lab-sweep-bar >>> .primary");
  await waitForText(page, line, /^All \d+ points done$/);
  // The result comes once it is kept.
  await page.waitForSelector(deep("lab-sweep-answer >>> .choices button:first-child:enabled"));

  await page.goto("about:blank");
  await page.goto(`${site.url}#runs`);
  await waitForText(page, "lab-runs >>> tbody tr", /A sweep over the text cat\.txt .*finished/);
  await click(page, "lab-runs >>> tbody tr .open");
  await waitForText(page, line, /^All \d+ points done$/);
  await click(page, "lab-header >>> nav a");
  await waitForText(page, `${IN} >>> .name`, /^cat\.txt$/);
  await setLength(page, "3");
  await waitForText(page, `${IN} >>> output`, /^(?!13 )\d+ contexts$/);
  assert.deepEqual(troubles, []);
  await page.close();
});
