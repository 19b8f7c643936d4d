import type { TransformerView } from "../view.js";

/** What a generation wrote, or is writing. */
export interface Sample {
  readonly generation: number;
  readonly text: string;
  readonly live: boolean;
}

/** What the generations of a recipe (its index) wrote, ascending; what all recipes share belongs to each. */
export function samplesOf({ update, result }: TransformerView, recipe: number): readonly Sample[] {
  const own = (of: { readonly recipe: number | null }): boolean => of.recipe === null || of.recipe === recipe;
  const samples = (result?.models ?? []).flatMap((model): Sample[] =>
    own(model) && model.sample !== null
      ? [{ generation: model.generation, text: model.sample, live: false }]
      : [],
  );
  if (update === null || (update.state !== "running" && update.state !== "paused")) return samples;
  const { current, text } = update;
  if (current === null || text === null || !own(current)) return samples;
  const { generation } = current;
  return [...samples.filter((one) => one.generation !== generation), { generation, text, live: true }];
}

/** So many of the generations side by side: the first that a model wrote for, the last, and others evenly between. */
export function sideBySide(generations: readonly number[], count: number): readonly number[] {
  const synthetic = generations.filter((generation) => generation > 0);
  const from = synthetic.length > 0 ? synthetic : generations;
  const columns = Math.min(count, from.length);
  const stride = columns > 1 ? (from.length - 1) / (columns - 1) : 0;
  return Array.from({ length: columns }, (_, i) => from[Math.round(i * stride)] ?? 0);
}
