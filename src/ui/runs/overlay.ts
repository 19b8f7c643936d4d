import { html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { Chart } from "../charts/chart.js";
import "../charts/figure.js";
import "../charts/plot.js";
import type { PlotPoint } from "../charts/plot.js";
import type { PlotSpec } from "../charts/plot-options.js";
import { readSeries, seriesTable } from "../transformer/charts/series-plot.js";
import { overlayOf, overlaySpec, overlaySummary, type Overlay } from "./overlay-plot.js";
import type { ComparedRun } from "./page.js";

const WORDS = {
  chains: {
    question: "When do their chains collapse?",
    definition:
      "Share of a run's chains that have collapsed by generation m, counted from its own draws; each for the first time, where a collapse can be left again. A line a run, told apart by letter and shape.",
  },
  transformer: {
    question: "How far do they drift?",
    definition:
      "Mean L1 distance of next-token probabilities from the first generation, Σ |p(m) − p(1)|, each run in the contexts that its own p(0) wrote: 0 is none, 2 is nothing in common. A line for each mix, told apart by letter and shape.",
  },
} as const;

/** Several runs in one chart, where they are of one kind that has lines to share; else nothing. */
@customElement("lab-runs-overlay")
export class LabRunsOverlay extends Chart {
  @property({ attribute: false }) runs: readonly ComparedRun[] = [];
  private overlay: Overlay | null = null;
  private spec: PlotSpec | null = null;

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (!changed.has("runs")) return;
    const overlay = overlayOf(this.runs);
    this.overlay = overlay;
    this.spec = overlay && overlaySpec(overlay);
    this.lazyTable = overlay && (() => seriesTable(overlay.curves));
  }

  protected override points(): readonly number[] {
    return this.overlay?.curves.x ?? [];
  }

  protected override read(i: number): string {
    return this.overlay ? readSeries(this.overlay.curves, i) : "";
  }

  protected override moved(): void {
    // Nothing else follows the point that is read.
  }

  protected override render(): unknown {
    const { overlay } = this;
    if (!overlay) return nothing;
    const { question, definition } = WORDS[overlay.kind];
    return html`<lab-figure
      .heading=${question}
      .definition=${definition}
      .summary=${overlaySummary(overlay)}
      .reading=${this.reading()}
      .spoken=${this.spoken}
      .table=${this.lazyTable}
      .picture=${this.picture}
      .sentence=${this.runs.map(({ label, name }) => `${label}: ${name}`).join(" ")}
      file="runs-compared"
      @chart-key=${(event: CustomEvent<KeyboardEvent>) => this.pressed(event)}
    >
      <lab-plot
        .spec=${this.spec}
        .cursor=${this.cursor()}
        @plot-point=${(event: CustomEvent<PlotPoint>) => this.pointed(event)}
      ></lab-plot>
    </lab-figure>`;
  }
}
