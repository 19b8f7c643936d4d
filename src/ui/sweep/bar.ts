import { css } from "lit";
import { customElement, property } from "lit/decorators.js";
import { BenchBar, type BarView } from "../run/bench-bar.js";
import type { SweepPage } from "./page.js";
import { milestone, progressLine, shareDone } from "./words.js";

/** The bar of the bench "Sweep". */
@customElement("lab-sweep-bar")
export class LabSweepBar extends BenchBar {
  static override styles = [
    BenchBar.styles,
    css`
      @media (min-width: 901px) {
        .line {
          min-width: 27em;
        }
      }
    `,
  ];

  @property({ attribute: false }) page: SweepPage | null = null;

  protected override bar(): BarView | null {
    const { page } = this;
    if (!page) return null;
    const { run, sweep } = page;
    return {
      able: sweep !== null,
      run,
      counted: "Points done",
      share: shareDone(page),
      line: progressLine(page),
      milestone: milestone(page),
      rate: null,
    };
  }
}
