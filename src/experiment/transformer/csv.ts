import { csv, number } from "../csv.js";
import type { TransformerResult } from "./result.js";

/**
 * The rows of a transformer's recipes as CSV (RFC 4180): a header, then one row a recipe (by its index) and generation.
 * A value that is not known is an empty cell.
 */
export function transformerCsv({ recipes }: TransformerResult): string {
  const columnsOf = ({
    series,
  }: TransformerResult["recipes"][number]): [string, readonly (number | null)[]][] => {
    const { distinctNGrams, ...plain } = series;
    return [
      ...Object.entries(plain),
      ...distinctNGrams.map((rows, i) => [`distinctNGrams.${i + 1}`, rows] as [string, typeof rows]),
    ];
  };
  const [first] = recipes;
  const names = first === undefined ? [] : columnsOf(first).map(([name]) => name);
  const rows = recipes.flatMap((recipe, index) => {
    const columns = columnsOf(recipe);
    return recipe.generations.map((generation, row) => [
      String(index),
      String(generation),
      ...columns.map(([, cells]) => number(cells[row])),
    ]);
  });
  return csv([["recipe", "generation", ...names], ...rows]);
}
