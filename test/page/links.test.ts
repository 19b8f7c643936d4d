import assert from "node:assert/strict";
import { test } from "node:test";
import { click, deep, finished, linkOf, QUICK, Site, sleep, textAt, waitForText } from "./browser.js";

const site = new Site({ webgpu: false });

test("a shared link opens the same experiment elsewhere", async () => {
  const { page } = await site.open({ hash: linkOf({ ...QUICK, seed: 'a "seed" <b>' }) });
  await finished(page);
  const allowed = { state: "granted" } as const;
  await page
    .browserContext()
    .setPermission(
      site.url,
      { permission: { name: "clipboard-read" }, ...allowed },
      { permission: { name: "clipboard-write" }, ...allowed },
    );
  await click(page, "lab-header >>> .share");
  await waitForText(page, "lab-header >>> .share", /^Link copied$/);
  const link = await page.evaluate(() => navigator.clipboard.readText());
  const first = await textAt(page, "lab-answer >>> #mean");
  await page.close();

  const other = await site.open({ hash: new URL(link).hash });
  await finished(other.page);
  await waitForText(other.page, "lab-answer >>> #mean", first);
  const seed = await other.page.$eval(
    deep('lab-form >>> [data-path="seed"]'),
    (box) => (box as HTMLInputElement).value,
  );
  assert.equal(seed, 'a "seed" <b>');
  await other.page.close();
});

const HOSTILE: readonly (readonly [name: string, hash: string])[] = [
  [
    "markup",
    "#v1=" + encodeURIComponent('{"seed":"<img src=x onerror=document.title=1>","truth":"<script>"}'),
  ],
  [
    "a prototype",
    "#v1=" +
      encodeURIComponent(
        '{"__proto__":{"polluted":1},"truth":{"form":"uniform","tokens":3},"recipe":{"form":"fully-synthetic","samples":9}}',
      ),
  ],
  ["a constructor", linkOf({ ...QUICK, constructor: { prototype: { polluted: 1 } } })],
  ["too many chains", linkOf({ ...QUICK, chains: 1e15 })],
  ["no numbers", "#v1=" + encodeURIComponent('{"truth":{"form":"uniform","tokens":1e999}}')],
  ["depth", "#v1=" + "%5B".repeat(2000)],
  ["length", "#v1=" + "a".repeat(20_000)],
  ["a broken escape", "#v1=%E0%A4%A"],
  ["another version", "#v2=%7B%7D"],
];

for (const [name, hash] of HOSTILE) {
  test(`a link of ${name} is refused in words, and the lab goes on`, async () => {
    const { page, troubles } = await site.open({ hash });
    page.on("dialog", () => assert.fail("a link opened a dialog"));
    await waitForText(page, "lab-notices >>> .error", /^This link was not opened\. /);
    await waitForText(page, "lab-sentence >>> p", /^2,000 chains start from a truth of 3 tokens/);
    const harm = await page.evaluate(() => ({
      polluted: "polluted" in {},
      elements: document.querySelectorAll("img, body > script, iframe").length,
    }));
    assert.deepEqual(harm, { polluted: false, elements: 0 });
    assert.deepEqual(troubles, []);
    await page.close();
  });
}

test("a large run from a link waits to be asked for", async () => {
  const { page } = await site.open({ hash: linkOf({ ...QUICK, chains: 4_000_000_000 }) });
  await waitForText(
    page,
    "lab-answer >>> #verdict, lab-answer >>> #standing",
    /large run, so it waits: press Run/,
  );
  await sleep(800);
  assert.equal(await textAt(page, "lab-run-bar >>> .line"), "4,000,000,000 chains, when you press Run");
  await page.close();
});

test("a link pasted into the open page is opened", async () => {
  const { page } = await site.open({ hash: linkOf(QUICK) });
  await finished(page);
  await page.evaluate(
    (hash) => {
      location.hash = hash;
    },
    linkOf({ ...QUICK, chains: 123 }),
  );
  await waitForText(page, "lab-sentence >>> p", /^123 chains/);
  await finished(page);
  await page.close();
});
