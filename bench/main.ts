import { execFile } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { format } from "prettier";
import { ROOT } from "../scripts/setup.mjs";
import { chainContenders, openPage } from "./browser.js";
import { buildForNode } from "./build.mjs";
import { CELLS, workOf, type Cell } from "./cells.js";
import { openContenders, vulkanEnvironments, type Absent, type Contender } from "./contenders.js";
import { load, machine } from "./machine.js";
import type { IntervalReport } from "./ours/intervals.js";
import type { GpuReport } from "./ours/webgpu.js";
import { cellTable, range, ratioText, short, table, trimmed } from "./report.js";
import { interleave, slope, spread, type Row } from "./rounds.js";
import { transformerSection } from "./transformer/section.js";

const run = promisify(execFile);
const RESULTS = join(ROOT, "bench/RESULTS.md");
const BASES = ["ours", "ours, all statistics"];
/** What one contender may take of a round, and a cell's simulation, in seconds. */
const QUICK = { rounds: 5, limit: 1, budget: 1 };
const FULL = { rounds: 9, limit: 30, budget: 60 };

/** Measures everything that is found and writes RESULTS.md. */
export async function bench(quick: boolean): Promise<void> {
  const began = load();
  const effort = quick ? QUICK : FULL;
  const built = await buildForNode();
  const all = await openContenders(built);
  const contenders = all.filter((one): one is Contender => "run" in one);
  const absent = all.filter((one): one is Absent => "why" in one);
  const sections: string[] = [];
  const summary: string[][] = [];
  for (const cell of CELLS) {
    say(nameOf(cell));
    const rows = await interleave(
      contenders,
      (times, seed) => workOf(cell, quick, seed, times),
      effort.rounds,
      effort.limit,
    );
    const cap = quick ? cell.quickCap : 0;
    sections.push(`### ${nameOf(cell)}\n\n${cellNote(cell, quick)}\n\n${cellTable(rows, BASES, cap === 0)}`);
    summary.push(summaryOf(cell, rows));
  }
  say("growth");
  const growth = await growthTable(
    contenders.filter(({ key }) => key.startsWith("ours")),
    effort.limit,
  );
  for (const contender of contenders) contender.close();
  say("E[T] to 1 %");
  const intervals = await intervalTable(built, effort.budget);
  say("random words");
  const words = await wordsSection(built, contenders);
  say("in the browser");
  const browser = await browserSection(effort.rounds, effort.limit);
  const transformer = await transformerSection(built, quick);
  const text = [
    "# Results of `npm run bench`",
    [
      ...machine(),
      `load (1 minute) ${began} at the start, ${load()} at the end`,
      ...names(contenders, absent),
    ]
      .map((line) => `- ${line}`)
      .join("\n"),
    `${quick ? "A quick run. " : ""}Medians of ${effort.rounds} interleaved rounds (least … most). A chain-generation is one draw of p(m) of one chain. Who runs on one core is timed by its own process's CPU time; several threads and GPUs by the clock on the wall, so other load slows these alone. "× ours" says how many times faster our engine is; "ours" finds T alone, as the peers do, on one core. † ran out of time: the ratio is then a bound, by the time of the whole work, and none where both did.`,
    "## One core against numpy",
    "How many times faster one core of ours is than numpy's conditional binomials and than its `Generator.multinomial`, T alone on both sides, then with all statistics on ours; and our WebGPU engine, T alone, than the latter.",
    table(
      [
        "cell",
        "ours × binomial",
        "ours × multinomial",
        "all statistics × multinomial",
        "WebGPU × multinomial",
      ],
      summary,
    ),
    "## Chains",
    ...sections,
    "## E[T] to 1 %",
    "Seconds to a 95 % interval of that half-width on all cores, by the wall, starting the workers included. What was not simulated whole is scaled from as many chains as stand there.",
    intervals,
    "## Growth of cost",
    "Exponents of a power law through the seconds a chain takes (log-log slopes): n = 100, 1000, 10000 at 81 tokens; 3, 30, 300 tokens at n = 1000; and through the seconds of 250, 500, 1000, 2000 chains at (100, 81).",
    growth,
    ...words,
    ...browser,
    ...transformer,
  ].join("\n\n");
  await write(text);
}

