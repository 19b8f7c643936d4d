import { chainsTheory } from "../index.js";
import { readArguments, USAGE, type RunCommand, type TheoryCommand } from "./arguments.js";
import { driftText } from "./drift.js";
import { errorCode, EXIT, Failure } from "./failure.js";
import { readInput } from "./input.js";
import { openOutput, type PartialFile } from "./output.js";
import { run } from "./run.js";
import { pointLaws, runPoints } from "./sweep.js";
import { resultText, sweepText, transformerText } from "./texts.js";
import { trainModels } from "./transformer.js";

async function main(args: readonly string[]): Promise<void> {
  const parsed = readArguments(args);
  if (!parsed.ok) throw new Failure(EXIT.badInput, parsed.message);
  const { command } = parsed;
  if (command.name === "help") {
    await openOutput(null).write([USAGE]);
    return;
  }
  const output = openOutput(command.out);
  await output.write(await (command.name === "run" ? ran(command, output.partial) : theory(command)));
  if (command.name === "run") output.partial?.remove();
}

async function ran(command: RunCommand, partial: PartialFile | null): Promise<Iterable<string>> {
  const { file, corpus, overrides, csv, measures, resume, weights, truth } = command;
  const input = await readInput(file, corpus, overrides);
  const given = weights !== null ? "--weights" : truth !== null ? "--truth" : null;
  if (given !== null && !("transformer" in input)) throw notWith(given, 'kind "chains"');
  if ("experiment" in input) return resultText(await run(input, partial, command), csv);
  if (measures) throw notWith("--measures", "transformer" in input ? "a transformer" : "a sweep");
  if ("transformer" in input) return transformerText(await trainModels(input, partial, command), csv);
  return sweepText(input.sweep, await runPoints(input, partial, resume), csv);
}

async function theory({ file, corpus, drift, csv }: TheoryCommand): Promise<Iterable<string>> {
  const input = await readInput(file, corpus);
  if ("transformer" in input) throw notWith("theory", "a transformer", 'lab run, or kind "chains"');
  if ("sweep" in input) {
    if (drift !== null) throw notWith("--drift", "a sweep");
    return sweepText(input.sweep, await pointLaws(input), csv);
  }
  if (drift !== null) return [driftText(input, drift)];
  return resultText(chainsTheory(input.experiment, input.corpus), csv);
}

function notWith(option: string, what: string, allowed = "without it"): Failure {
  return new Failure(EXIT.badInput, `${option} was given with ${what}; allowed: ${allowed}.`);
}

/** A reader that has had enough, such as `head`, is no fault worth a word. */
function statusOf(error: unknown): number {
  if (errorCode(error) === "EPIPE") return EXIT.failed;
  const sentence = error instanceof Error ? error.message : String(error);
  process.stderr.write(error instanceof Failure ? `${sentence}\n` : `The command failed: ${sentence}\n`);
  return error instanceof Failure ? error.status : EXIT.failed;
}

process.stdout.on("error", (error) =>
  process.exit(errorCode(error) === "EPIPE" ? EXIT.failed : statusOf(error)),
);
process.stderr.on("error", () => undefined);

// Workers and GPU devices would keep the process alive.
main(process.argv.slice(2)).then(
  () => process.exit(EXIT.ok),
  (error: unknown) => process.exit(statusOf(error)),
);
