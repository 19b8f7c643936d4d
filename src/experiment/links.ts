import type { ResolvedCorpus } from "../corpus/read-contexts.js";
import { canonicalJson, isRecord } from "./json.js";
import { LINK_CHARACTERS } from "./limits.js";
import { readExperiment, type Parsed } from "./read.js";
import type { ChainsExperiment } from "./types.js";
import { quote, showNumber } from "./words.js";

const PREFIX = "v1=";
/** What a link leaves out, since every experiment has it. */
const ALWAYS = { version: 1, kind: "chains" } as const;

/**
 * The experiment as a URL's fragment: `#v1=` and the JSON of what differs from the defaults.
 * @returns null where that would be longer than 8,192 characters: offer the file instead
 */
export function toLink(experiment: ChainsExperiment): string | null {
  if (leastLength(experiment) > LINK_CHARACTERS) return null;
  const json = JSON.stringify(differences(experiment));
  // A fragment may carry ":" and ",", which makes it shorter and lets it be read.
  const link = `#${PREFIX}${encodeURIComponent(json).replaceAll("%3A", ":").replaceAll("%2C", ",")}`;
  return link.length <= LINK_CHARACTERS ? link : null;
}

/**
 * Reads a fragment that toLink wrote, by the same door as a file, and with the same `corpus` beside it. Never throws.
 */
export function fromLink(hash: string, corpus: ResolvedCorpus | null = null): Parsed {
  const fragment = hash.replace(/^#/, "");
  if (!fragment.startsWith(PREFIX)) {
    return {
      ok: false,
      message: `The link begins with ${quote(fragment.slice(0, 12))}; allowed: #${PREFIX} and an experiment.`,
    };
  }
  if (hash.length > LINK_CHARACTERS) {
    const [length, limit] = [showNumber(hash.length), showNumber(LINK_CHARACTERS)];
    return { ok: false, message: `The link has ${length} characters; allowed: up to ${limit}.` };
  }
  try {
    const value: unknown = JSON.parse(decodeURIComponent(fragment.slice(PREFIX.length)));
    return readExperiment(isRecord(value) ? { ...ALWAYS, ...value } : value, corpus);
  } catch {
    return {
      ok: false,
      message: `The link's text after #${PREFIX} is not an experiment; was it cut off when it was copied?`,
    };
  }
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
