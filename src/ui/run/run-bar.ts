import { html } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { View } from "../state/view.js";
import { milestone, progressLine, shareDone, speedLine } from "../words/progress.js";
import { BenchBar, type BarView } from "./bench-bar.js";

/** The bar of the bench "Chains", which has Step besides. Says `step` too. */
@customElement("lab-run-bar")
export class LabRunBar extends BenchBar {
  @property({ attribute: false }) view: View | null = null;
  @property({ type: Boolean }) waits = false;

  protected override bar(): BarView | null {
    const { view, waits } = this;
    if (!view) return null;
    return {
      able: true,
      run: view.run,
      counted: "Chains done",
      share: shareDone(view),
      line: progressLine(view, waits),
      milestone: milestone(view),
      rate: { text: speedLine(view), title: "Generations of single chains, all chains together" },
    };
  }

  protected override between(): unknown {
    return html`<button
      type="button"
      title="Pause, and show the next generation of the chains that are drawn"
      @click=${() => this.say("step")}
    >
      Step
    </button>`;
  }
}
