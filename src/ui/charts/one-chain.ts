import { css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { canBeLeft, type ChainPath } from "../../index.js";
import { tokenName, tokensOf } from "../state/sizes.js";
import type { View } from "../state/view.js";
import { counted, percent, shown, typed, whole } from "../words/format.js";
import { Chart } from "./chart.js";
import "./figure.js";
import { mullerSpec } from "./muller-plot.js";
import "./plot.js";
import type { PlotPoint } from "./plot.js";
import type { PlotSpec } from "./plot-options.js";
import type { TableData } from "./table.js";

const TABLE_TOKENS = 24;

/** A chain, and one of its contexts. */
export interface Picked {
  readonly chain: number;
  readonly context: number;
}

/** One chain that the reader picks, token by token. It asks for another with `pick-chain` (Picked). */
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
      .pick label {
        white-space: nowrap;
      }
      .pick input {
        margin-left: 4px;
        width: 7.5em;
        text-align: right;
        color: var(--ink);
      }
    `,
  ];

  @property({ attribute: false }) view: View | null = null;
  @property({ attribute: false }) path: ChainPath | null = null;
  /** The chain that was asked for. */
  @property({ type: Number }) chain = 0;
  @property({ type: Number }) context = 0;
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
    const share = (path.counts[row * width + best] ?? 0) / (path.totals[row] ?? 1);
    const generation = whole(path.generations[row] ?? 0);
    const token = this.nameOf(path.tokens[best] ?? 0);
    return `Generation ${generation}: ${counted(alive, "token")} left; token ${token} has ${percent(share, 0)}`;
  }

  protected override moved(): void {
    // Nothing else follows the point that is read.
  }

  private nameOf(token: number): string {
    const { view } = this;
    return view ? tokenName(view.experiment.truth, view.corpus?.table ?? null, token) : String(token);
  }

  private summary(): string {
    const { path } = this;
    if (!path) return "";
    const first = path.counts.subarray(0, path.tokens.length).filter((count) => count > 0).length;
    const start = `Chain ${whole(path.chain)} starts with ${counted(first, "token")}`;
    if (path.collapseTime === null)
      return `${start}; more than one is left at generation ${whole(path.generations[path.generations.length - 1] ?? 0)}.`;
    const left = `only token ${this.nameOf(path.winner ?? 0)} is left`;
    return this.view && canBeLeft(this.view.experiment.recipe)
      ? `${start}; at generation ${whole(path.collapseTime)} ${left} for the first time.`
      : `${start}; from generation ${whole(path.collapseTime)} on ${left}.`;
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
      columns: ["Generation", "Tokens left", ...kept.map(({ token }) => `Token ${this.nameOf(token)}`)],
      rows: Array.from(path.generations, (generation, row) => {
        const counts = path.counts.subarray(row * width, (row + 1) * width);
        const alive = counts.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0);
        return [generation, alive, ...kept.map(({ column }) => counts[column] ?? 0)];
      }),
      show: (value) => (typeof value === "number" ? whole(value) : (value ?? "–")),
    };
  }

  private pick(change: Partial<Picked>): void {
    const detail = { chain: this.chain, context: this.context, ...change };
    this.dispatchEvent(new CustomEvent<Picked>("pick-chain", { detail }));
  }

  private typedNumber(event: Event, of: keyof Picked, count: number): void {
    const field = event.target as HTMLInputElement;
    const value = typed(field.value);
    if (value !== null && Number.isInteger(value) && value >= 0 && value < count) this.pick({ [of]: value });
    field.value = shown(this[of]);
  }

  /** A field for a number from 0 to count - 1. */
  private box(of: keyof Picked, name: string, count: number): unknown {
    return html`<label
      >${name}
      <input
        id=${of}
        inputmode="numeric"
        autocomplete="off"
        title=${`0 to ${whole(count - 1)}`}
        .value=${shown(this[of])}
        @change=${(event: Event) => this.typedNumber(event, of, count)}
    /></label>`;
  }

  /** The context's own tokens, where the text of them is here. */
  private contextWords(): string {
    const { view, context } = this;
    const table = view?.corpus?.table;
    if (!view || !table || table.contextLength === 0) return "";
    const own = table.contexts.subarray(context * table.contextLength, (context + 1) * table.contextLength);
    const join =
      view.experiment.truth.form === "text" && view.experiment.truth.tokenizer === "words" ? " " : "";
    const words = Array.from(own, (token) => table.tokens[token] ?? "").join(join);
    return ` (after “${words.replaceAll("\n", "↵").replaceAll("\t", "⇥").replace(/^ | $/g, "␣")}”)`;
  }

  protected override render(): unknown {
    const { view, path } = this;
    const chains = view?.experiment.chains ?? 1;
    const contexts = view?.experiment.contexts ?? 1;
    const which = contexts > 1 ? `, in context ${whole(this.context)}${this.contextWords()}` : "";
    const all = view ? tokensOf(view.experiment.truth, view.corpus?.table ?? null) : 0;
    const tokens = all > 1 ? `${whole(all)} ` : "";
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
        ${this.box("chain", "Chain", chains)}
        <button
          class="small"
          type="button"
          ?disabled=${chains < 2}
          @click=${() => this.pick({ chain: (this.chain + 1) % chains })}
        >
          Next chain
        </button>
        ${contexts > 1 ? this.box("context", "Context", contexts) : nothing}
        ${this.playhead > 0 ? html`<span>at generation ${whole(this.playhead)}</span>` : nothing}
      </div>
    </lab-figure>`;
  }
}
