import type { TextTokens, TransformerExperiment, startTransformer } from "../../index.js";

/** On a processor an update of the rehearsal has at most so many operations. */
const UPDATE_FLOPS = 5e8;
/** Measured for so long, once anything is; given up after so long, in seconds. */
const LONG_ENOUGH = 1;
const TOO_LONG = 10;

export interface Rehearsal {
  readonly experiment: TransformerExperiment;
  readonly text: TextTokens;
  /** Operations of one update of the experiment. */
  readonly flopsPerStep: number;
  /** A GPU is fast only where it is given whole batches. */
  readonly onGpu: boolean;
}

/** What was found: operations a second (null where it took too long), or why such a run is refused. */
export type Rehearsed = { readonly flops: number | null } | { readonly refusal: string };

/**
 * Trains the experiment's first model for about a second in a worker and throws it away: whether it fits, and how fast it is.
 * Ends at once when `signal` says so.
 */
export async function rehearse(
  start: typeof startTransformer,
  { experiment, text, flopsPerStep, onGpu }: Rehearsal,
  signal: AbortSignal,
): Promise<Rehearsed> {
  const { training, model, corpus, evaluation } = experiment;
  const flopsPerWindow = flopsPerStep / training.batch;
  const most = onGpu ? training.batch : Math.max(1, Math.floor(UPDATE_FLOPS / flopsPerWindow));
  const batch = Math.min(training.batch, most);
  const short: TransformerExperiment = {
    ...experiment,
    training: { ...training, batch, microBatch: "auto", steps: 1e6 },
    evaluation: { ...evaluation, every: 1e6 },
    surrogate: false,
    // How fast models are trained is asked, and a given one is not.
    truth: { form: "trained" },
  };
  let flops: number | null = null;
  let since: number | null = null;
  // The first updates are slower than the others: code is still being compiled.
  const update = (tokensPerSecond: number | null): void => {
    if (tokensPerSecond === null) return;
    flops = (tokensPerSecond * flopsPerWindow) / model.context;
    since ??= performance.now();
    if (performance.now() - since > 1000 * LONG_ENOUGH) handle.stop();
  };
  const handle = start(short, beginning(text, model.context, corpus.validationShare), {
    update: (news) => update(news.tokensPerSecond.training),
    notice: () => undefined,
    saved: () => undefined,
  });
  const stop = (): void => handle.stop();
  signal.addEventListener("abort", stop);
  const late = setTimeout(stop, 1000 * TOO_LONG);
  const end = await handle.end;
  clearTimeout(late);
  signal.removeEventListener("abort", stop);
  return end.ok || end.status === "failed" ? { flops } : { refusal: end.message };
}

/** Why weights that are given as p(0) are refused; empty where they are not, or the signal ended the question. */
export async function judgeWeights(
  start: typeof startTransformer,
  { experiment, text }: Pick<Rehearsal, "experiment" | "text">,
  weights: Blob,
  signal: AbortSignal,
): Promise<string> {
  const { model, corpus } = experiment;
  const handle = start(
    { ...experiment, surrogate: false },
    beginning(text, model.context, corpus.validationShare),
    // They are judged before there is any news.
    { update: () => handle.stop(), notice: () => undefined, saved: () => undefined },
    { truth: weights },
  );
  const stop = (): void => handle.stop();
  signal.addEventListener("abort", stop);
  const end = await handle.end;
  signal.removeEventListener("abort", stop);
  return end.ok || end.status === "failed" ? "" : end.message;
}

/** As much of a text as both of its parts need, over and over where it is shorter. */
function beginning({ ids, vocabulary }: TextTokens, context: number, validationShare: number): TextTokens {
  const smaller = Math.min(validationShare, 1 - validationShare);
  const length = Math.min(ids.length, Math.ceil((context + 2) / smaller));
  return { ids: ids.slice(0, length), vocabulary };
}
