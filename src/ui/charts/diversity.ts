import { html } from "lit";
import { customElement, state } from "lit/decorators.js";
import { drawable } from "../state/view.js";
import { brief, decimalsFor, fixed, whole } from "../words/format.js";
import { Chart } from "./chart.js";
import "./figure.js";
import { Z95 } from "./intervals.js";
import { MEASURES, type Measure } from "./measures.js";
import "./plot.js";
import type { PlotPoint } from "./plot.js";
import type { PlotSpec } from "./plot-options.js";
import { measureCurve, measureSpec, type Curve } from "./series-plot.js";
import type { TableData } from "./table.js";

/** S_m, or another measure that the reader picks, against generation: dots with 95 % bands over the law. */
@customElement("lab-diversity")
export class LabDiversity extends Chart {
  @state() private chosen = 0;
  private curve: Curve | null = null;
  private spec: PlotSpec | null = null;

  private get of(): Measure {
    const first = MEASURES[0];
    const found = MEASURES[this.chosen] ?? first;
    if (!found) throw new Error("There are no measures.");
    return found;
  }

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (!this.view || !(changed.has("view") || changed.has("chosen"))) return;
    if (!drawable(this.view)) return;
    this.curve = measureCurve(this.view, this.of);
    this.spec = measureSpec(this.curve, this.of);
    this.lazyTable = () => this.table();
  }

  protected override points(): readonly number[] {
    return this.curve?.x ?? [];
  }

  protected override read(i: number): string {
    const { curve } = this;
    if (!curve) return "";
    const said: string[] = [];
    const mean = curve.mean[i] ?? null;
    const half = mean === null ? 0 : (curve.high[i] ?? mean) - mean;
    if (mean !== null) {
      const decimals = decimalsFor(half);
      said.push(`simulated ${fixed(mean, decimals)} ± ${half > 0 ? fixed(half, decimals) : "0"}`);
    }
    const law = curve.law[i] ?? null;
    if (law !== null) said.push(`exact ${brief(law, 5)}`);
    for (const bound of curve.bounds) {
      const value = bound.y[i] ?? null;
      if (value !== null) said.push(`${bound.words} ${brief(value, 4)}`);
    }
    return `Generation ${whole(curve.x[i] ?? 0)}: ${said.length > 0 ? said.join(", ") : "not simulated yet"}`;
  }

  protected override moved(): void {
    // Nothing else follows the point that is read.
  }

  private summary(): string {
    const { curve, of } = this;
    if (!curve) return "";
    const known = curve.law.some((value) => value !== null) ? curve.law : curve.mean;
    const at = known.findIndex((value) => value !== null);
    const end = known.findLastIndex((value) => value !== null);
    if (at < 0 || end <= at) return "It is drawn as soon as the first chains are done.";
    const which = known === curve.law ? "By the exact law" : "Simulated:";
    const [from, to] = [known[at] ?? 0, known[end] ?? 0];
    if (from === to) return `${which} ${of.option.toLowerCase()} stays at ${brief(from, 3)}.`;
    const moves = to > from ? "rises" : "falls";
    const span = `between generation ${whole(curve.x[at] ?? 0)} and ${whole(curve.x[end] ?? 0)}`;
    return `${which} ${of.option.toLowerCase()} ${moves} from ${brief(from, 3)} to ${brief(to, 3)} ${span}.`;
  }

  private table(): TableData | null {
    const { curve } = this;
    if (!curve) return null;
    const bounds = curve.bounds;
    return {
      columns: ["Generation", "Simulated", "Standard error", "Exact", ...bounds.map((bound) => bound.words)],
      rows: curve.x.map((generation, i) => {
        const mean = curve.mean[i] ?? null;
        const error = mean === null ? null : ((curve.high[i] ?? mean) - mean) / Z95;
        return [generation, mean, error, curve.law[i] ?? null, ...bounds.map((bound) => bound.y[i] ?? null)];
      }),
      show: (value, column) =>
        typeof value !== "number"
          ? (value ?? "–")
          : column === 0
            ? whole(value)
            : brief(value, column === 2 ? 2 : 6),
    };
  }

  protected override render(): unknown {
    const { of } = this;
    return html`<lab-figure
      .heading=${of.question}
      .definition=${of.definition}
      .summary=${this.summary()}
      .reading=${this.reading()}
      .spoken=${this.spoken}
      .table=${this.lazyTable}
      .picture=${this.picture}
      .sentence=${this.view?.sentence ?? ""}
      .file=${of.name}
      @chart-key=${(event: CustomEvent<KeyboardEvent>) => this.pressed(event)}
    >
      <select
        slot="tools"
        class="small"
        aria-label="Measure"
        .value=${String(this.chosen)}
        @change=${(event: Event) => {
          this.chosen = Number((event.target as HTMLSelectElement).value);
          this.at = null;
        }}
      >
        ${MEASURES.map((one, i) => html`<option value=${i}>${one.option}</option>`)}
      </select>
      <lab-plot
        .spec=${this.spec}
        .cursor=${this.cursor()}
        @plot-point=${(event: CustomEvent<PlotPoint>) => this.pointed(event)}
      ></lab-plot>
    </lab-figure>`;
  }
}
