import * as v from "valibot";
import type { ResolvedTokens } from "../../corpus/index.js";
import { reason, sentence } from "../read.js";
import { canonicalTransformer } from "./canonical.js";
import { corpusProblem, transformerProblem } from "./checks.js";
import { transformerFile } from "./schema.js";
import { corpusTokens, type MissingTokens } from "./text.js";
import type { TransformerExperiment } from "./types.js";

/**
 * An experiment of kind "transformer" with every default filled in, or one sentence on what is wrong. `missing` is there
 * where all that is wrong is that the text which the experiment names is not at hand, or another one is: who has it may
 * read it by readTokens and try again; `asked` is then the experiment as far as it is without its text.
 */
export type ParsedTransformer =
  | { readonly ok: true; readonly experiment: TransformerExperiment }
  | {
      readonly ok: false;
      readonly message: string;
      readonly missing?: MissingTokens;
      readonly asked?: TransformerExperiment;
    };

/**
 * Reads an experiment of kind "transformer" from a value such as JSON gives. `corpus` is the text that it names, where it
 * does. Never throws, and keeps nothing of the value itself.
 */
export function readTransformer(value: unknown, corpus: ResolvedTokens | null = null): ParsedTransformer {
  try {
    const { output, issues } = v.safeParse(transformerFile, value);
    if (issues !== undefined) return { ok: false, message: sentence(issues) };
    const asked = canonicalTransformer(output, null);
    const wrong = transformerProblem(asked);
    if (wrong !== null) return { ok: false, message: wrong };
    const text = corpusTokens(asked.corpus, corpus);
    if ("message" in text) return { ok: false, ...text, ...(text.missing ? { asked } : {}) };
    const experiment = canonicalTransformer(output, text);
    const problem = corpusProblem(experiment, text);
    return problem === null ? { ok: true, experiment } : { ok: false, message: problem };
  } catch (error) {
    return { ok: false, message: `The experiment cannot be read: ${reason(error)}.` };
  }
}
