import * as v from "valibot";
import type { ResolvedTokens } from "../../corpus/index.js";
import { readFragment, writeFragment } from "../fragment.js";
import { canonicalJson } from "../json.js";
import { LINK_CHARACTERS } from "../limits.js";
import { canonicalTransformer } from "./canonical.js";
import { readTransformer, type ParsedTransformer } from "./read.js";
import { transformerFile } from "./schema.js";
import type { TransformerExperiment } from "./types.js";

const PREFIX = "transformer=";
/** What a link leaves out, since every experiment of this kind has it. */
const ALWAYS = { version: 1, kind: "transformer" } as const;

type Fields = Record<string, unknown>;

/**
 * The experiment as a URL's fragment: `#transformer=` and the JSON of what differs from the defaults.
 * @returns null where that would be longer than 8,192 characters: offer the file instead
 */
export function toTransformerLink(experiment: TransformerExperiment): string | null {
  const { corpus } = experiment;
  if (corpus.form === "text" && corpus.text.length > LINK_CHARACTERS) return null;
  return writeFragment(PREFIX, transformerFields(experiment));
}

/**
 * Reads a fragment that toTransformerLink wrote, by the same door as a file, and with the same `corpus` beside it. Never
 * throws.
 */
export function fromTransformerLink(hash: string, corpus: ResolvedTokens | null = null): ParsedTransformer {
  const read = readFragment(PREFIX, hash, ALWAYS);
  return read.ok ? readTransformer(read.value, corpus) : read;
}

/**
 * What must be said of an experiment: the fields without which it would be read as another one, `version` and `kind` left
 * out. What follows from others (the length of a stream, say) is not among them, so that it follows when they change.
 */
export function transformerFields(experiment: TransformerExperiment): Fields {
  const whole = canonicalJson(experiment);
  // A long text would be read again and again.
  const { corpus } = experiment;
  const { tokenizer, validationShare } = corpus;
  const short = { form: "tiny-shakespeare", tokenizer, validationShare } as const;
  const named = canonicalJson({ ...experiment, corpus: short });
  const fields: Fields = { ...experiment, corpus: short };
  const owners = [fields];
  for (const name of ["corpus", "model", "training", "decoding", "sampling", "evaluation"] as const) {
    const owner: Fields = { ...(fields[name] as object) };
    fields[name] = owner;
    owners.push(owner);
  }
  const recipes = experiment.recipes.map((recipe): Fields => ({ ...recipe }));
  fields["recipes"] = recipes;
  for (const owner of [...owners, ...recipes]) {
    for (const [name, value] of Object.entries(owner)) {
      Reflect.deleteProperty(owner, name);
      if (readsAs(fields) !== named) owner[name] = value;
    }
  }
  if (named === whole) return fields;
  const without = (owner: Fields, names: readonly string[]): Fields =>
    Object.fromEntries(Object.entries(owner).filter(([name]) => !names.includes(name)));
  const reading = without((fields["corpus"] ?? {}) as Fields, ["form"]);
  const source = without({ ...corpus }, ["tokenizer", "validationShare"]);
  return { ...fields, corpus: { ...source, ...reading } };
}

function readsAs(fields: Fields): string | null {
  const { success, output } = v.safeParse(transformerFile, { ...ALWAYS, ...fields });
  return success ? canonicalJson(canonicalTransformer(output, null)) : null;
}
