import { LitElement, css, html } from "lit";
import { customElement, property } from "lit/decorators.js";
import { LabRunBar } from "../run/run-bar.js";
import { ended, type SweepPage } from "./page.js";
import { milestone, progressLine, shareDone } from "./words.js";

/** Run or Pause, Stop; progress and time left. Says `toggle` and `stop`. */
@customElement("lab-sweep-bar")
export class LabSweepBar extends LitElement {
  static override styles = [
    LabRunBar.styles,
    css`
      @media (min-width: 901px) {
        .primary {
          min-width: 7.5em;
        }
        .line {
          min-width: 27em;
        }
      }
    `,
  ];

  @property({ attribute: false }) page: SweepPage | null = null;

  /** By a property, since the page's policy allows no style attributes. */
  protected override updated(): void {
    const done = this.renderRoot.querySelector<HTMLElement>(".done");
    if (done && this.page) done.style.transform = `scaleX(${shareDone(this.page)})`;
  }

  private label(): string {
    const run = this.page?.run ?? null;
    if (!run) return "Run";
    if (ended(run)) return "Run again";
    return run.state === "paused" ? "Resume" : "Pause";
  }

  private say(type: "toggle" | "stop"): void {
    this.dispatchEvent(new CustomEvent(type));
  }

  protected override render(): unknown {
    const { page } = this;
    if (!page) return html``;
    const going = page.run !== null && !ended(page.run);
    const able = page.sweep !== null;
    const line = progressLine(page);
    return html`<button
        class="primary"
        type="button"
        aria-disabled=${able ? "false" : "true"}
        @click=${() => able && this.say("toggle")}
      >
        ${this.label()}
      </button>
      <button
        type="button"
        aria-disabled=${going ? "false" : "true"}
        @click=${() => going && this.say("stop")}
      >
        Stop
      </button>
      <div
        class="bar"
        role="progressbar"
        aria-label="Points done"
        aria-valuemin="0"
        aria-valuemax="100"
        aria-valuenow=${Math.floor(shareDone(page) * 100)}
        aria-valuetext=${line}
      >
        <div class="done"></div>
      </div>
      <small class="line">${line}</small>
      <span class="unseen" aria-live="polite">${milestone(page)}</span>`;
  }
}
