import type { ChainsExperiment } from "../experiment/types.js";
import { addTo, Sums, type Histogram } from "./sums.js";
import { sharesTruth } from "./truth.js";
import type { UnitTally } from "./unit.js";

/** Chains whose contexts are not all done. */
interface OpenChains {
  readonly sums: Sums;
  /** The largest T over contexts done. */
  readonly largest: Uint32Array;
  /** 1 where a context was censored. */
  readonly censored: Uint8Array;
  /** The last generation at which a context was not a Dirac, of chains that go on after T. */
  readonly last: Uint32Array;
  /** As in UnitTally, over contexts done. */
  readonly open: Uint32Array;
  contextsDone: number;
}

/**
 * All statistics of a run. Units may come in any order; those of chains 0 ... settled-1, all done, are added up in order,
 * so that a mean is only ever over chains fixed by their numbers beforehand.
 */
export class Tally {
  readonly settledSums: Sums;
  /** Exact histogram of T over settled chains. */
  readonly counts: Histogram = new Map();
  censored = 0;
  settled = 0;
  /** Of chains that go on after T: settled ones that were not a Dirac at some generation after it. */
  left = 0;
  /** Of chains that go on after T: how many settled ones are a Dirac in every context, by row. */
  readonly diracs: number[] = [];
  /** Over every chain that is done, settled or not. */
  readonly doneCounts: Histogram = new Map();
  done = 0;
  private readonly open = new Map<number, OpenChains>();
  private readonly contexts: number;
  private readonly sharedTruth: boolean;

  constructor(experiment: ChainsExperiment) {
    this.contexts = experiment.contexts;
    this.sharedTruth = sharesTruth(experiment);
    this.settledSums = new Sums(this.sharedTruth);
  }

  add(unit: UnitTally): void {
    const { firstChain, chains, contexts } = unit.unit;
    let block = this.open.get(firstChain);
    if (block === undefined) {
      block = {
        sums: new Sums(this.sharedTruth),
        largest: new Uint32Array(chains),
        censored: new Uint8Array(chains),
        last: new Uint32Array(chains),
        open: new Uint32Array(unit.open.length),
        contextsDone: 0,
      };
      this.open.set(firstChain, block);
    }
    block.sums.add(unit);
    for (let i = 0; i < chains; i++) {
      for (let j = 0; j < contexts; j++) {
        const item = i * contexts + j;
        const T = unit.collapse[item] as number;
        if (T === 0) block.censored[i] = 1;
        else if (T > (block.largest[i] as number)) block.largest[i] = T;
        block.last[i] = Math.max(block.last[i] as number, unit.last[item] ?? 0);
      }
    }
    for (let w = 0; w < unit.open.length; w++) {
      block.open[w] = (block.open[w] as number) | (unit.open[w] as number);
    }
    block.contextsDone += contexts;
    if (block.contextsDone < this.contexts) return;
    block.largest.forEach((T, i) => {
      if (block.censored[i] === 0) addTo(this.doneCounts, T);
    });
    this.done += chains;
    this.settle();
  }

  private settle(): void {
    for (;;) {
      const block = this.open.get(this.settled);
      if (block === undefined || block.contextsDone < this.contexts) return;
      this.open.delete(this.settled);
      this.settledSums.merge(block.sums);
      const chains = block.largest.length;
      block.largest.forEach((T, i) => {
        if (block.censored[i] !== 0) this.censored++;
        else {
          addTo(this.counts, T);
          if ((block.last[i] as number) > T) this.left++;
        }
      });
      this.countDiracs(block.open, chains);
      this.settled += chains;
    }
  }

  private countDiracs(open: Uint32Array, chains: number): void {
    const words = open.length / chains;
    for (let row = 0; row < 32 * words; row++) {
      let diracs = 0;
      for (let i = 0; i < chains; i++) {
        diracs += 1 - (((open[i * words + (row >>> 5)] as number) >>> (row & 31)) & 1);
      }
      this.diracs[row] = (this.diracs[row] ?? 0) + diracs;
    }
  }

  /** Forgets what is not settled: its chains will be run again. */
  dropOpen(): void {
    this.open.clear();
    this.done = this.settled;
    this.doneCounts.clear();
    this.counts.forEach((count, T) => this.doneCounts.set(T, count));
  }
}
