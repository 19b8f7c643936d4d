import type { TextTokens } from "../../corpus/index.js";
import {
  surrogateCorpus,
  surrogateOf,
  type ChainsResult,
  type TransformerExperiment,
  type TransformerRecipe,
} from "../../experiment/index.js";
import type { Host } from "../host.js";
import { runExperiment } from "../run.js";

const UNHEARD = { update: () => undefined, notice: () => undefined };

/**
 * What each recipe does to a trigram model of the corpus, in a second or two: its result; null where there is none, which
 * `tell` hears why. `stopped` ends it early.
 */
export async function runSurrogates(
  experiment: TransformerExperiment,
  text: TextTokens,
  host: Host,
  stopped: Promise<void>,
  tell: (sentence: string) => void,
): Promise<readonly (ChainsResult | null)[]> {
  const corpus = surrogateCorpus(experiment, text);
  const surrogate = async (recipe: TransformerRecipe): Promise<ChainsResult | string> => {
    if (typeof corpus === "string") return corpus;
    const parsed = surrogateOf(experiment, recipe, corpus);
    if (!parsed.ok) return parsed.message;
    const run = runExperiment(parsed.experiment, UNHEARD, host, { corpus: corpus.table });
    void stopped.then(() => {
      run.stop();
    });
    const end = await run.end;
    return end.ok ? end.result : end.message;
  };
  const results: (ChainsResult | null)[] = [];
  for (const recipe of experiment.recipes) {
    const result = await surrogate(recipe);
    if (typeof result === "string") tell(`There is no trigram model beside ${recipe.form}: ${result}`);
    results.push(typeof result === "string" ? null : result);
  }
  return results;
}