/** Measures transformers alone, and writes their section, the last, anew. */
export async function benchTransformer(quick: boolean): Promise<void> {
  const section = await transformerSection(await buildForNode(), quick);
  const [heading = ""] = section;
  const before = existsSync(RESULTS) ? (readFileSync(RESULTS, "utf8").split(`\n${heading}\n`)[0] ?? "") : "";
  await write([before.trimEnd(), ...section].join("\n\n"));
}

async function write(text: string): Promise<void> {
  writeFileSync(RESULTS, await format(text, { parser: "markdown", printWidth: 110 }));
  say(`Written: ${RESULTS}`);
}

function say(what: string): void {
  console.error(what);
}

function nameOf({ n, s }: { readonly n: number; readonly s: number }): string {
  return `n = ${n.toLocaleString("en")}, ${s.toLocaleString("en")} tokens`;
}

function cellNote(cell: Cell, quick: boolean): string {
  const { chains, cap } = workOf(cell, quick, 1);
  const until = cap > 0 ? `generations 1 to ${cap.toLocaleString("en")}` : "to collapse";
  return `${chains.toLocaleString("en")} ${chains === 1 ? "chain" : "chains"} (64 times as many on a real GPU, an eighth on a software one), ${until}.`;
}

function names(contenders: readonly Contender[], absent: readonly Absent[]): string[] {
  return [
    ...contenders.map(({ key, name }) => `${key}: ${name}`),
    ...absent.map(({ key, why }) => `not here: ${key} (${why})`),
  ];
}

function summaryOf(cell: Cell, rows: ReadonlyMap<string, Row>): string[] {
  const row = (key: string): Row => rows.get(key) ?? [];
  return [
    nameOf(cell),
    ratioText(row("ours"), row("numpy binomial")),
    ratioText(row("ours"), row("numpy multinomial")),
    ratioText(row("ours, all statistics"), row("numpy multinomial")),
    ratioText(row("ours, WebGPU"), row("numpy multinomial")),
  ];
}

async function growthTable(ours: readonly Contender[], limit: number): Promise<string> {
  const series: readonly (readonly { n: number; s: number; chains: number }[])[] = [
    [100, 1000, 10000].map((n) => ({ n, s: 81, chains: Math.round(20000 / n) })),
    [3, 30, 300].map((s) => ({ n: 1000, s, chains: 40 })),
    [250, 500, 1000, 2000].map((chains) => ({ n: 100, s: 81, chains })),
  ];
  const body: string[][] = [];
  for (const contender of ours) {
    const slopes: string[] = [];
    for (const [which, points] of series.entries()) {
      const costs: [number, number][] = [];
      for (const { n, s, chains } of points) {
        const work = { n, s, chains: Math.ceil(chains * contender.times), cap: 0, seed: 1 };
        const { seconds, finished } = await contender.run(work, 4 * limit);
        if (!finished) continue;
        costs.push(which === 2 ? [chains, seconds] : [which === 0 ? n : s, seconds / work.chains]);
      }
      slopes.push(costs.length > 2 ? slope(costs).toFixed(2) : "out of time");
    }
    body.push([contender.key, ...slopes]);
  }
  return table(["", "n", "tokens", "chains"], body);
}

async function intervalTable(built: string, budget: number): Promise<string> {
  const program = join(built, "intervals.mjs");
  const { stdout } = await run(process.execPath, [program, String(budget)]);
  const reports = JSON.parse(stdout) as readonly IntervalReport[];
  return table(
    ["cell", "E[T]", "chains", "simulate", "ancestry", "exact: whole result", "exact: E[T] alone"],
    reports.map(({ n, s, mean, chains, simulate, simulated, ancestry, exact, exactMean }) => {
      const scaled = simulated === chains ? "" : ` (from ${simulated.toLocaleString("en")})`;
      return [
        nameOf({ n, s }),
        mean.toFixed(2),
        chains.toLocaleString("en"),
        short((simulate * chains) / simulated) + scaled,
        ...[ancestry, exact, exactMean].map(trimmed),
      ];
    }),
  );
}

