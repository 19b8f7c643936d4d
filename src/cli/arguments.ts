import { parseArgs, type ParseArgsConfig } from "node:util";

/** What was asked for on the command line. */
export type Command =
  | { readonly name: "help" }
  | { readonly name: "theory"; readonly file: string; readonly out: string | null; readonly csv: boolean }
  | {
      readonly name: "run";
      readonly file: string;
      readonly out: string | null;
      readonly csv: boolean;
      readonly resume: boolean;
      /** Fields of the experiment that take the place of the file's. */
      readonly overrides: Readonly<Record<string, unknown>>;
    };

export type ParsedCommand =
  { readonly ok: true; readonly command: Command } | { readonly ok: false; readonly message: string };

export const USAGE = `Collapse Lab on the command line.

  npm run -s lab -- run FILE [options]      simulate the experiment, write its result as JSON
  npm run -s lab -- theory FILE [options]   write the exact laws alone, nothing simulated

FILE is an experiment file (README.md says what may stand in it); - reads standard input.

  --out F        write to the file F instead of standard output
  --csv          write the series as CSV, one row a generation
  --help         this text
with run:
  --engine E     auto, webgpu or cpu, in place of the file's
  --method M     simulate
  --seed S       a whole number, or any other text as a text
  --chains N     how many chains
  --resume       go on from where an interrupted run with the same --out ended

Exit status: 0; 2 for bad input, 3 when the engine asked for is not there, 130 when interrupted, 1 for anything else.
`;

const SHARED = {
  out: { type: "string" },
  csv: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const satisfies ParseArgsConfig["options"];

const RUN = {
  ...SHARED,
  engine: { type: "string" },
  method: { type: "string" },
  seed: { type: "string" },
  chains: { type: "string" },
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
    const options = Object.keys(name === "run" ? RUN : SHARED).map((option) => `--${option}`);
    return refuse(`${reason(error)}; allowed with ${name}: ${options.join(", ")}.`);
  }
}

function readTheory(args: string[]): ParsedCommand {
  const { values, positionals } = parseArgs({ args, options: SHARED, allowPositionals: true });
  const { help, csv, out } = values;
  return help
    ? HELP
    : withFile(positionals, out, (file) => ({ name: "theory", file, out: out ?? null, csv }));
}

function readRun(args: string[]): ParsedCommand {
  const { values, positionals } = parseArgs({ args, options: RUN, allowPositionals: true });
  const { help, csv, resume, out, engine, method } = values;
  if (help) return HELP;
  if (resume && out === undefined) {
    return refuse("--resume was given without --out; allowed: with the --out of the run to go on with.");
  }
  const given = { engine, method, seed: numberIfWhole(values.seed), chains: numberIfWhole(values.chains) };
  const overrides = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return withFile(positionals, out, (file) => ({
    name: "run",
    file,
    out: out ?? null,
    csv,
    resume,
    overrides,
  }));
}

function withFile(
  files: readonly string[],
  out: string | undefined,
  command: (file: string) => Command,
): ParsedCommand {
  const [file] = files;
  if (file === undefined)
    return refuse("No experiment file was given; allowed: its name, or - for standard input.");
  if (files.length > 1) return refuse(`${files.length} experiment files were given; allowed: one.`);
  if (out === "") return refuse('--out is ""; allowed: the name of a file.');
  return { ok: true, command: command(file) };
}

function numberIfWhole(text: string | undefined): number | string | undefined {
  return text !== undefined && /^(0|[1-9]\d*)$/.test(text) ? Number(text) : text;
}

/** The first sentence of what parseArgs says, without its stop. */
function reason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split(/\.?\s*\n|\. /)[0]?.replace(/\.$/, "") ?? message;
}

function refuse(message: string): ParsedCommand {
  return { ok: false, message };
}
