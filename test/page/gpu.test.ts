import assert from "node:assert/strict";
import { test } from "node:test";
import { click, finished, linkOf, QUICK, Site, textAt, waitForText } from "./browser.js";

/** SwiftShader: WebGPU without a graphics processor. */
const site = new Site({ webgpu: true });

const small = { ...QUICK, chains: 300 };

async function digestOf(engine: "cpu" | "webgpu", badge: RegExp): Promise<string> {
  const { page, troubles } = await site.open({ hash: linkOf({ ...small, engine }) });
  await finished(page);
  await waitForText(page, "lab-engine-badge >>> .words", badge);
  await click(page, "lab-downloads >>> button");
  const digest = /[0-9a-f]{64}/.exec(await textAt(page, "lab-downloads >>> p"))?.[0] ?? "";
  assert.deepEqual(troubles, []);
  await page.close();
  return digest;
}

test("the page shows the same digest on WebGPU as on the CPU", async () => {
  const cpu = await digestOf("cpu", /^CPU, \d+ workers?$/);
  assert.match(cpu, /^[0-9a-f]{64}$/);
  assert.equal(await digestOf("webgpu", /^WebGPU, .* \(software\)$/), cpu);
});

test("a software adapter is found, said and left alone", async () => {
  const { page } = await site.open({ hash: linkOf(small) });
  await waitForText(
    page,
    "lab-notices >>> section",
    /Only a software GPU was found; the CPU engine is faster here and was chosen\./,
  );
  await finished(page);
  await click(page, "lab-engine-badge >>> button");
  await waitForText(page, "lab-engine-badge >>> dl", /\(software\).*Largest buffer.*Automatic takes/);
  await page.close();
});
