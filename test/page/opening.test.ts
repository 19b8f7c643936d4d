import assert from "node:assert/strict";
import { test } from "node:test";
import { click, finished, linkOf, QUICK, Site, textAt, VERDICT, waitForText } from "./browser.js";

const site = new Site({ webgpu: false });

interface ResultFile {
  readonly digest: string;
  readonly experiment: { readonly chains: number };
  readonly collapseTime: { readonly counts: readonly (readonly [number, number])[]; readonly mean: number };
}

test("the page shows the law, plays by itself, finishes in seconds, agrees and gives its result away", async () => {
  const { page, troubles } = await site.open();
  await waitForText(page, "lab-answer >>> #mean", /^E\[T\] = 160\.1 exact$/);
  await finished(page);
  const verdict = await waitForText(
    page,
    VERDICT,
    /^✓ agrees with the exact law, 160\.063: \d\.\d standard errors away$/,
  );
  assert.ok(verdict);
  await waitForText(page, "lab-answer >>> #mean", /^E\[T\] = \d+\.\d ± \d\.\d$/);
  await waitForText(
    page,
    "lab-answer >>> #standing",
    /^2,000 chains in [\d.]+ s on CPU, \d+ workers?\. Keep$/,
  );

  await click(page, "lab-downloads >>> button");
  const shown = /[0-9a-f]{64}/.exec(await waitForText(page, "lab-downloads >>> p", /[0-9a-f]{64}/))?.[0];
  await click(page, "lab-downloads >>> .choices button:nth-of-type(1)");
  const result = JSON.parse(await site.downloaded("-result.json")) as ResultFile;
  assert.equal(result.digest, shown);
  assert.equal(result.experiment.chains, 2000);
  assert.equal(
    result.collapseTime.counts.reduce((sum, [, chains]) => sum + chains, 0),
    2000,
  );
  await click(page, "lab-downloads >>> button");
  await click(page, "lab-downloads >>> .choices button:nth-of-type(2)");
  const [header = "", first = ""] = (await site.downloaded("-series.csv")).split("\r\n");
  assert.match(header, /^generation,collapseTime\.distribution,sumOfSquares\.mean,/);
  assert.match(first, /^0,/);
  assert.deepEqual(troubles, []);
  await page.close();
});

test("without WebGPU the page says so, and what that means", async () => {
  const { page } = await site.open({ hash: linkOf(QUICK) });
  await waitForText(
    page,
    "lab-notices >>> section",
    /This browser offers no WebGPU\. The CPU engine runs the same experiment, slower: same numbers\./,
  );
  await waitForText(page, "lab-engine-badge >>> .words", /^CPU, \d+ workers?$/);
  await click(page, "lab-engine-badge >>> button");
  await waitForText(page, "lab-engine-badge >>> dl", /WebGPU none .* Automatic takes the CPU/);
  await finished(page);
  await page.close();
});

test("an engine that is not there is an answer, not a silence", async () => {
  const { page, troubles } = await site.open({ hash: linkOf({ ...QUICK, engine: "webgpu" }) });
  await waitForText(page, "lab-notices >>> .error", /no WebGPU adapter here/);
  await waitForText(page, "lab-run-bar >>> .line", /^The run failed$/);
  assert.deepEqual(troubles, []);
  await page.close();
});

test("pause, resume, step and stop do what they say", async () => {
  const long = { ...QUICK, recipe: { form: "fully-synthetic", samples: 1500 }, chains: 6000 };
  const { page } = await site.open({ hash: linkOf(long) });
  const [toggle, step, stop] = [1, 2, 3].map((n) => `lab-run-bar >>> button:nth-of-type(${n})`);
  if (!toggle || !step || !stop) return;
  await waitForText(page, toggle, /^(Run|Pause)$/);
  if ((await textAt(page, toggle)) === "Run") await click(page, toggle);
  await waitForText(page, "lab-run-bar >>> .line", /^[1-9][\d,]* of 6,000 chains/);
  await click(page, toggle);
  await waitForText(page, "lab-run-bar >>> .line", /^Paused at/);
  await click(page, toggle);
  await waitForText(page, toggle, /^Pause$/);
  await click(page, step);
  await waitForText(page, "lab-run-bar >>> .line", /^Paused at/);
  await click(page, step);
  await waitForText(page, "lab-one-chain >>> .pick", /at generation 2$/);
  await click(page, stop);
  await waitForText(page, "lab-run-bar >>> .line", /^Stopped at/);
  await waitForText(page, "lab-answer >>> #standing", /^Stopped/);
  assert.doesNotMatch(await textAt(page, VERDICT), /agrees/);
  await page.close();
});
