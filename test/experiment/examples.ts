import { assert } from "chai";
import { readExperiment, type ChainsExperiment } from "../../src/experiment/index.js";

/** A file with the required fields alone, and what is given besides. */
export function minimal(more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    version: 1,
    kind: "chains",
    truth: { form: "uniform", tokens: 3 },
    recipe: { form: "fully-synthetic", samples: 100 },
    ...more,
  };
}

/** The experiment of a value that must be one. */
export function read(value: unknown): ChainsExperiment {
  const parsed = readExperiment(value);
  if (!parsed.ok) assert.fail(parsed.message);
  return parsed.experiment;
}

/** What is said of a value that must be refused. */
export function messageOf(value: unknown): string {
  const parsed = readExperiment(value);
  if (parsed.ok) assert.fail("It was accepted.");
  return parsed.message;
}
