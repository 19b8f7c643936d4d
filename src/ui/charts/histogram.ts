import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { brief, percent, whole } from "../words/format.js";
import { canBeLeft, isPlain } from "../../index.js";
import { drawable, ended, type View } from "../state/view.js";
import { between, lawBetween } from "./bins.js";
import { Chart } from "./chart.js";
import "./figure.js";
import { histogram, histogramSpec, type Histogram } from "./histogram-plot.js";
import { wilson } from "./intervals.js";
import "./plot.js";
import type { PlotPoint, PlotRange } from "./plot.js";
import type { PlotSpec } from "./plot-options.js";
import type { TableData } from "./table.js";

/** The histogram of the collapse time T, the exact law over it; a range can be asked for its probability. */
@customElement("lab-histogram")
export class LabHistogram extends Chart {
  @property({ attribute: false }) view: View | null = null;
  /** Generations from and to, both included. */
  @state() private range: readonly [number, number] | null = null;
  private anchor: number | null = null;
  private data: Histogram | null = null;
  private spec: PlotSpec | null = null;

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (!changed.has("view") || !this.view) return;
    const before = changed.get("view") as LabHistogram["view"];
    if (before && before.experiment !== this.view.experiment) {
      this.range = null;
      this.at = null;
    }
    if (!drawable(this.view)) return;
    this.data = histogram(this.view);
    this.spec = histogramSpec(this.view, this.data);
    this.lazyTable = () => this.table();
  }

  protected override points(): readonly number[] {
    const bins = this.data?.bins;
    if (!bins) return [];
    return Array.from({ length: bins.count }, (_, k) => bins.first + (k + 0.5) * bins.width - 0.5);
  }

  private edges(bin: number): readonly [number, number] {
    const bins = this.data?.bins ?? { first: 1, width: 1 };
    return [bins.first + bin * bins.width, bins.first + (bin + 1) * bins.width - 1];
  }

  protected override read(bin: number): string {
    return this.told(...this.edges(bin));
  }

  /** A range's probability, simulated and exact. The interval waits for the end: the chains done first are the short ones. */
  private told(from: number, to: number): string {
    const { view } = this;
    if (!view) return "";
    const { run, laws } = view;
    const law = laws?.collapseTime ?? null;
    const where = from === to ? `T = ${whole(from)}` : `T from ${whole(from)} to ${whole(to)}`;
    const said: string[] = [];
    const { chains } = view.experiment;
    if (run) {
      const hits = between(run.counts, from, to);
      const [low, high] = wilson(hits, chains);
      const interval = `(95 %: ${brief(low * 100, 3)} to ${brief(high * 100, 3)} %)`;
      said.push(`simulated ${percent(hits / chains)} ${run.state === "finished" ? interval : "so far"}`);
    }
    if (law)
      said.push(
        `${law.kind === "exact" ? "exact" : "limit of large n"} ${percent(lawBetween(law, from, to), 2)}`,
      );
    return said.length === 0 ? where : `${where}: ${said.join(", ")}`;
  }

  private ranged(event: CustomEvent<PlotRange>): void {
    const { from, to } = event.detail;
    this.at = null;
    this.range = [Math.max(1, Math.ceil(from)), Math.max(1, Math.floor(to))];
    if (this.range[1] < this.range[0]) this.range = [this.range[0], this.range[0]];
  }

  protected override moved(at: number | null, extend: boolean): void {
    if (at === null) {
      this.clear();
      return;
    }
    if (!extend) {
      this.anchor = null;
      return;
    }
    this.anchor ??= at;
    this.range = [this.edges(Math.min(at, this.anchor))[0], this.edges(Math.max(at, this.anchor))[1]];
    queueMicrotask(() => this.speak(this.reading()));
  }

  private clear(): void {
    this.range = null;
    this.anchor = null;
    this.at = null;
  }

  protected override reading(): string {
    if (this.range && (this.at === null || this.anchor !== null)) return this.told(...this.range);
    return super.reading();
  }

  private summary(): string {
    const law = this.view?.laws?.collapseTime;
    const theory = this.view?.laws?.result.collapseTime.theory;
    if (this.view && !drawable(this.view)) return "The exact law is being computed.";
    if (!law && this.view) {
      const { view } = this;
      const { generations, recipe, decoding } = view.experiment;
      if (view.law === "late")
        return "The exact law is being computed; until it is there the bars stand alone.";
      if (ended(view.run) && view.run?.counts.length === 0 && generations !== null)
        return `No chain has collapsed by generation ${whole(generations)}.`;
      return recipe.form === "fully-synthetic" && isPlain(decoding)
        ? "The law of T is too costly to compute here; the bars stand alone."
        : "The law of T is not known for this experiment; the bars stand alone.";
    }
    if (!law) return "";
    const mean = theory?.mean ?? theory?.diffusion;
    const quantile = (share: number): number =>
      law.generations[law.cdf.findIndex((p) => p >= share)] ?? law.high;
    const about = mean === null || mean === undefined ? "" : ` around a mean of ${brief(mean)}`;
    const which = law.kind === "exact" ? "By the exact law" : "In the limit of large n";
    return `${which}, nine chains in ten collapse between generation ${whole(quantile(0.05))} and ${whole(quantile(0.95))},${about ? `${about}.` : ""}`.replace(
      /,$/,
      ".",
    );
  }

  private table(): TableData | null {
    const { view, data } = this;
    if (!view || !data) return null;
    const law = view.laws?.collapseTime ?? null;
    const rows = Array.from({ length: data.bins.count }, (_, k) => {
      const [from, to] = this.edges(k);
      const share = data.shares?.[k] ?? null;
      const chains = share === null ? null : Math.round(share * view.experiment.chains);
      return [from, to, chains, share, law ? lawBetween(law, from, to) : null];
    });
    const exact = law?.kind === "diffusion" ? "Limit of large n" : "Exact probability";
    return {
      columns: ["T from", "to", "Chains", "Share of all chains", exact],
      rows,
      show: (value, column) =>
        typeof value !== "number" ? (value ?? "–") : column < 3 ? whole(value) : percent(value, 2),
    };
  }

  protected override render(): unknown {
    const { range, view } = this;
    const law = view?.laws?.collapseTime;
    const line = law?.kind === "diffusion" ? "Dashed: its limit for large n." : "Line: exact law.";
    const left = view && canBeLeft(view.experiment.recipe) ? ", which may be left again" : "";
    const drawn = range ? { from: range[0] - 0.5, to: range[1] + 0.5 } : null;
    return html`<lab-figure
      heading="When do chains collapse?"
      .definition=${`T, the first generation with one token left${left}. Bars: simulated. ${law ? line : ""}`}
      hint="Drag over a range to ask for its probability."
      .summary=${this.summary()}
      .reading=${this.reading()}
      .spoken=${this.spoken}
      .table=${this.lazyTable}
      .picture=${this.picture}
      .sentence=${view?.sentence ?? ""}
      file="collapse-time"
      keys="With Shift they mark a range and read its probability; Escape lets go."
      @chart-key=${(event: CustomEvent<KeyboardEvent>) => this.pressed(event)}
    >
      ${
        range
          ? html`<button slot="tools" class="small" type="button" @click=${() => this.clear()}>
              Clear range
            </button>`
          : nothing
      }
      <lab-plot
        brush
        .spec=${this.spec}
        .cursor=${this.cursor()}
        .range=${drawn}
        @plot-point=${(event: CustomEvent<PlotPoint>) => this.pointed(event)}
        @plot-range=${(event: CustomEvent<PlotRange>) => this.ranged(event)}
      ></lab-plot>
    </lab-figure>`;
  }
}
