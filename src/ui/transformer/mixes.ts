import { realSamplesOf, type TransformerExperiment, type TransformerRecipe } from "../../index.js";
import { brief } from "../words/format.js";

export type Form = TransformerRecipe["form"];

/** Recipes to choose together, for N real tokens. */
export interface Mixes {
  readonly id: string;
  readonly name: string;
  readonly recipes: (tokens: number) => readonly TransformerRecipe[];
}

const fully = (samples: number): TransformerRecipe => ({ form: "fully-synthetic", samples });

/** N real tokens, and so many synthetic ones that they are this share of both. */
function shared(share: number, realSamples: number): TransformerRecipe {
  const samples = Math.max(1, Math.round((realSamples * share) / (1 - share)));
  return { form: "partially-synthetic", samples, realSamples };
}

export const MIXES: readonly Mixes[] = [
  {
    id: "paper",
    name: "100 %, 50 % and 20 % synthetic",
    recipes: (tokens) => [fully(tokens), shared(0.5, tokens), shared(0.2, tokens)],
  },
  {
    id: "two",
    name: "100 % and 50 % synthetic",
    recipes: (tokens) => [fully(tokens), shared(0.5, tokens)],
  },
  { id: "fully", name: "100 % synthetic", recipes: (tokens) => [fully(tokens)] },
  {
    id: "accumulate",
    name: "100 % synthetic, and accumulate",
    recipes: (tokens) => [fully(tokens), { form: "accumulate", samples: tokens, realSamples: tokens }],
  },
  {
    id: "most-recent",
    name: "100 % synthetic, and the last 3 models",
    recipes: (tokens) => [fully(tokens), { form: "most-recent", samples: tokens, window: 3 }],
  },
];

/** N, the same of all recipes. */
export function tokensEach({ recipes }: TransformerExperiment): number {
  const [first] = recipes;
  return first ? realSamplesOf(first) : 0;
}

/** The id of the mixes that these recipes are, sizes being whole streams; empty for none. */
export function mixesOf(experiment: TransformerExperiment): string {
  const { recipes, sampling } = experiment;
  const same = (one: TransformerRecipe, other: TransformerRecipe | undefined): boolean => {
    if (other?.form !== one.form || Math.abs(other.samples - one.samples) >= sampling.streamLength)
      return false;
    if (one.form === "most-recent") return other.form === one.form && other.window === one.window;
    return one.form !== "fresh-real" || (other.form === one.form && other.realShare === one.realShare);
  };
  const found = MIXES.find((mixes) => {
    const all = mixes.recipes(tokensEach(experiment));
    return all.length === recipes.length && all.every((recipe, i) => same(recipe, recipes[i]));
  });
  return found?.id ?? "";
}

/** The same mixes of another number of real tokens: shares stay. */
export function withTokens(experiment: TransformerExperiment, tokens: number): readonly TransformerRecipe[] {
  const known = MIXES.find(({ id }) => id === mixesOf(experiment));
  if (known) return known.recipes(tokens);
  const times = tokens / tokensEach(experiment);
  return experiment.recipes.map((recipe) => {
    const samples = Math.max(1, Math.round(recipe.samples * times));
    return "realSamples" in recipe ? { ...recipe, samples, realSamples: tokens } : { ...recipe, samples };
  });
}

/** A recipe of another form, of as many real tokens. */
export function recipeAs(form: Form, tokens: number): TransformerRecipe {
  switch (form) {
    case "fully-synthetic":
      return fully(tokens);
    case "partially-synthetic":
      return shared(0.5, tokens);
    case "fresh-real":
      return { form, samples: tokens, realShare: 0.5 };
    case "accumulate":
    case "accumulate-subsample":
      return { form, samples: tokens, realSamples: tokens };
    case "most-recent":
      return { form, samples: tokens, window: 3 };
  }
}

/** The share of synthetic tokens in what a partially synthetic generation learns, in percent. */
export function percentOf({ samples, realSamples }: { samples: number; realSamples: number }): number {
  return Number(((100 * samples) / (samples + realSamples)).toPrecision(4));
}

/** A recipe with this share of synthetic tokens, in percent: all of them is the fully synthetic one. Null where it is no share. */
export function withPercent(percent: number, tokens: number): TransformerRecipe | null {
  if (!(percent > 0 && percent <= 100)) return null;
  return percent === 100 ? fully(tokens) : shared(percent / 100, tokens);
}

/** Whole streams make 20.05 % of what was asked for as 20 %; what is nearly all keeps the digit that says so. */
function shortPercent(percent: number): string {
  return brief(percent, percent > 99 ? 4 : 2);
}

/** A recipe in few words: "50 % synthetic". */
export function mixWords(recipe: TransformerRecipe): string {
  switch (recipe.form) {
    case "fully-synthetic":
      return "100 % synthetic";
    case "partially-synthetic":
      return `${shortPercent(percentOf(recipe))} % synthetic`;
    case "fresh-real":
      return `${brief(100 * recipe.realShare, 3)} % new real text`;
    case "accumulate":
      return "all text accumulating";
    case "accumulate-subsample":
      return "subsamples of all text";
    case "most-recent":
      return recipe.window === 1 ? "the last model" : `the last ${brief(recipe.window)} models`;
  }
}
