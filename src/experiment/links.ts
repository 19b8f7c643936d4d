import type { ResolvedCorpus } from "../corpus/read-contexts.js";
import { readFragment, writeFragment } from "./fragment.js";
import { canonicalJson } from "./json.js";
import { LINK_CHARACTERS } from "./limits.js";
import { readExperiment, type Parsed } from "./read.js";
import type { ChainsExperiment } from "./types.js";

const PREFIX = "v1=";
/** What a link leaves out, since every experiment has it. */
const ALWAYS = { version: 1, kind: "chains" } as const;

/**
 * The experiment as a URL's fragment: `#v1=` and the JSON of what differs from the defaults.
 * @returns null where that would be longer than 8,192 characters: offer the file instead
 */
export function toLink(experiment: ChainsExperiment): string | null {
  if (leastLength(experiment) > LINK_CHARACTERS) return null;
  return writeFragment(PREFIX, differences(experiment));
}

/**
 * Reads a fragment that toLink wrote, by the same door as a file, and with the same `corpus` beside it. Never throws.
 */
export function fromLink(hash: string, corpus: ResolvedCorpus | null = null): Parsed {
  const read = readFragment(PREFIX, hash, ALWAYS);
  return read.ok ? readExperiment(read.value, corpus) : read;
}

/** The characters that the lists and texts of an experiment take at least. */
function leastLength({ truth, recipe }: ChainsExperiment): number {
  const quotas =
    recipe.form === "mixing-matrix" ? recipe.quotas.reduce((sum, row) => sum + 2 * row.length, 0) : 0;
  if (truth.form === "weights") return quotas + 2 * truth.weights.length;
  return truth.form === "text" && truth.corpus.form === "text" ? quotas + truth.corpus.text.length : quotas;
}

/** The fields without which the experiment would be read as another one. */
function differences(experiment: ChainsExperiment): Record<string, unknown> {
  const { truth } = experiment;
  if (truth.form !== "text") return withoutDefaults(experiment);
  // A text says how many contexts there are, and need not be at hand for a link.
  return { ...withoutDefaults({ ...experiment, truth: { form: "uniform", tokens: 1 }, contexts: 1 }), truth };
}

function withoutDefaults(experiment: ChainsExperiment): Record<string, unknown> {
  const whole = canonicalJson(experiment);
  const truth: Record<string, unknown> = { ...experiment.truth };
  const recipe: Record<string, unknown> = { ...experiment.recipe };
  const decoding: Record<string, unknown> = { ...experiment.decoding };
  const fields: Record<string, unknown> = { ...experiment, truth, recipe, decoding };
  for (const owner of [fields, truth, recipe, decoding]) {
    for (const [name, value] of Object.entries(owner)) {
      Reflect.deleteProperty(owner, name);
      const read = readExperiment({ ...ALWAYS, ...fields });
      if (!read.ok || canonicalJson(read.experiment) !== whole) owner[name] = value;
    }
  }
  return fields;
}
