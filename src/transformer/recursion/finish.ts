import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { textOfTokens } from "../../corpus/index.js";
import type { Key } from "../../sampling/index.js";
import type { Decoding } from "../decoding.js";
import { PURPOSE } from "../random.js";
import { writingKeys } from "../writing.js";
import { finite } from "./finite.js";
import {
  distanceL1,
  distinctNGrams,
  frequencies,
  lawMeasures,
  meanL1,
  type Frequencies,
} from "./measures.js";
import {
  freshStreams,
  stageOf,
  streamsOf,
  streamsWritten,
  type PlannedModel,
  type RecursionPlan,
} from "./plan.js";
import { NAMES, writtenStreams } from "./pools.js";
import type { Curves, RecursionState, Row } from "./state.js";
import { mean } from "./train.js";
import { consecutiveWindows } from "./windows.js";
import type { Workbench } from "./workbench.js";

/** Of what a model wrote, so much is shown. */
const SAMPLE_TOKENS = 500;
/** How p(0) writes, whatever the experiment's decoding: real data are what they are. */
const PLAIN: Decoding = { temperature: 1 };

/** A model that has been trained and is on the workbench. */
export interface Trained {
  readonly plan: RecursionPlan;
  readonly planned: PlannedModel;
  readonly curves: Curves;
  readonly bench: Workbench;
  readonly state: RecursionState;
}

/** Lets a trained model write all that will ever be asked of it, measures it, and puts it among the models that are done. */
export async function finishModel(trained: Trained, reference: Frequencies): Promise<void> {
  const { plan, planned, curves, bench, state } = trained;
  const { findings } = state;
  const { generation, recipe, floor } = planned;
  const sample = generation === 0 ? await writeTruth(trained) : await writeSynthetic(trained);
  const { contextLength } = plan.experiment.evaluation;
  const law = await bench.law(found(state.tokens, NAMES.contexts), contextLength);
  const distanceTo = (model: number): number | null =>
    meanL1(law, found(state.laws, String(model)), plan.vocabulary.length);
  if (floor) {
    findings.driftFloorL1 = distanceTo(1);
  } else {
    const own = lawMeasures(law, plan.vocabulary.length);
    const validationLoss = curves.validationLoss.at(-1) ?? null;
    if (generation < 2) state.laws.set(String(generation), law);
    if (generation === 0) findings.truth = { ...own, validationLoss };
    else {
      const measured = {
        generation,
        driftL1: distanceTo(1),
        driftFromTruthL1: distanceTo(0),
        ...own,
        validationLoss,
        modelLoss: await modelLoss(trained),
        trainLoss: curves.trainLoss.at(-1) ?? null,
        inContextLearning: curves.inContextLearning,
      };
      findings.rows.forEach((rows, index) => {
        if (recipe !== null && recipe !== index) return;
        rows.push({ ...measured, ...textMeasures(trained, index, reference) });
      });
    }
  }
  findings.models.push({
    ...curves,
    tokensWritten: bench.tokensWritten,
    sample: sample === null ? null : textOf(plan, sample.subarray(0, plan.experiment.sampling.streamLength)),
    weightsDigest: digestOf(state),
  });
  state.saved = null;
}

/** Contexts, tokens held out and real tokens, all that p(0) is asked for; returns some of them, stream after stream. */
async function writeTruth(trained: Trained): Promise<Uint32Array> {
  const { plan, planned, state } = trained;
  const { evaluation, realData, recipes, generations, sampling } = plan.experiment;
  const stage = stageOf(plan, planned);
  const keep = (name: string, tokens: Uint32Array): void => void state.tokens.set(name, tokens);

  // A context is the end of a stream of two contexts' length: it begins in the middle of a text, as most do.
  const length = 2 * plan.model.context;
  const runs = await write(trained, writingKeys(stage, PURPOSE.contexts, evaluation.contexts), length, PLAIN);
  keep(NAMES.contexts, lastOfEach(runs, length, evaluation.contextLength));

  const heldOut = writingKeys(stage, PURPOSE.sample, streamsOf(plan, evaluation.heldOutSamples));
  const sample = await write(trained, heldOut, sampling.streamLength, PLAIN);
  keep(NAMES.heldOut, sample);

  if (realData === "corpus") return sample;
  const real = writingKeys(stage, PURPOSE.real, streamsOf(plan, plan.realSamples));
  keep(NAMES.real, await write(trained, real, sampling.streamLength, PLAIN));
  for (const [index, recipe] of recipes.entries()) {
    for (let generation = 2; generation <= generations; generation++) {
      const own = { seed: plan.seed, generation, recipe: index };
      const fresh = writingKeys(own, PURPOSE.real, freshStreams(plan, recipe, generation));
      if (fresh.length === 0) continue;
      keep(NAMES.fresh(index, generation), await write(trained, fresh, sampling.streamLength, PLAIN));
    }
  }
  return sample;
}

