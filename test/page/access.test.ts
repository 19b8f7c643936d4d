import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "puppeteer-core";
import {
  click,
  deep,
  finished,
  linkOf,
  QUICK,
  Site,
  sleep,
  textAt,
  waitForText,
  type Opening,
} from "./browser.js";
import { faults } from "./faults.js";

const site = new Site({ webgpu: false });

const three = { ...QUICK, truth: { form: "uniform", tokens: 3 } };

const LOOKS = [
  ["light", {}],
  ["dark", { dark: true }],
  ["a phone", { width: 360, height: 740 }],
  ["a dark phone", { width: 360, height: 740, dark: true }],
] as const satisfies readonly (readonly [string, Opening])[];

for (const [name, opening] of LOOKS as readonly (readonly [string, Opening])[]) {
  test(`axe-core finds nothing: ${name}`, async () => {
    const { page } = await site.open({ hash: linkOf(three), ...opening });
    await finished(page);
    assert.deepEqual(await faults(page), []);
    const phone = opening.width !== undefined;
    if (phone) await click(page, ".said button");
    else await click(page, 'lab-header >>> button[aria-haspopup="dialog"]');
    await sleep(200);
    assert.deepEqual(await faults(page), [], "with the dialog open");
    await page.keyboard.press("Escape");
    await click(page, "lab-collapsed >>> .tools > button");
    await click(page, "lab-downloads >>> button");
    await sleep(100);
    assert.deepEqual(await faults(page), [], "with a table and a menu open");
    await page.close();
  });
}

const partial = {
  ...QUICK,
  recipe: { form: "partially-synthetic", samples: 20, realSamples: 20 },
  stop: "generations",
  generations: 20,
};
const matrix = { ...QUICK, recipe: { form: "mixing-matrix", quotas: [[20], [10, 10], [5, 5, 10]] } };

for (const [name, opening] of [LOOKS[0], LOOKS[3]] as readonly (readonly [string, Opening])[]) {
  test(`axe-core finds nothing in the forms of recipes, texts and decoding: ${name}`, async () => {
    const { page } = await site.open({ hash: linkOf(matrix), ...opening });
    await finished(page);
    if (opening.width !== undefined) await click(page, ".said button");
    for (const id of ["topK", "topP"]) {
      const box = await page.waitForSelector(deep(`lab-form >>> #decoding-${id}`));
      await box?.focus();
      await page.keyboard.press("Space");
    }
    assert.deepEqual(await faults(page), [], "with a mixing matrix");
    const form = await page.waitForSelector(deep('lab-form >>> [data-path="truth.form"]'));
    await form?.select("text");
    await waitForText(page, "lab-form >>> lab-text-truth >>> .name", /lighthouse/);
    await page.$$eval(deep("lab-form >>> lab-text-truth >>> details"), (all) => {
      for (const one of all) one.setAttribute("open", "");
    });
    await click(page, "lab-form >>> lab-text-truth >>> #text-use");
    await waitForText(page, "lab-form >>> lab-text-truth >>> #text-error", /empty/);
    assert.deepEqual(await faults(page), [], "with a text and an error");
    await page.close();
  });

  test(`axe-core finds nothing in the state at the last generation: ${name}`, async () => {
    const { page } = await site.open({ hash: linkOf(partial), ...opening });
    await finished(page);
    await click(page, "lab-diversity >>> .below input");
    assert.deepEqual(await faults(page), [], "with Theorem 2 as printed");
    const measure = await page.waitForSelector(deep("lab-diversity >>> select"));
    await measure?.select("3");
    await waitForText(page, "lab-diversity >>> lab-drift-budget >>> output", /elementary bound/);
    assert.deepEqual(await faults(page), [], "with the drift and its bounds");
    await page.close();
  });
}

for (const [width, height] of [
  [360, 740],
  [720, 500],
  [900, 1000],
  [1920, 1080],
] as const) {
  test(`nothing scrolls sideways at ${width} px`, async () => {
    for (const fields of [three, partial, matrix]) {
      const { page } = await site.open({ hash: linkOf(fields), width, height });
      await finished(page);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= width, `the page is ${wide} px wide`);
      await page.close();
    }
  });
}

test("nothing scrolls sideways on a phone whose text is twice as large", async () => {
  const { page } = await site.open({ hash: linkOf(three), width: 360, height: 740 });
  await page.evaluate(() => {
    document.documentElement.style.setProperty("font-size", "200%");
  });
  await finished(page);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
  await page.close();
});

test("on paper there are the sentence, the answer and the charts, and nothing to press", async () => {
  const { page } = await site.open({ hash: linkOf(three) });
  await finished(page);
  await page.waitForSelector(deep("lab-histogram >>> canvas"));
  await page.emulateMediaType("print");
  const seen = (selector: string): Promise<boolean[]> =>
    page.$$eval(deep(selector), (all) => all.map((one) => one.checkVisibility()));
  for (const selector of [
    "lab-header",
    "aside",
    "lab-run-bar",
    "lab-answer >>> button",
    "lab-figure >>> button",
  ])
    assert.ok(!(await seen(selector)).includes(true), selector);
  for (const selector of ["lab-sentence", "lab-answer >>> #mean", "lab-histogram >>> canvas"])
    assert.deepEqual(await seen(selector), [true], selector);
  await page.close();
});

