import type { ChainsExperiment } from "../../index.js";
import type { ContextTable, Lab } from "./lab.js";
import type { Page } from "./page.js";
import { liveTokens } from "./sizes.js";

const DOTS = 300;

/** The chains that are drawn one by one. The newest question wins; answers to older ones are not heard. */
export class Drawings {
  private readonly lab: Lab;
  private readonly tell: (change: Partial<Page>) => void;
  private pathAsked = 0;
  private populationAsked = 0;

  constructor(lab: Lab, tell: (change: Partial<Page>) => void) {
    this.lab = lab;
    this.tell = tell;
  }

  /** What is under way is not wanted any more. */
  forget(): void {
    this.pathAsked++;
    this.populationAsked++;
  }

  /** One chain in one of its contexts. */
  path(experiment: ChainsExperiment, table: ContextTable | null, chain: number, context: number): void {
    const asked = ++this.pathAsked;
    this.lab.chainPath(experiment, table, chain, context).then(
      (path) => {
        if (asked === this.pathAsked) this.tell({ path, pathTrouble: "" });
      },
      () => {
        if (asked === this.pathAsked)
          this.tell({ path: null, pathTrouble: "This chain could not be drawn." });
      },
    );
  }

  /** Many chains on the simplex, where three tokens live. */
  population(experiment: ChainsExperiment, table: ContextTable | null): void {
    const asked = ++this.populationAsked;
    if (liveTokens(experiment.truth, table) !== 3) return;
    this.lab.population(experiment, table, Math.min(DOTS, experiment.chains * experiment.contexts)).then(
      (population) => {
        if (asked === this.populationAsked) this.tell({ population });
      },
      () => undefined,
    );
  }
}
