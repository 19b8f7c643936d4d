import { LitElement, css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { LabRunBar } from "../run/run-bar.js";
import { able, ended, going, type TransformerPage } from "./page.js";
import { milestone, progressLine, rateLine, shareDone } from "./words.js";

/** Run or Pause, Stop; what is at work, time left, speed or when it was saved. Says `toggle` and `stop`. */
@customElement("lab-transformer-bar")
export class LabTransformerBar extends LitElement {
  static override styles = [
    LabRunBar.styles,
    css`
      @media (min-width: 481px) and (max-width: 1100px) {
        .rate {
          display: inline;
          min-width: 0;
          font-size: var(--small);
        }
      }
      @media (min-width: 901px) {
        .primary {
          min-width: 7.5em;
        }
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

  /** By a property, since the page's policy allows no style attributes. */
  protected override updated(): void {
    const done = this.renderRoot.querySelector<HTMLElement>(".done");
    if (done && this.page) done.style.transform = `scaleX(${shareDone(this.page)})`;
  }

  private label({ run }: TransformerPage): string {
    if (!run) return "Run";
    if (ended(run)) return "Run again";
    return run.state === "paused" ? "Resume" : "Pause";
  }

  private say(type: "toggle" | "stop"): void {
    this.dispatchEvent(new CustomEvent(type));
  }

  protected override render(): unknown {
    const { page } = this;
    if (!page) return nothing;
    const busy = going(page);
    const ready = able(page);
    const line = progressLine(page);
    return html`<button
        class="primary"
        type="button"
        aria-disabled=${ready ? "false" : "true"}
        @click=${() => ready && this.say("toggle")}
      >
        ${this.label(page)}
      </button>
      <button type="button" aria-disabled=${busy ? "false" : "true"} @click=${() => busy && this.say("stop")}>
        Stop
      </button>
      <div
        class="bar"
        role="progressbar"
        aria-label="Models done"
        aria-valuemin="0"
        aria-valuemax="100"
        aria-valuenow=${Math.floor(shareDone(page) * 100)}
        aria-valuetext=${line}
      >
        <div class="done"></div>
      </div>
      <small class="line">${line}</small>
      <small class="rate">${rateLine(page, Date.now())}</small>
      <span class="unseen" aria-live="polite">${milestone(page)}</span>`;
  }
}