async function wordsSection(built: string, contenders: readonly Contender[]): Promise<string[]> {
  const times = contenders.find(({ key }) => key === "ours, WebGPU")?.times;
  if (times === undefined) return ["## Random words\n\nNode has no WebGPU adapter here."];
  const report = await gpuReport(built, times);
  if (report === null) return ["## Random words\n\nThe WebGPU report failed."];
  const { adapter, threefry, cells } = report;
  const share = (values: readonly number[]): string =>
    range(spread(values.map((value, i) => (100 * value) / (threefry[i] ?? NaN))));
  const rows = cells.map(({ work, wordsPerGeneration, timesOnly, statistics }) => [
    nameOf(work),
    trimmed(wordsPerGeneration),
    range(spread(timesOnly)),
    share(timesOnly),
    share(statistics),
  ]);
  const passes = cells.flatMap(({ work, passes: times, seconds }) =>
    (times ?? []).map(({ kernel, passes: count, milliseconds }) => [
      nameOf(work),
      kernel,
      String(count),
      trimmed(milliseconds),
      trimmed(milliseconds / count),
      `${trimmed(milliseconds / 10 / seconds)} %`,
    ]),
  );
  return [
    "## Random words on the GPU",
    `The pure Threefry kernel (bench/kernels/threefry.wgsl) makes ${range(spread(threefry))} words/s on ${adapter}. What the engine uses of that, generations after the first included, as far as a second goes:`,
    table(
      [
        "cell",
        "words a chain-generation",
        "words/s, T alone",
        "% of pure, T alone",
        "% of pure, all statistics",
      ],
      rows,
    ),
    "### Where the time goes",
    passes.length === 0
      ? "The adapter offers no timestamps."
      : table(["cell", "kernel", "passes", "ms", "ms a pass", "of the wall"], passes),
  ];
}

async function gpuReport(built: string, times: number): Promise<GpuReport | null> {
  for (const env of vulkanEnvironments()) {
    const args = [join(built, "webgpu.mjs"), "report", String(times)];
    const { stdout } = await run(process.execPath, args, { env: { ...process.env, ...env } });
    if (stdout.startsWith("{")) return JSON.parse(stdout) as GpuReport;
  }
  return null;
}

/** Chains for the page: (n, s) of the grid that the browser peers can hold. */
const PAGE_CELLS = [
  { n: 100, s: 3, chains: 1024 },
  { n: 100, s: 81, chains: 256 },
  { n: 1000, s: 1000, chains: 8 },
] as const;
/** Few chains have collapsed by then. */
const PAGE_CAP = 50;
/** Times the limit elsewhere: nobody runs long here. */
const PAGE_PATIENCE = 3;

async function browserSection(rounds: number, limit: number): Promise<string[]> {
  const heading = "## In the browser";
  const opened = await openPage();
  if (typeof opened === "string") return [heading, opened];
  const { browser, close } = opened;
  const contenders = await chainContenders(opened);
  const there = contenders.filter((one): one is Contender => "run" in one);
  const absent = contenders.filter((one): one is Absent => "why" in one);
  const sections: string[] = [];
  for (const { n, s, chains } of PAGE_CELLS) {
    const workFor = (times: number, seed: number): ReturnType<typeof workOf> => ({
      n,
      s,
      chains: Math.ceil(chains * times),
      cap: PAGE_CAP,
      seed,
    });
    const rows = await interleave(there, workFor, rounds, PAGE_PATIENCE * limit);
    sections.push(`### ${nameOf({ n, s })}, ${chains} chains\n\n${cellTable(rows, ["times"], false)}`);
  }
  await close();
  return [
    heading,
    `${browser}: generations 1 to ${PAGE_CAP} of the same chains, on the same adapter. Compiling is not in the time.`,
    names(there, absent)
      .map((line) => `- ${line}`)
      .join("\n"),
    ...sections,
  ];
}
