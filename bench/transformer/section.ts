import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { openPage, reasonOf } from "../browser.js";
import { firstOf, pythons, talk, vulkanEnvironments, type Absent } from "../contenders.js";
import { load, machine } from "../machine.js";
import type { PageBench } from "../page/main.js";
import { range, table } from "../report.js";
import { spread } from "../rounds.js";
import { kernelTable, peakText, type KernelReport } from "./kernel-table.js";
import { SIZES, SPEEDS, type Done, type Size, type Speed, type Work } from "./work.js";

declare const bench: PageBench;

const run = promisify(execFile);

/** Who trains and samples, in a process of its own or in the page. */
interface Contender {
  readonly key: string;
  readonly name: string;
  readonly speed: Speed;
  run(work: Work): Promise<Done>;
  close(): void;
}

/** Tokens a second by round, and why a contender is not asked any more. */
interface Row {
  readonly rates: number[];
  closed: string | null;
}

type Rows = Map<string, Row>;

/** Streams that a real GPU writes; others write as many as an update has windows. */
const REAL_GPU_STREAMS = 1024;
/** Whoever takes longer than `patience` seconds for one update or text is measured once. */
const QUICK = { rounds: 3, seconds: 0.5, patience: 5 };
const FULL = { rounds: 7, seconds: 5, patience: 20 };

/** Training and sampling of whole models: the section's paragraphs and tables. */
export async function transformerSection(built: string, quick: boolean): Promise<string[]> {
  const effort = quick ? QUICK : FULL;
  const began = load();
  const outside = await processes(built);
  const there = outside.filter((one): one is Contender => "run" in one);
  const tables: string[] = [];
  for (const size of SIZES)
    tables.push(...(await sizeTables(size, there, effort, ["ours", "ours, WebGPU"], "")));
  for (const one of there) one.close();
  const page = await inThePage(effort);
  const ours = there.find(({ key }) => key === "ours, WebGPU");
  const kernels = ours === undefined ? [] : await kernelSections(built, SIZES.filter(asks(ours)));
  const notes = [...machine(), `load (1 minute) ${began} at the start, ${load()} at the end`];
  return [
    "## Transformer",
    [...notes, ...outside.map(nameOf)].map((line) => `- ${line}`).join("\n"),
    `Tokens a second, the median of ${effort.rounds} interleaved rounds of ${effort.seconds} s or one update or text each (least … most); 65 tokens of vocabulary, no bias, tied head, no dropout. Training is whole updates: forward, backward, clipping, AdamW. Sampling is as many tokens as a context holds, in as many streams as an update has windows (${REAL_GPU_STREAMS} on a real GPU): ours with keys and values cached, the peers as nanoGPT does it, the whole window again for every token. "× X" says how many times faster X is. Software adapters are asked for the quick preset, CPUs for the medium one too.`,
    ...tables,
    ...page,
    ...kernels,
  ];
}

/** Whether a contender is asked for work of a size. */
function asks({ speed }: Contender): (size: Size) => boolean {
  return ({ slowest }) => SPEEDS.indexOf(speed) >= SPEEDS.indexOf(slowest);
}

function nameOf(one: Contender | Absent): string {
  return "run" in one ? `${one.key}: ${one.name}` : `not here: ${one.key} (${one.why})`;
}

function processes(built: string): Promise<(Contender | Absent)[]> {
  const node = process.execPath;
  const program = join(built, "transformer.mjs");
  const open = async (
    key: string,
    command: string,
    args: readonly string[],
    env: NodeJS.ProcessEnv = {},
  ): Promise<Contender | Absent> => {
    const talker = await talk(key, command, args, env);
    if ("why" in talker) return talker;
    const { name } = talker;
    return {
      key,
      name,
      speed: name.includes("(software)") ? "software" : key.includes("GPU") ? "gpu" : "cpu",
      close: () => {
        talker.close();
      },
      async run({ task, context, width, layers, heads, batch, seconds }: Work): Promise<Done> {
        const question = [task, context, width, layers, heads, batch, seconds];
        const [tokens = NaN, took = NaN] = await talker.ask(question);
        return { tokens, seconds: took };
      },
    };
  };
  const torch = (key: string, ...args: string[]): Promise<Contender | Absent> =>
    firstOf<Contender>(
      pythons("torch_transformer.py", args).map(
        ([python, all]) =>
          () =>
            open(key, python, all),
      ),
    );
  return Promise.all([
    open("ours", node, [program, "cpu"]),
    firstOf<Contender>(
      vulkanEnvironments().map((env) => () => open("ours, WebGPU", node, [program, "webgpu"], env)),
    ),
    torch("PyTorch, one thread", "one"),
    torch("PyTorch, all threads", "all"),
    torch("PyTorch, GPU, float32", "cuda", "float32"),
    torch("PyTorch, GPU, TF32", "cuda", "tf32"),
    torch("PyTorch, GPU, bfloat16", "cuda", "bfloat16"),
  ]);
}