/** What a model p(m), m >= 1, writes for the models after it; null where nothing is asked of it. */
async function writeSynthetic(trained: Trained): Promise<Uint32Array | null> {
  const { plan, planned, state } = trained;
  const count = streamsWritten(plan, planned);
  if (count === 0) return null;
  const { decoding, sampling } = plan.experiment;
  const keys = writingKeys(stageOf(plan, planned), PURPOSE.sample, count);
  const tokens = await write(trained, keys, sampling.streamLength, decoding);
  state.tokens.set(NAMES.written(planned.recipe, planned.generation), tokens);
  return tokens;
}

function write(
  { plan, bench }: Trained,
  keys: readonly Key[],
  length: number,
  decoding: Decoding,
): Promise<Uint32Array> {
  const { window } = plan.experiment.sampling;
  return bench.write({ prompt: plan.prompt, length, keys, decoding, window });
}

function lastOfEach(streams: Uint32Array, length: number, kept: number): Uint32Array {
  const count = streams.length / length;
  const ends = new Uint32Array(count * kept);
  for (let i = 0; i < count; i++) {
    ends.set(streams.subarray((i + 1) * length - kept, (i + 1) * length), i * kept);
  }
  return ends;
}

async function modelLoss({ plan, bench, state }: Trained): Promise<number | null> {
  const { streamLength } = plan.experiment.sampling;
  const tokens = found(state.tokens, NAMES.heldOut);
  const bounds = Array.from({ length: tokens.length / streamLength + 1 }, (_, i) => i * streamLength);
  const windows = consecutiveWindows({ tokens, bounds }, plan.model.context);
  return finite(mean(await bench.lossesByPosition(windows)));
}

/** What is measured of the n tokens that a recipe's model wrote. */
function textMeasures(
  { plan, planned, state }: Trained,
  recipe: number,
  reference: Frequencies,
): Pick<Row, "unigramL1" | "bigramL1" | "distinctNGrams"> {
  const vocabulary = plan.vocabulary.length;
  const streams = writtenStreams(plan, state, recipe, planned.generation);
  const own = frequencies(streams, vocabulary);
  return {
    unigramL1: distanceL1(own.unigrams, reference.unigrams),
    bigramL1: distanceL1(own.bigrams, reference.bigrams),
    distinctNGrams: distinctNGrams(streams, vocabulary),
  };
}

/** The beginning of a stream as text. */
export function textOf({ vocabulary, experiment }: RecursionPlan, tokens: Uint32Array): string {
  return textOfTokens(tokens.subarray(0, SAMPLE_TOKENS), vocabulary, experiment.corpus.tokenizer);
}

/** SHA-256 of the weights' bytes, little-endian float32 in the order of parameterTable. */
function digestOf({ saved }: RecursionState): string {
  if (saved === null) throw new Error("A model that is done was not saved.");
  const { buffer, byteOffset, byteLength } = saved.state.weights;
  return bytesToHex(sha256(new Uint8Array(buffer, byteOffset, byteLength)));
}

function found<T>(kept: ReadonlyMap<string, T>, name: string): T {
  const value = kept.get(name);
  if (value === undefined) throw new Error(`There is no ${name} yet.`);
  return value;
}
