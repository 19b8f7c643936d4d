import { execFileSync, spawn } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { findChromium } from "../scripts/chromium.mjs";
import { ROOT } from "../scripts/setup.mjs";
import type { Done, Work } from "./ours/cell.js";

/** Who does a piece of work: a process that speaks the protocol of peers/protocol.py, or one in the page. */
export interface Contender {
  readonly key: string;
  readonly name: string;
  /** How many times a cell's chains it is given: more on a real GPU, fewer on a software one. */
  readonly times: number;
  run(work: Work, limit: number): Promise<Done>;
  close(): void;
}

/** A contender that is not here, and why. */
export interface Absent {
  readonly key: string;
  readonly why: string;
}

/** A process that answers a line of numbers with another. */
export interface Talker {
  readonly key: string;
  readonly name: string;
  ask(question: readonly (string | number)[]): Promise<number[]>;
  close(): void;
}

const PEERS = join(ROOT, "bench/peers");
const PYTHONS = ["python3", "/usr/bin/python3", "python"];
/** Of a cell's chains: what a real GPU is given, and a software adapter. */
const REAL_GPU = 64;
const SOFTWARE_GPU = 1 / 8;

/** Starts a process, which says "ready NAME" or "skip WHY" first. */
export async function talk(
  key: string,
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<Talker | Absent> {
  const child = spawn(command, args, {
    env: { ...process.env, ...env },
    stdio: ["pipe", "pipe", "ignore"],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = new Promise<string>((resolve) => {
    child.once("error", () => resolve(`skip ${command} is not installed`));
    child.once("close", (code) => resolve(`skip ${command} ended with exit status ${String(code)}`));
  });
  const next = (): Promise<string> =>
    Promise.race([lines.next().then(({ value, done }) => (done === true ? ended : value)), ended]);
  const [word, ...rest] = (await next()).split(" ");
  const name = rest.join(" ").trim();
  if (word !== "ready") {
    child.kill();
    return { key, why: name };
  }
  return {
    key,
    name,
    async ask(question) {
      child.stdin.write(`${question.join(" ")}\n`);
      const answer = await next();
      const numbers = answer.trim().split(/\s+/).map(Number);
      if (Number.isNaN(numbers[0])) throw new Error(`${key}: ${answer}`);
      return numbers;
    },
    close: () => {
      child.kill();
    },
  };
}

async function open(
  key: string,
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  times = 1,
): Promise<Contender | Absent> {
  const talker = await talk(key, command, args, env);
  if ("why" in talker) return talker;
  const { name } = talker;
  return {
    key,
    name,
    times: name.includes("(software)") ? SOFTWARE_GPU : times,
    async run({ n, s, chains, cap, seed }, limit) {
      const question = [n, s, chains, cap, limit, seed];
      const [seconds = NaN, generations = NaN, finished = 0] = await talker.ask(question);
      return { seconds, generations, finished: finished === 1 };
    },
    close: () => {
      talker.close();
    },
  };
}

/** The first that opens, else the last that does not. */
export async function firstOf<T extends object>(
  tries: readonly (() => Promise<T | Absent>)[],
): Promise<T | Absent> {
  let last: T | Absent = { key: "", why: "" };
  for (const attempt of tries) {
    last = await attempt();
    if (!("why" in last)) return last;
  }
  return last;
}

/** The Pythons that a peer's script may run in, with its arguments. */
export function pythons(script: string, args: readonly string[]): [program: string, args: string[]][] {
  return PYTHONS.map((program) => [program, [join(PEERS, script), ...args]]);
}

function python(
  key: string,
  script: string,
  args: readonly string[],
  times = 1,
): Promise<Contender | Absent> {
  return firstOf(
    pythons(script, args).map(
      ([program, all]) =>
        () =>
          open(key, program, all, {}, times),
    ),
  );
}

/** Compiles GSL's loop with the machine's C compiler. */
function gsl(built: string): Promise<Contender | Absent> {
  const program = join(built, "gsl_chains");
  try {
    const libraries = ["-lgsl", "-lgslcblas", "-lm"];
    execFileSync("cc", ["-O2", "-o", program, join(PEERS, "gsl_chains.c"), ...libraries], {
      stdio: "ignore",
    });
  } catch {
    return Promise.resolve({ key: "GSL", why: "no C compiler, or GSL is not installed" });
  }
  return open("GSL", program, []);
}

/** Environments in which Node may find a Vulkan driver: its own, then Chromium's software one. */
export function vulkanEnvironments(): readonly NodeJS.ProcessEnv[] {
  const chromium = findChromium();
  const folders = chromium === null ? [] : [dirname(realpathSync(chromium)), "/usr/lib/chromium"];
  const folder = folders.find((at) => existsSync(join(at, "vk_swiftshader_icd.json")));
  const software = folder === undefined ? [] : [swiftShader(folder)];
  return [{}, ...software];
}

function swiftShader(folder: string): NodeJS.ProcessEnv {
  return { VK_ICD_FILENAMES: join(folder, "vk_swiftshader_icd.json"), LD_LIBRARY_PATH: folder };
}

/** Everyone on the CPU, or on a GPU outside the browser; who is not here is absent with a reason. */
export async function openContenders(built: string): Promise<readonly (Contender | Absent)[]> {
  const node = process.execPath;
  const cpu = join(built, "cpu.mjs");
  const gpu = (key: string, mode: string): Promise<Contender | Absent> =>
    firstOf(
      vulkanEnvironments().map(
        (env) => () => open(key, node, [join(built, "webgpu.mjs"), mode], env, REAL_GPU),
      ),
    );
  const opened: (Contender | Absent)[] = [];
  for (const opening of [
    open("ours", node, [cpu, "times"]),
    open("ours, all statistics", node, [cpu, "statistics"]),
    open("ours, all cores", node, [cpu, "all-cores"]),
    gpu("ours, WebGPU", "times"),
    gpu("ours, WebGPU, all statistics", "statistics"),
    python("numpy binomial", "numpy_chains.py", ["binomial"]),
    python("numpy multinomial", "numpy_chains.py", ["multinomial"]),
    open("R", "Rscript", ["--vanilla", join(PEERS, "rmultinom.R")]),
    python("PyTorch binomial", "torch_chains.py", ["binomial", "cpu"]),
    python("PyTorch multinomial", "torch_chains.py", ["multinomial", "cpu"]),
    gsl(built),
    python("PyTorch binomial, GPU", "torch_chains.py", ["binomial", "cuda"], REAL_GPU),
    python("PyTorch multinomial, GPU", "torch_chains.py", ["multinomial", "cuda"], REAL_GPU),
    python("JAX, GPU", "jax_chains.py", [], REAL_GPU),
    python("CuPy, GPU", "cupy_chains.py", [], REAL_GPU),
  ]) {
    const contender = await opening;
    opened.push(contender);
  }
  return opened;
}
