import { parseArgs, type ParseArgsConfig } from "node:util";

/** What was asked for on the command line. */
export type Command = { readonly name: "help" } | RunCommand | TheoryCommand;

export interface TheoryCommand extends Given {
  readonly name: "theory";
  /** The drift to stay below, where the largest n for that is asked for in place of the laws. */
  readonly drift: number | null;
}

export interface RunCommand extends Given {
  readonly name: "run";
  readonly resume: boolean;
  readonly measures: boolean;
  /** The folder that models' weights are written to. */
  readonly weights: string | null;
  /** The file of the weights that the experiment names as p(0). */
  readonly truth: string | null;
  /** Fields of the experiment that take the place of the file's. */
  readonly overrides: Readonly<Record<string, unknown>>;
}

interface Given {
  readonly file: string;
  readonly out: string | null;
  readonly csv: boolean;
  /** The file of the text that the experiment names. */
  readonly corpus: string | null;
}

export type ParsedCommand =
  { readonly ok: true; readonly command: Command } | { readonly ok: false; readonly message: string };

export const USAGE = `Collapse Lab on the command line.

  npm run -s lab -- run FILE [options]      simulate the experiment or sweep, write its result as JSON
  npm run -s lab -- theory FILE [options]   write the exact laws alone, nothing simulated

FILE is an experiment file (README.md says what may stand in it); - reads standard input.

  --out F        write to the file F instead of standard output
  --csv          write the series as CSV, one row a generation; of a sweep one row a point
  --corpus F     the text that the experiment names by its SHA-256
  --help         this text
with run:
  --engine E     auto, webgpu or cpu, in place of the file's
  --method M     simulate, ancestry or exact
  --seed S       a whole number, or any other text as a text
  --chains N     how many chains
  --measures     also KL, chi-square and total variation from p(0) and p(1), and more
  --weights DIR  of a transformer: write the weights of every model to DIR, as safetensors
  --truth F      the weights that a transformer's experiment names as p(0) by their SHA-256
  --resume       go on from where an interrupted run or sweep with the same --out ended
with theory:
  --drift E      instead of the laws, the largest n whose drift E||p(m) - p(1)||_1 stays below E

Exit status: 0; 2 for bad input, 3 when the engine asked for is not there, 130 when interrupted, 1 for anything else.
`;

const SHARED = {
  out: { type: "string" },
  csv: { type: "boolean", default: false },
  corpus: { type: "string" },
  help: { type: "boolean", short: "h", default: false },
} as const satisfies ParseArgsConfig["options"];

const THEORY = {
  ...SHARED,
  drift: { type: "string" },
} as const satisfies ParseArgsConfig["options"];

const RUN = {
  ...SHARED,
  engine: { type: "string" },
  method: { type: "string" },
  seed: { type: "string" },
  chains: { type: "string" },
  measures: { type: "boolean", default: false },
  weights: { type: "string" },
  truth: { type: "string" },
  resume: { type: "boolean", default: false },
} as const satisfies ParseArgsConfig["options"];

const HELP: ParsedCommand = { ok: true, command: { name: "help" } };

/** Reads the arguments after the program's name. Never throws. */
export function readArguments(args: readonly string[]): ParsedCommand {
  const [name, ...rest] = args;
  if (name === undefined) return refuse("No command was given; allowed: run, theory (--help says more).");
  if (name === "--help" || name === "-h" || name === "help") return HELP;
  if (name !== "run" && name !== "theory") {
    return refuse(`The command is ${JSON.stringify(name)}; allowed: run, theory (--help says more).`);
  }
  try {
    return name === "run" ? readRun(rest) : readTheory(rest);
  } catch (error) {
    const options = Object.keys(name === "run" ? RUN : THEORY).map((option) => `--${option}`);
    return refuse(`${reason(error)}; allowed with ${name}: ${options.join(", ")}.`);
  }
}

function readTheory(args: string[]): ParsedCommand {
  const { values, positionals } = parseArgs({ args, options: THEORY, allowPositionals: true });
  if (values.help) return HELP;
  const drift = values.drift === undefined ? null : Number(values.drift);
  if (drift !== null && !(drift > 0 && drift < Infinity && values.drift?.trim() !== "")) {
    return refuse(`--drift is ${JSON.stringify(values.drift)}; allowed: a number above 0.`);
  }
  if (drift !== null && values.csv) return refuse("--drift was given with --csv; allowed: one of them.");
  return withFile(positionals, values, (given) => ({ ...given, name: "theory", drift }));
}

function readRun(args: string[]): ParsedCommand {
  const { values, positionals } = parseArgs({ args, options: RUN, allowPositionals: true });
  const { help, resume, measures, weights = null, truth = null, out, engine, method } = values;
  if (help) return HELP;
  if (resume && out === undefined) {
    return refuse("--resume was given without --out; allowed: with the --out of the run to go on with.");
  }
  if (weights === "") return refuse('--weights is ""; allowed: the name of a folder.');
  if (truth === "") return refuse('--truth is ""; allowed: the name of a file.');
  const fields = { engine, method, seed: numberIfWhole(values.seed), chains: numberIfWhole(values.chains) };
  const overrides = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  return withFile(positionals, values, (given) => ({
    ...given,
    name: "run",
    resume,
    measures,
    weights,
    truth,
    overrides,
  }));
}

function withFile(
  files: readonly string[],
  { out, csv, corpus }: { readonly out?: string; readonly csv: boolean; readonly corpus?: string },
  command: (given: Given) => Command,
): ParsedCommand {
  const [file] = files;
  if (file === undefined)
    return refuse("No experiment file was given; allowed: its name, or - for standard input.");
  if (files.length > 1) return refuse(`${files.length} experiment files were given; allowed: one.`);
  if (out === "") return refuse('--out is ""; allowed: the name of a file.');
  if (corpus === "") return refuse('--corpus is ""; allowed: the name of a file.');
  return { ok: true, command: command({ file, out: out ?? null, csv, corpus: corpus ?? null }) };
}

function numberIfWhole(text: string | undefined): number | string | undefined {
  return text !== undefined && /^-?(0|[1-9]\d*)$/.test(text) ? Number(text) : text;
}

/** The first sentence of what parseArgs says, without its stop. */
function reason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split(/\.?\s*\n|\. /)[0]?.replace(/\.$/, "") ?? message;
}

function refuse(message: string): ParsedCommand {
  return { ok: false, message };
}
