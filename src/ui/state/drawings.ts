import type { ChainsExperiment } from "../../index.js";
import type { Lab } from "./lab.js";
import type { Page } from "./page.js";
import { liveTokens } from "./truth.js";

const POPULATION_CHAINS = 300;
/** Beyond so many tokens in the first generation a chain is not drawn: its bands would be thinner than hairs. */
const MOST_BANDS = 5000;

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

  /** One chain, in its first context. */
  path(experiment: ChainsExperiment, chain: number): void {
    const asked = ++this.pathAsked;
    if (Math.min(liveTokens(experiment.truth), experiment.recipe.samples) > MOST_BANDS) {
      this.tell({ path: null, pathTrouble: "So many tokens are too many to draw one by one." });
      return;
    }
    this.lab.chainPath(experiment, chain, 0).then(
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
  population(experiment: ChainsExperiment): void {
    const asked = ++this.populationAsked;
    if (liveTokens(experiment.truth) !== 3) return;
    this.lab.population(experiment, Math.min(POPULATION_CHAINS, experiment.chains)).then(
      (population) => {
        if (asked === this.populationAsked) this.tell({ population });
      },
      () => undefined,
    );
  }
}
