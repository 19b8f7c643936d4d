import { css } from "lit";
import { customElement, property } from "lit/decorators.js";
import { BenchBar, type BarView } from "../run/bench-bar.js";
import { able, type TransformerPage } from "./page.js";
import { milestone, progressLine, rateLine, shareDone } from "./words.js";

/** The bar of the bench "Transformer", which says what is at work and when it was saved. */
@customElement("lab-transformer-bar")
export class LabTransformerBar extends BenchBar {
  static override styles = [
    BenchBar.styles,
    css`
      @media (min-width: 481px) and (max-width: 1100px) {
        .rate {
          display: inline;
          min-width: 0;
          font-size: var(--small);
        }
      }
      @media (min-width: 901px) {
        .line {
          min-width: 31em;
        }
        .rate {
          min-width: 12em;
        }
      }
    `,
  ];

  @property({ attribute: false }) page: TransformerPage | null = null;

  protected override bar(): BarView | null {
    const { page } = this;
    if (!page) return null;
    const { run } = page;
    return {
      able: able(page),
      run,
      counted: "Models done",
      share: shareDone(page),
      line: progressLine(page),
      milestone: milestone(page),
      rate: { text: rateLine(page, Date.now()) },
    };
  }
}