/** Of what has the focus, all that the run bar and what stands over it cover, in pixels. */
function coveredByBar(page: Page): Promise<number> {
  return page.evaluate(() => {
    const path: Element[] = [];
    for (let at = document.activeElement; at; at = at.shadowRoot?.activeElement ?? null) path.push(at);
    const bar = document.querySelector("collapse-lab")?.shadowRoot?.querySelector(".bottom");
    const last = path.at(-1);
    if (!bar || !last || path.some((one) => bar.contains(one))) return 0;
    return Math.max(0, last.getBoundingClientRect().bottom - bar.getBoundingClientRect().top);
  });
}

/** What has the focus, below shadow roots, and whether it shows. */
async function focused(page: Page): Promise<{ name: string; shows: boolean }> {
  return page.evaluate(() => {
    let at = document.activeElement;
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    if (!at) return { name: "", shows: false };
    const style = getComputedStyle(at);
    const slotted = at.querySelector("slot")?.assignedElements()[0]?.textContent;
    const text = (at.getAttribute("aria-label") ?? slotted ?? at.textContent).replace(/\s+/g, " ").trim();
    return {
      name: `${at.localName}${at.id ? `#${at.id}` : ""} ${text}`.trim(),
      shows: style.outlineStyle !== "none",
    };
  });
}

test("by keyboard alone: every control in reading order, with a visible focus", async () => {
  const { page } = await site.open({ hash: linkOf(three), reducedMotion: true });
  await finished(page);
  const names: string[] = [];
  for (let i = 0; i < 120; i++) {
    await page.keyboard.press("Tab");
    const { name, shows } = await focused(page);
    if (name === "" || name.startsWith("body")) break;
    assert.ok(shows, `${name} shows its focus`);
    assert.equal(await coveredByBar(page), 0, `${name} is beneath the run bar`);
    names.push(name);
  }
  const order = [
    "Download",
    "Share",
    "Help",
    "select#preset",
    "select#truth-form",
    "input#box",
    "input Samples n, slider",
    "select#stop",
    "select#engine",
    "span 400 chains",
    "button Table: When do chains collapse?",
    "div#surface",
    "button Play the drift",
    "select Measure",
    "input#chain",
    "button Next chain",
    "button Run again",
    "button Step",
  ];
  let from = 0;
  for (const wanted of order) {
    const at = names.findIndex((name, i) => i >= from && name.includes(wanted));
    assert.ok(at >= 0, `${wanted} comes after ${names[from - 1] ?? "the start"} in: ${names.join(" | ")}`);
    from = at + 1;
  }
  await page.close();
});

test("by keyboard alone: read a chart, open help, change the experiment, run it", async () => {
  const { page, troubles } = await site.open({ hash: linkOf(three), reducedMotion: true });
  await finished(page);
  const tabTo = async (wanted: string): Promise<void> => {
    for (let i = 0; i < 120; i++) {
      if ((await focused(page)).name.includes(wanted)) return;
      await page.keyboard.press("Tab");
    }
    assert.fail(`${wanted} is not reached`);
  };
  await tabTo("button Help");
  await page.keyboard.press("Enter");
  await waitForText(page, "lab-help >>> dialog[open] h2", /What happens when models learn/);
  await page.keyboard.press("Escape");
  assert.match((await focused(page)).name, /^button Help/);

  await tabTo("span 400 chains");
  await page.keyboard.press("Enter");
  assert.match((await focused(page)).name, /#box/);
  await page.keyboard.down("Control");
  await page.keyboard.press("a");
  await page.keyboard.up("Control");
  await page.keyboard.type("500");
  await page.keyboard.press("Enter");
  await waitForText(page, "lab-sentence >>> p", /^500 chains/);
  await finished(page);

  await tabTo("button Table: When do chains collapse?");
  await tabTo("div#surface");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await waitForText(page, "lab-histogram >>> lab-figure >>> span[aria-live]", /^T (=|from) .*exact/);
  await page.keyboard.down("Shift");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.up("Shift");
  await waitForText(page, "lab-histogram >>> .reading", /^T from \d+ to \d+: simulated/);
  await page.keyboard.press("Escape");
  await tabTo("button Run again");
  const region = await page.waitForSelector(deep("lab-run-bar >>> span[aria-live]"));
  const told = await region?.evaluateHandle((live) => {
    const texts: string[] = [];
    const listen = new MutationObserver(() => texts.push(live.textContent.trim()));
    listen.observe(live, { childList: true, characterData: true, subtree: true });
    return texts;
  });
  await page.keyboard.press("Space");
  await page.waitForFunction((texts) => texts?.at(-1) === "The run is finished.", {}, told);
  assert.deepEqual(troubles, []);
  await page.close();
});

test("where motion is not welcome, nothing plays by itself", async () => {
  const { page } = await site.open({ hash: linkOf(three), reducedMotion: true });
  await finished(page);
  await sleep(500);
  assert.equal(await textAt(page, "lab-simplex >>> .when"), "generation 1");
  await page.close();
});
