import { ROW_GENERATIONS } from "../experiment/rows.js";
import type { ChainsExperiment } from "../experiment/types.js";
import {
  contextKey,
  KIND,
  samplerTables,
  seedWords,
  type Key,
  type SamplerTables,
} from "../sampling/index.js";
import { sharesTruth, truthTable, type TruthTable } from "./truth.js";

/** An experiment made ready to be run: what all its chains share. */
export interface Plan {
  readonly experiment: ChainsExperiment;
  /** n. */
  readonly samples: number;
  /** Generations after which a chain is given up as censored; Infinity for none. */
  readonly cap: number;
  /** Generations at which the measures are taken, ascending: every one an engine may need. */
  readonly rows: Uint32Array;
  readonly sharedTruth: boolean;
  readonly tables: SamplerTables;
  truth(context: number): TruthTable;
  contextKey(context: number): Key;
}

/** Builds the tables of an experiment (10 ms to 0.2 s) and remembers the truths it was asked for last. */
export function makePlan(experiment: ChainsExperiment): Plan {
  const seed = seedWords(experiment.seed);
  const shared = sharesTruth(experiment);
  const remembered = new Map<number, TruthTable>();
  return {
    experiment,
    samples: experiment.recipe.samples,
    cap: experiment.generations ?? Infinity,
    rows: planRows(experiment),
    sharedTruth: shared,
    tables: samplerTables(experiment.recipe.samples),
    truth(context) {
      const key = shared ? 0 : context;
      const known = remembered.get(key);
      if (known !== undefined) return known;
      const table = truthTable(experiment, key);
      if (remembered.size >= 64) remembered.clear();
      remembered.set(key, table);
      return table;
    },
    contextKey: (context) => contextKey(seed, KIND.model, context),
  };
}

function planRows(experiment: ChainsExperiment): Uint32Array {
  const { stop, generations } = experiment;
  if (stop === "generations" && generations !== null) {
    return Uint32Array.from([...ROW_GENERATIONS.filter((m) => m < generations), generations]);
  }
  return Uint32Array.from(ROW_GENERATIONS);
}
