import { canonicalJson, sha256Hex } from "../experiment/index.js";
import type { Plan } from "./plan.js";
import { diracFactors, entropyTermBig, MEASURES, type Measure } from "./measures.js";
import { ENTROPY_BITS, scaleBig, scaleBy, SHARE_BITS } from "./scale.js";
import { totalOf } from "./sizes.js";
import { pairs, type Histogram } from "./sums.js";
import type { Tally } from "./tally.js";

/** The exact integers of a run at its rows: what the digest is taken of, and what the series are divided from. */
export interface ExactSums extends Record<Measure, readonly bigint[]> {
  /** Chains all of whose contexts are a Dirac. */
  readonly collapsed: readonly bigint[];
}

/**
 * The sums of a run's settled chains at the rows `generations`; null where T alone is asked for. Row 0 compares the
 * truth's weights (total R) with p(1): its firstProduct is sum c_i(1) w_i, its driftL1 that of row 1 from the truth, its
 * driftFromTruthL1 zero. Where contexts differ in n every term is at its scale: see scale.ts.
 */
export function exactSums(plan: Plan, tally: Tally, generations: readonly number[]): ExactSums | null {
  if (plan.timesOnly) return null;
  const rows = generations.length;
  const sums = tally.settledSums;
  const factors = generations.map((m) =>
    plan.scaled || plan.goesOn
      ? null
      : diracFactors(totalOf(plan.experiment.recipe, plan.sizes(0), Math.max(1, m))),
  );
  const measures = Object.fromEntries(
    MEASURES.map((measure, index) => [
      measure,
      sums.measure(index, Math.max(rows, 2), (row) => factors[row]?.[index] ?? 1n),
    ]),
  ) as Record<Measure, bigint[]>;
  const chains = BigInt(tally.settled);
  const truth = truthSums(plan);
  measures.sumOfSquares[0] = truth.squares * chains;
  measures.support[0] = truth.support * chains;
  measures.entropy[0] = truth.entropy * chains;
  measures.firstProduct[0] = sums.truthProduct;
  measures.driftL1[0] = measures.driftFromTruthL1[1] ?? 0n;
  measures.driftFromTruthL1[0] = 0n;
  for (const measure of MEASURES) measures[measure].length = rows;
  const atZero = truth.dirac ? tally.settled : 0;
  const collapsed = plan.goesOn
    ? generations.map((_, row) => BigInt(row === 0 ? atZero : (tally.diracs[row] ?? 0)))
    : collapsedByRow(tally.counts, atZero, generations);
  return { ...measures, collapsed };
}

function collapsedByRow(counts: Histogram, atZero: number, generations: readonly number[]): bigint[] {
  const sorted = pairs(counts);
  let at = 0;
  let sum = 0;
  return generations.map((m) => {
    for (let pair = sorted[at]; pair !== undefined && pair[0] <= m; pair = sorted[++at]) sum += pair[1];
    return BigInt(m === 0 ? atZero : sum);
  });
}

interface TruthSums {
  readonly squares: bigint;
  readonly support: bigint;
  readonly entropy: bigint;
  readonly entropyOfTotal: bigint;
  /** Whether every context has a single live token. */
  readonly dirac: boolean;
}

const remembered = new WeakMap<Plan, TruthSums>();

/** Sums over the contexts of the truth's own integers, found once a plan. */
export function truthSums(plan: Plan): TruthSums {
  const known = remembered.get(plan) ?? sumTruths(plan);
  remembered.set(plan, known);
  return known;
}

function sumTruths(plan: Plan): TruthSums {
  const { contexts } = plan.experiment;
  const distinct = plan.sharedTruth ? 1 : contexts;
  const times = BigInt(contexts / distinct);
  let squares = 0n;
  let support = 0n;
  let entropy = 0n;
  let entropyOfTotal = 0n;
  let dirac = true;
  for (let context = 0; context < distinct; context++) {
    const { weights, total } = plan.truth(context);
    let own = 0n;
    let terms = 0n;
    for (const w of weights) {
      own += BigInt(w) * BigInt(w);
      terms += entropyTermBig(w);
    }
    if (plan.scaled) {
      const R = BigInt(total);
      squares += scaleBig(own, scaleBy(SHARE_BITS, R * R));
      entropy += scaleBig(entropyTermBig(total) - terms, scaleBy(ENTROPY_BITS, R));
    } else {
      squares += own;
      entropy += terms;
      entropyOfTotal += entropyTermBig(total);
    }
    support += BigInt(weights.length);
    dirac &&= weights.length === 1;
  }
  return {
    squares: squares * times,
    support: support * times,
    entropy: entropy * times,
    entropyOfTotal: entropyOfTotal * times,
    dirac,
  };
}

/** Lowercase hex SHA-256 of the canonical JSON of a finished run's integers. Equal experiments have equal digests. */
export function digestOf(
  plan: Plan,
  tally: Tally,
  generations: readonly number[],
  sums: ExactSums | null,
): string {
  const text = (value: bigint | number): string => value.toString();
  const histogram = (h: Histogram): string[][] => pairs(h).map((pair) => pair.map(text));
  const { settledSums } = tally;
  return sha256Hex(
    canonicalJson({
      counts: histogram(tally.counts),
      censored: text(tally.censored),
      ...(plan.experiment.contexts > 1 ? { contextCounts: histogram(settledSums.contextCounts) } : {}),
      winners: histogram(settledSums.winners),
      rows: generations.map(text),
      sums:
        sums === null
          ? null
          : Object.fromEntries(
              Object.entries(sums).map(([name, values]) => [name, (values as bigint[]).map(text)]),
            ),
    }),
  );
}
