import { drawBatch, Starts, type Pool } from "./pool.js";
import { PURPOSE, stageKey, type Stage } from "./random.js";
import { learningRate, type Training } from "./training.js";
import type { Transformer, UpdateReport } from "./transformer.js";

/** An update that is done. */
export interface UpdateDone extends UpdateReport {
  /** 0 for the first. */
  readonly number: number;
  readonly learningRate: number;
}

/** Updates under way at a time: the next is encoded while one runs. */
const IN_FLIGHT = 2;

/**
 * Trains a model by updates `from` ... `to` - 1 of its training, on windows of the pool, which must have a stream longer
 * than the context. Reports come in order; when the loop is left, early or at its end, nothing is under way.
 */
export async function* trainModel(
  transformer: Transformer,
  training: Training,
  stage: Stage,
  pool: Pool,
  from: number,
  to: number,
): AsyncGenerator<UpdateDone, void, undefined> {
  const { context } = transformer.model;
  const starts = new Starts(pool, context);
  const pending: Promise<UpdateDone>[] = [];
  const begin = async (number: number): Promise<UpdateDone> => {
    const rate = learningRate(training, number);
    const report = await transformer.train({
      number,
      windows: drawBatch(stage, number, pool, starts, training.batch, context),
      learningRate: rate,
      dropoutKey: stageKey(stage, PURPOSE.dropout, number),
    });
    return { ...report, number, learningRate: rate };
  };
  try {
    for (let number = from; number < to; number++) {
      pending.push(begin(number));
      if (pending.length < IN_FLIGHT) continue;
      const oldest = pending.shift();
      if (oldest !== undefined) yield await oldest;
    }
    for (let next = pending.shift(); next !== undefined; next = pending.shift()) yield await next;
  } finally {
    await Promise.allSettled(pending);
  }
}
