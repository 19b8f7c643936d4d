import type { ChainsExperiment } from "../../index.js";

type Truth = ChainsExperiment["truth"];
export type TruthForm = Truth["form"];

/** A plain object that may or may not be an experiment: what the lab's reader is asked to judge. */
export type Draft = Readonly<Record<string, unknown>>;

/** The experiment with one field, named by its path, given another value. */
export function withField(experiment: ChainsExperiment, path: string, value: unknown): Draft {
  const [first = "", second] = path.split(".");
  if (second === undefined) return { ...experiment, [first]: value };
  const inner: unknown = Reflect.get(experiment, first);
  return { ...experiment, [first]: { ...(inner as object), [second]: value } };
}

/** The value at a path; undefined where there is none. */
export function fieldAt(experiment: ChainsExperiment, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>(
      (value, key) => (typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined),
      experiment,
    );
}

/** How many tokens a truth has, those without weight included. */
export function tokensOf(truth: Truth): number {
  return truth.form === "weights" ? truth.weights.length : truth.tokens;
}

/** A truth of another form that keeps what it can of the old one. */
export function truthAs(form: TruthForm, old: Truth, seed: ChainsExperiment["seed"]): Truth {
  const tokens = tokensOf(old);
  switch (form) {
    case "uniform":
      return { form, tokens };
    case "zipf":
      return { form, tokens, exponent: 1 };
    case "geometric":
      return {
        form,
        tokens,
        sumOfSquares: Number(Math.min(0.9, Math.max(0.1, 2 / Math.max(2, tokens))).toPrecision(3)),
      };
    case "dirichlet":
      return { form, tokens, concentration: 1, seed };
    case "weights":
      return {
        form,
        weights: Array.from({ length: Math.min(tokens, 16) }, (_, i) => Math.min(tokens, 16) - i),
      };
  }
}

/** The experiment with another way to stop: "generations" needs a number of them, "collapse" needs none. */
export function withStop(experiment: ChainsExperiment, stop: ChainsExperiment["stop"]): Draft {
  const generations = stop === "generations" ? (experiment.generations ?? 1000) : null;
  return { ...experiment, stop, generations };
}

/** A seed as typed: a whole number is a number, anything else a text. */
export function seedFrom(text: string): number | string {
  const plain = text.trim();
  return /^\d{1,16}$/.test(plain) && Number.isSafeInteger(Number(plain)) ? Number(plain) : plain;
}

/** Weights as typed, between commas, spaces or lines; null where one is no number. */
export function weightsFrom(text: string): readonly number[] | null {
  const parts = text.split(/[\s,;]+/).filter((part) => part !== "");
  const weights = parts.map(Number);
  return parts.length > 0 && weights.every(Number.isFinite) ? weights : null;
}