/** Both tasks at one size, a table each, with ratios to those of `bases` that are there. */
async function sizeTables(
  size: Size,
  contenders: readonly Contender[],
  effort: typeof FULL,
  bases: readonly string[],
  where: string,
): Promise<string[]> {
  const able = contenders.filter((one) => asks(one)(size));
  if (able.length === 0) return [];
  const { name, context, width, layers, heads, batch } = size;
  const sections: string[] = [];
  for (const task of ["training", "sampling"] as const) {
    console.error(`${name}, ${task}`);
    const rows = await measure(
      able,
      ({ speed }) => ({
        task,
        context,
        width,
        layers,
        heads,
        batch: speed === "gpu" && task === "sampling" ? REAL_GPU_STREAMS : batch,
        seconds: effort.seconds,
      }),
      effort,
    );
    const shape = `context ${context}, width ${width}, ${layers} layers, ${heads} heads, batch ${batch}`;
    sections.push(`### ${where}${name}, ${task} (${shape})`, rateTable(rows, bases));
  }
  return sections;
}

/** Round after round, the first of each another one. */
async function measure(
  contenders: readonly Contender[],
  workFor: (one: Contender) => Work,
  { rounds, patience }: typeof FULL,
): Promise<Rows> {
  const rows: Rows = new Map(contenders.map(({ key }) => [key, { rates: [], closed: null }]));
  for (let round = -1; round < rounds; round++) {
    for (let i = 0; i < contenders.length; i++) {
      const contender = contenders[(i + round + 1) % contenders.length];
      const row = rows.get(contender?.key ?? "");
      if (contender === undefined || row === undefined || row.closed !== null) continue;
      try {
        // The first round warms up.
        const work = workFor(contender);
        const { tokens, seconds } = await contender.run(round < 0 ? { ...work, seconds: 0 } : work);
        const slow = round < 0 && seconds > patience;
        if (slow) row.closed = "measured once";
        if (round >= 0 || slow) row.rates.push(tokens / seconds);
      } catch (error) {
        row.closed = `failed: ${reasonOf(error)}`;
      }
    }
  }
  return rows;
}

function rateTable(rows: Rows, bases: readonly string[]): string {
  const present = bases.filter((base) => rows.has(base));
  const ratio = (base: string, key: string): string => {
    const [ours, other] = [rows.get(base), rows.get(key)];
    if (ours === undefined || other === undefined || ours === other) return "";
    const rounds = Math.min(ours.rates.length, other.rates.length);
    if (rounds === 0) return "–";
    return range(spread(ours.rates.slice(0, rounds).map((rate, i) => rate / (other.rates[i] ?? NaN))));
  };
  return table(
    ["", "tokens/s", ...present.map((base) => `× ${base}`)],
    [...rows].map(([key, { rates, closed }]) => [
      closed === null ? key : `${key} (${closed})`,
      rates.length === 0 ? "–" : range(spread(rates)),
      ...present.map((base) => ratio(base, key)),
    ]),
  );
}

const PAGE_KEYS = { ours: "ours, in Chromium", jax: "jax-js", tfjs: "TensorFlow.js" };

/** Our engine beside the browser's peers, on the same adapter in the same Chromium. */
async function inThePage(effort: typeof FULL): Promise<string[]> {
  const heading = "### In the browser";
  const opened = await openPage();
  if (typeof opened === "string") return [heading, opened];
  const { page, browser, software, close } = opened;
  const all: (Contender | Absent)[] = [];
  for (const [asked, key] of Object.entries(PAGE_KEYS)) {
    try {
      const name = await page.evaluate((which) => bench.openTransformer(which), asked);
      all.push({
        key,
        name,
        speed: software ? "software" : "gpu",
        run: (work) => page.evaluate((which, what) => bench.runTransformer(which, what), asked, work),
        close: () => undefined,
      });
    } catch (error) {
      all.push({ key, why: reasonOf(error) });
    }
  }
  const there = all.filter((one): one is Contender => "run" in one);
  const tables: string[] = [];
  for (const size of SIZES) {
    tables.push(...(await sizeTables(size, there, effort, [PAGE_KEYS.ours], "In Chromium: ")));
  }
  await close();
  return [heading, `${browser}.`, all.map((one) => `- ${nameOf(one)}`).join("\n"), ...tables];
}

async function kernelSections(built: string, sizes: readonly Size[]): Promise<string[]> {
  const heading = "### Share of the adapter's peak";
  const sections: string[] = [];
  for (const size of sizes) {
    const { context, width, layers, heads, batch } = size;
    const report = await kernelReport(built, [context, width, layers, heads, batch]);
    if (report === null) return [heading, "Node has no WebGPU adapter here."];
    if (sections.length === 0)
      sections.push(heading, `${peakText(report)} One update, every kernel timed alone:`);
    sections.push(`#### ${size.name}`, kernelTable(size, report));
  }
  return sections;
}

async function kernelReport(built: string, words: readonly number[]): Promise<KernelReport | null> {
  for (const env of vulkanEnvironments()) {
    const args = [join(built, "transformer.mjs"), "report", ...words.map(String)];
    const { stdout } = await run(process.execPath, args, { env: { ...process.env, ...env } });
    if (stdout.startsWith("{")) return JSON.parse(stdout) as KernelReport;
  }
  return null;
}
