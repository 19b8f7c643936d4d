import { theoryOf } from "../index.js";
import { readArguments, USAGE } from "./arguments.js";
import { errorCode, EXIT, Failure } from "./failure.js";
import { readInput } from "./input.js";
import { openOutput } from "./output.js";
import { resultText, run } from "./run.js";

async function main(args: readonly string[]): Promise<void> {
  const parsed = readArguments(args);
  if (!parsed.ok) throw new Failure(EXIT.badInput, parsed.message);
  const { command } = parsed;
  if (command.name === "help") {
    await openOutput(null).write(USAGE);
    return;
  }
  const output = openOutput(command.out);
  if (command.name === "theory") {
    await output.write(resultText(theoryOf(await readInput(command.file)), command.csv));
  } else {
    await run(await readInput(command.file, command.overrides), output, command);
  }
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
