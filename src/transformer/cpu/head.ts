import type { Model } from "../model.js";
import { multiply, rows, transposed } from "./multiply.js";
import type { Real, RealArray } from "./real.js";

/** Logits at a time, in numbers: whole rows of the vocabulary. */
const CHUNK = 2 ** 20;

/** Logits = x head^T for rows `first` ... `first + count - 1` of x. */
export function logitsOf(
  model: Model,
  head: Real,
  x: Real,
  first: number,
  count: number,
  logits: Real,
): void {
  const { width, vocabulary } = model;
  const a = { ...rows(x, width), at: first * width };
  multiply(count, vocabulary, width, a, rows(head, width), rows(logits, vocabulary), false);
}

/** The head's work cut into chunks of rows, so that a large vocabulary needs little room. */
export class Head {
  readonly rows: number;
  private readonly model: Model;
  private readonly logits: Real;

  constructor(make: RealArray, model: Model, count: number) {
    this.model = model;
    this.rows = Math.max(1, Math.min(count, Math.floor(CHUNK / model.vocabulary)));
    this.logits = new make(this.rows * model.vocabulary);
  }

  /** losses[row] = -log softmax(logits)[target] of `count` rows of x. */
  losses(head: Real, x: Real, count: number, targets: Uint32Array, losses: Real): void {
    this.chunks(head, x, count, (first, rowsHere) => {
      for (let i = 0; i < rowsHere; i++) losses[first + i] = this.softmax(i, targets[first + i] as number);
    });
  }

  /**
   * The same, and the gradients of sum of losses / `total`: overwrites `xGradient`, adds to `headGradient`.
   */
  backward(
    head: Real,
    x: Real,
    count: number,
    targets: Uint32Array,
    total: number,
    losses: Real,
    xGradient: Real,
    headGradient: Real,
  ): void {
    const { width, vocabulary } = this.model;
    const { logits } = this;
    this.chunks(head, x, count, (first, rowsHere) => {
      for (let i = 0; i < rowsHere; i++) {
        const target = targets[first + i] as number;
        losses[first + i] = this.softmax(i, target);
        const at = i * vocabulary;
        for (let k = 0; k < vocabulary; k++) logits[at + k] = (logits[at + k] as number) / total;
        logits[at + target] = (logits[at + target] as number) - 1 / total;
      }
      const g = rows(logits, vocabulary);
      const here = { ...rows(x, width), at: first * width };
      const slope = { ...rows(xGradient, width), at: first * width };
      multiply(rowsHere, width, vocabulary, g, transposed(rows(head, width)), slope, false);
      multiply(vocabulary, width, rowsHere, transposed(g), transposed(here), rows(headGradient, width), true);
    });
  }

  private chunks(head: Real, x: Real, count: number, visit: (first: number, rowsHere: number) => void): void {
    for (let first = 0; first < count; first += this.rows) {
      const rowsHere = Math.min(this.rows, count - first);
      logitsOf(this.model, head, x, first, rowsHere, this.logits);
      visit(first, rowsHere);
    }
  }

  /** Turns row i of the logits into probabilities; returns -log of the target's. */
  private softmax(i: number, target: number): number {
    const { logits } = this;
    const { vocabulary } = this.model;
    const at = i * vocabulary;
    let most = -Infinity;
    for (let k = 0; k < vocabulary; k++) most = Math.max(most, logits[at + k] as number);
    const wanted = logits[at + target] as number;
    let sum = 0;
    for (let k = 0; k < vocabulary; k++) {
      const e = Math.exp((logits[at + k] as number) - most);
      logits[at + k] = e;
      sum += e;
    }
    for (let k = 0; k < vocabulary; k++) logits[at + k] = (logits[at + k] as number) / sum;
    return Math.log(sum) + most - wanted;
  }
}
