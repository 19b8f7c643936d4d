import { css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { ChainPath } from "../../index.js";
import { counted, percent, shown, typed, whole } from "../words/format.js";
import { Chart } from "./chart.js";
import "./figure.js";
import { mullerSpec } from "./muller-plot.js";
import "./plot.js";
import type { PlotPoint } from "./plot.js";
import type { PlotSpec } from "./plot-options.js";
import type { TableData } from "./table.js";

const TABLE_TOKENS = 24;

/** One chain that the reader picks, token by token. It asks for another with `pick-chain` (its number). */
@customElement("lab-one-chain")
export class LabOneChain extends Chart {
  static override styles = [
    ...(Array.isArray(Chart.styles) ? Chart.styles : []),
    css`
      .pick {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        align-items: center;
        font-size: var(--note);
        color: var(--ink-2);
      }
      .pick input {
        width: 7.5em;
        text-align: right;
        color: var(--ink);
      }
      .waiting {
        height: var(--plot-height, 280px);
        display: grid;
        place-items: center;
        color: var(--ink-2);
        font-size: var(--note);
      }
    `,
  ];

  @property({ attribute: false }) path: ChainPath | null = null;
  /** The chain that was asked for. */
  @property({ type: Number }) chain = 0;
  /** Why no chain can be drawn; empty where one can. */
  @property() trouble = "";
  @property({ type: Number }) playhead = 0;
  private spec: PlotSpec | null = null;

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (!changed.has("path")) return;
    this.at = null;
    this.spec = this.path ? mullerSpec(this.path) : null;
    this.lazyTable = this.path ? () => this.table() : null;
  }

  protected override points(): readonly number[] {
    return this.path ? Array.from(this.path.generations) : [];
  }

  protected override read(row: number): string {
    const { path } = this;
    if (!path) return "";
    const width = path.tokens.length;
    let alive = 0;
    let best = 0;
    for (let column = 0; column < width; column++) {
      const count = path.counts[row * width + column] ?? 0;
      if (count > 0) alive++;
      if (count > (path.counts[row * width + best] ?? 0)) best = column;
    }
    const share = (path.counts[row * width + best] ?? 0) / path.samples;
    const generation = whole(path.generations[row] ?? 0);
    const token = path.tokens[best] ?? 0;
    return `Generation ${generation}: ${counted(alive, "token")} left; token ${token} has ${percent(share, 0)}`;
  }

  protected override moved(): void {
    // Nothing else follows the point that is read.
  }

  private summary(): string {
    const { path } = this;
    if (!path) return "";
    const start = `Chain ${whole(path.chain)} starts with ${counted(path.tokens.length, "token")}`;
    if (path.collapseTime === null)
      return `${start}; more than one is left at generation ${whole(path.generations[path.generations.length - 1] ?? 0)}.`;
    return `${start}; from generation ${whole(path.collapseTime)} on only token ${path.winner ?? 0} is left.`;
  }

  private table(): TableData | null {
    const { path } = this;
    if (!path) return null;
    const width = path.tokens.length;
    const most = Array.from(path.tokens, (token, column) => {
      let largest = 0;
      for (let row = 0; row < path.generations.length; row++)
        largest = Math.max(largest, path.counts[row * width + column] ?? 0);
      return { token, column, largest };
    });
    const kept = most
      .sort((a, b) => b.largest - a.largest || a.token - b.token)
      .slice(0, TABLE_TOKENS)
      .sort((a, b) => a.token - b.token);
    return {
      columns: ["Generation", "Tokens left", ...kept.map(({ token }) => `Token ${token}`)],
      rows: Array.from(path.generations, (generation, row) => {
        const counts = path.counts.subarray(row * width, (row + 1) * width);
        const alive = counts.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0);
        return [generation, alive, ...kept.map(({ column }) => counts[column] ?? 0)];
      }),
      show: (value) => (typeof value === "number" ? whole(value) : (value ?? "–")),
    };
  }

  private pick(chain: number): void {
    this.dispatchEvent(new CustomEvent<number>("pick-chain", { detail: chain }));
  }

  private typedChain(event: Event): void {
    const field = event.target as HTMLInputElement;
    const value = typed(field.value);
    const chains = this.view?.experiment.chains ?? 1;
    if (value !== null && Number.isInteger(value) && value >= 0 && value < chains) this.pick(value);
    field.value = shown(this.chain);
  }

  protected override render(): unknown {
    const { view, path } = this;
    const chains = view?.experiment.chains ?? 1;
    const contexts = view?.experiment.contexts ?? 1;
    const which = contexts > 1 ? `, in its first context` : "";
    const truth = view?.experiment.truth;
    const tokens = truth && truth.form !== "weights" && truth.tokens > 1 ? `${whole(truth.tokens)} ` : "";
    return html`<lab-figure
      heading="One chain, token by token"
      .definition=${`Shares of the ${tokens}tokens in chain ${whole(this.chain)}${which}. Height is frequency; each colour is a token.`}
      .summary=${this.summary()}
      .reading=${this.reading()}
      .spoken=${this.spoken}
      .table=${this.lazyTable}
      .picture=${this.picture}
      .sentence=${view?.sentence ?? ""}
      .file=${`chain-${this.chain}`}
      @chart-key=${(event: CustomEvent<KeyboardEvent>) => this.pressed(event)}
    >
      ${
        path || !this.trouble
          ? html`<lab-plot
              .spec=${this.spec}
              .cursor=${this.cursor()}
              .mark=${this.playhead > 0 ? this.playhead : null}
              @plot-point=${(event: CustomEvent<PlotPoint>) => this.pointed(event)}
            ></lab-plot>`
          : html`<div class="waiting">${this.trouble}</div>`
      }
      <div slot="controls" class="pick">
        <label for="chain">Chain</label>
        <input
          id="chain"
          inputmode="numeric"
          autocomplete="off"
          title=${`0 to ${whole(chains - 1)}`}
          .value=${shown(this.chain)}
          @change=${(event: Event) => this.typedChain(event)}
        />
        <button
          class="small"
          type="button"
          ?disabled=${chains < 2}
          @click=${() => this.pick((this.chain + 1) % chains)}
        >
          Next chain
        </button>
        ${this.playhead > 0 ? html`<span>at generation ${whole(this.playhead)}</span>` : nothing}
      </div>
    </lab-figure>`;
  }
}
