import { LitElement, css } from "lit";
import { state } from "lit/decorators.js";
import { base, buttons, fields } from "../style/shared.js";
import type { LabPlot, PlotPoint } from "./plot.js";
import type { Picture } from "./figure.js";
import type { LazyTable } from "./table.js";

const SPEAK_AFTER = 250;

/** What the charts share: they are read point by point with the pointer or the arrow keys. */
export abstract class Chart extends LitElement {
  static override styles = [
    base,
    buttons,
    fields,
    css`
      :host {
        display: block;
        min-width: 0;
      }
      lab-figure {
        height: 100%;
      }
      .waiting {
        min-height: var(--plot-height, 280px);
        display: grid;
        place-items: center;
        padding: 0 12%;
        text-align: center;
        color: var(--ink-2);
        font-size: var(--note);
      }
      select.small {
        width: auto;
        max-width: 11.5em;
        font-size: var(--small);
        color: var(--ink-2);
        padding: 4px 6px;
      }
    `,
  ];

  /** The point being read, by its place in `points`. */
  @state() protected at: number | null = null;
  @state() protected spoken = "";

  /** The table of what is drawn: made anew, unmade, whenever the data change. */
  protected lazyTable: LazyTable | null = null;

  private speaking: ReturnType<typeof setTimeout> | undefined;

  /** The x of everything that can be read, ascending. */
  protected abstract points(): readonly number[];
  /** What stands at a point, in words. */
  protected abstract read(index: number): string;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.speaking);
  }

  /** The plot on a canvas of its own, for saving. */
  protected readonly picture: Picture = (width, height, zoom) =>
    this.renderRoot.querySelector<LabPlot>("lab-plot")?.picture(width, height, zoom) ?? Promise.resolve(null);

  /** What the caption says of the point being read; empty where none is. */
  protected reading(): string {
    return this.at === null || this.at >= this.points().length ? "" : this.read(this.at);
  }

  /** The x of the point being read. */
  protected cursor(): number | null {
    return this.at === null ? null : (this.points()[this.at] ?? null);
  }

  /** Puts a sentence into the live region, once the keys rest. */
  protected speak(sentence: string): void {
    clearTimeout(this.speaking);
    this.speaking = setTimeout(() => (this.spoken = sentence), SPEAK_AFTER);
  }

  protected pointed(event: CustomEvent<PlotPoint>): void {
    const points = this.points();
    if (event.detail === null || points.length === 0) {
      this.at = null;
      return;
    }
    const { x } = event.detail;
    let low = 0;
    let high = points.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((points[middle] ?? 0) <= x) low = middle;
      else high = middle;
    }
    this.at = x - (points[low] ?? 0) <= (points[high] ?? 0) - x ? low : high;
  }

  protected pressed(event: CustomEvent<KeyboardEvent>): void {
    const key = event.detail;
    const last = this.points().length - 1;
    if (last < 0) return;
    const big = Math.max(1, Math.round(last / 10));
    const moves: Readonly<Record<string, number>> = {
      ArrowLeft: -1,
      ArrowDown: -1,
      ArrowRight: 1,
      ArrowUp: 1,
      PageUp: big,
      PageDown: -big,
      Home: -Infinity,
      End: Infinity,
    };
    const move = moves[key.key];
    if (move !== undefined) {
      key.preventDefault();
      const from = this.at ?? (move > 0 ? -1 : last + 1);
      this.at = Math.max(0, Math.min(last, from + move));
      this.moved(this.at, key.shiftKey);
      this.speak(this.reading());
    } else if (key.key === "Escape" && this.at !== null) {
      key.preventDefault();
      this.at = null;
      this.moved(null, false);
    }
  }

  /** Called when the keys have moved the point being read; `extend` with Shift held. */
  protected abstract moved(at: number | null, extend: boolean): void;
}
