import { contextSamples, type ContextTable } from "../corpus/index.js";
import { canBeLeft, isPlain } from "../experiment/recipe.js";
import { ROW_GENERATIONS } from "../experiment/rows.js";
import type { ChainsExperiment } from "../experiment/types.js";
import {
  contextKey,
  decoder,
  samplerTables,
  seedWords,
  type Decoder,
  type Key,
  type SamplerTables,
} from "../sampling/index.js";
import { mostLive, mostTotal, mostTrials, PARTS, type Sizes } from "./sizes.js";
import { contextsOfText, sharesTruth, truthTable, type TruthTable } from "./truth.js";

/** An experiment made ready to be run: what all its chains share. */
export interface Plan {
  readonly experiment: ChainsExperiment;
  /** Generations after which a chain is given up as censored; Infinity for none. */
  readonly cap: number;
  /** Generations at which the measures are taken, ascending: every one an engine may need. */
  readonly rows: Uint32Array;
  /** Whether every context has the same p(0) and the same n. */
  readonly sharedTruth: boolean;
  /** Whether contexts differ in n, so that measures are brought to common units: see scale.ts. */
  readonly scaled: boolean;
  /** Whether chains go on after T, since a Dirac can be left. */
  readonly goesOn: boolean;
  /** Whether T alone is asked for: by the ancestry method, and by "collapse" where a Dirac can be left. */
  readonly timesOnly: boolean;
  /** Most live tokens of a model in any context, most trials of a draw, and the largest total drawn from. */
  readonly mostLive: number;
  readonly mostTrials: number;
  readonly mostTotal: number;
  readonly tables: SamplerTables;
  /** What a model's counts become before it writes; null where they stay as they are. */
  readonly decoder: Decoder | null;
  truth(context: number): TruthTable;
  sizes(context: number): Sizes;
  /** Key of all chains in a context, for one kind of draw and one lag of the model drawn from. */
  contextKey(kind: number, context: number, lag?: number): Key;
}

/**
 * Remembers the truths it was asked for last; the sampler's tables (10 ms to 0.1 s) are built when they are first asked for. `corpus` is what a
 * truth of a text from a file or a URL was read as.
 */
export function makePlan(experiment: ChainsExperiment, corpus: ContextTable | null = null): Plan {
  const { recipe, decoding, contexts, stop } = experiment;
  const seed = seedWords(experiment.seed);
  const shared = sharesTruth(experiment);
  const text = contextsOfText(experiment, corpus);
  const sizesOf = contextSizes(experiment, text);
  const cap = experiment.generations ?? Infinity;
  const remembered = new Map<number, TruthTable>();
  const truth = (context: number): TruthTable => {
    const key = shared ? 0 : context;
    const known = remembered.get(key);
    if (known !== undefined) return known;
    const table = truthTable(experiment, key, text);
    if (remembered.size >= 64) remembered.clear();
    remembered.set(key, table);
    return table;
  };
  const { tokens } = truth(0);
  const scaled = text !== null && contexts > 1;
  const largest = scaled ? largestSizes(sizesOf, contexts) : sizesOf(0);
  const trials = mostTrials(recipe, largest, cap);
  const total = recipe.form === "weighted" ? PARTS : mostTotal(recipe, largest, cap);
  const live = mostLive(recipe, largest, cap, tokens);
  let tables: SamplerTables | null = null;
  return {
    experiment,
    cap,
    rows: planRows(experiment),
    sharedTruth: shared,
    scaled,
    goesOn: canBeLeft(recipe) && stop === "generations",
    timesOnly: experiment.method === "ancestry" || (canBeLeft(recipe) && stop === "collapse"),
    mostLive: live,
    mostTrials: trials,
    mostTotal: total,
    get tables() {
      return (tables ??= samplerTables(trials));
    },
    decoder: isPlain(decoding)
      ? null
      : decoder(decoding.temperature, decoding.topK ?? Infinity, decoding.topP ?? 1, total),
    truth,
    sizes: sizesOf,
    contextKey: (kind, context, lag = 0) => contextKey(seed, kind, context, lag),
  };
}

function planRows(experiment: ChainsExperiment): Uint32Array {
  const { stop, generations } = experiment;
  if (stop === "generations" && generations !== null) {
    return Uint32Array.from([...ROW_GENERATIONS.filter((m) => m < generations), generations]);
  }
  return Uint32Array.from(ROW_GENERATIONS);
}

/** n and N of each context: a text's contexts have their own, by how often they occur. */
function contextSizes(
  { recipe, contexts }: ChainsExperiment,
  text: ContextTable | null,
): (context: number) => Sizes {
  const samples = "samples" in recipe ? recipe.samples : 0;
  const realSamples = "realSamples" in recipe ? recipe.realSamples : 0;
  if (text === null || contexts === 1) return () => ({ samples, realSamples });
  const scaled = (mean: number): Uint32Array =>
    mean === 0 ? new Uint32Array(contexts) : contextSamples(text, mean);
  const n = scaled(samples);
  const N = scaled(realSamples);
  return (context) => ({ samples: n[context] ?? 0, realSamples: N[context] ?? 0 });
}

function largestSizes(sizes: (context: number) => Sizes, contexts: number): Sizes {
  let samples = 0;
  let realSamples = 0;
  for (let context = 0; context < contexts; context++) {
    const of = sizes(context);
    samples = Math.max(samples, of.samples);
    realSamples = Math.max(realSamples, of.realSamples);
  }
  return { samples, realSamples };
}
