import type { TransformerExperiment, TransformerRecipe } from "../../../index.js";
import type { Marker } from "../../charts/draw.js";
import { whole } from "../../words/format.js";
import { mixWords } from "../mixes.js";

/** A recipe as every chart of the bench names and draws it. */
export interface RecipeLook {
  readonly name: string;
  /** What stands for the name where there is little room. */
  readonly short: string;
  /** At the line's end: after the first, a share is said in short. */
  readonly label: string;
  /** Vermilion without real data, green where more than half of them are real, blue between. */
  readonly ink: "collapse" | "sim" | "real";
  readonly marker: Marker;
  readonly hollow: boolean;
}

const MARKERS: readonly Marker[] = ["circle", "square", "triangle", "diamond"];

/** The looks of an experiment's recipes, in their order; no two have one name, in full or in short. */
export function recipeLooks({ recipes }: TransformerExperiment): readonly RecipeLook[] {
  const plain = recipes.map((recipe) => ({ name: mixWords(recipe), short: shortWords(recipe) }));
  const alone = (of: "name" | "short", i: number): string => {
    const own = plain[i]?.[of] ?? "";
    return plain.some((other, j) => j !== i && other[of] === own) ? `${own} (${i + 1})` : own;
  };
  return recipes.map((recipe, i) => {
    const [name, short] = [alone("name", i), alone("short", i)];
    return {
      name,
      short,
      label: i > 0 && name.endsWith(" synthetic") ? short : name,
      ink: inkOf(recipe),
      marker: MARKERS[i % MARKERS.length] ?? "circle",
      hollow: i >= MARKERS.length,
    };
  });
}

/** What stands for a recipe's words where there is little room. */
function shortWords(recipe: TransformerRecipe): string {
  switch (recipe.form) {
    case "fully-synthetic":
    case "partially-synthetic":
      return mixWords(recipe).replace(/ synthetic$/, "");
    case "fresh-real":
      return mixWords(recipe).replace(/ real text$/, "");
    case "accumulate":
      return "all text";
    case "accumulate-subsample":
      return "subsamples";
    case "most-recent":
      return `last ${whole(recipe.window)}`;
  }
}

/** Share of synthetic tokens in what a model learns; null where it changes with the generation. */
function syntheticShare(recipe: TransformerRecipe): number | null {
  switch (recipe.form) {
    case "fully-synthetic":
      return 1;
    case "partially-synthetic":
      return recipe.samples / (recipe.samples + recipe.realSamples);
    case "fresh-real":
      return 1 - recipe.realShare;
    case "most-recent":
    case "accumulate":
    case "accumulate-subsample":
      return null;
  }
}

function inkOf(recipe: TransformerRecipe): RecipeLook["ink"] {
  if (recipe.form === "most-recent") return "collapse";
  const synthetic = syntheticShare(recipe) ?? 0.5;
  return synthetic === 1 ? "collapse" : synthetic < 0.5 ? "real" : "sim";
}
