import type { ChainsExperiment } from "../../index.js";
import type { ContextTable } from "./lab.js";

type Truth = ChainsExperiment["truth"];
type TextTruth = Extract<Truth, { form: "text" }>;

/** Draws that a generation learns from, n; of a mixing matrix those of its largest row. */
export function samplesOf({ recipe }: Pick<ChainsExperiment, "recipe">): number {
  if (recipe.form !== "mixing-matrix") return recipe.samples;
  return recipe.quotas.reduce((most, row) => Math.max(most, sumOf(row)), 1);
}

export function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** Tokens that a truth gives any weight. */
export function liveTokens(truth: Truth, table: ContextTable | null): number {
  if (truth.form === "weights") return truth.weights.filter((weight) => weight > 0).length;
  return tokensOf(truth, table);
}

/** Tokens of the vocabulary, those without weight included. */
export function tokensOf(truth: Truth, table: ContextTable | null): number {
  if (truth.form === "weights") return truth.weights.length;
  return truth.form === "text" ? vocabulary(truth, table).length : truth.tokens;
}

const vocabularies = new WeakMap<TextTruth, readonly string[]>();
const WRITTEN = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** A text's tokens by their ids; empty where the text is not here. */
function vocabulary(truth: TextTruth, table: ContextTable | null): readonly string[] {
  if (table) return table.tokens;
  const { corpus, tokenizer } = truth;
  if (corpus.form !== "text") return [];
  const known = vocabularies.get(truth);
  if (known) return known;
  const words = tokenizer === "characters" ? Array.from(corpus.text) : corpus.text.split(/\s+/u);
  const tokens = [...new Set(words)].filter((word) => word !== "").sort(byCodePoints);
  vocabularies.set(truth, tokens);
  return tokens;
}

function byCodePoints(a: string, b: string): number {
  const [left, right] = [Array.from(a), Array.from(b)];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const step = (left[i]?.codePointAt(0) ?? 0) - (right[i]?.codePointAt(0) ?? 0);
    if (step !== 0) return step;
  }
  return left.length - right.length;
}

const UNSEEN: Readonly<Record<string, string>> = {
  " ": "space",
  "\n": "line end",
  "\t": "tab",
  "\r": "return",
};

/** A token as people read it: of a text “e”, else its number. */
export function tokenName(truth: Truth, table: ContextTable | null, token: number): string {
  const text = truth.form === "text" ? vocabulary(truth, table)[token] : undefined;
  if (text === undefined) return String(token);
  const shown = Array.from(WRITTEN.segment(text), ({ segment }) => segment);
  return UNSEEN[text] ?? `“${shown.length > 16 ? `${shown.slice(0, 15).join("")}…` : text}”`;
}

/** p(0) of a small vocabulary, for a mark in the simplex; null where it takes more than a line to find. */
export function truthShares(truth: Truth): readonly number[] | null {
  let weights: readonly number[];
  if (truth.form === "weights") weights = truth.weights;
  else if (truth.form === "uniform") weights = Array.from({ length: truth.tokens }, () => 1);
  else if (truth.form === "zipf")
    weights = Array.from({ length: truth.tokens }, (_, i) => (i + 1) ** -truth.exponent);
  else return null;
  const total = sumOf(weights);
  return weights.map((weight) => weight / total);
}
