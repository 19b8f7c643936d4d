import { LitElement, css, html } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { View } from "../state/view.js";
import { ended } from "../state/view.js";
import { base, buttons } from "../style/shared.js";
import { milestone, progressLine, shareDone, speedLine } from "../words/progress.js";

/** Run or Pause, Step, Stop; progress, time left, speed. Says `toggle`, `step` and `stop`. */
@customElement("lab-run-bar")
export class LabRunBar extends LitElement {
  static override styles = [
    base,
    buttons,
    css`
      :host {
        display: flex;
        gap: 12px;
        align-items: center;
        padding: 11px 20px;
      }
      .primary {
        min-width: 5.6em;
      }
      .bar {
        flex: 1;
        height: 6px;
        border-radius: 3px;
        background: color-mix(in srgb, var(--field), var(--ink) 6%);
        overflow: hidden;
        min-width: 60px;
      }
      .bar div {
        height: 100%;
        width: 100%;
        background: var(--sim);
        transform-origin: left;
      }
      small {
        color: var(--ink-2);
        font-size: var(--note);
        white-space: nowrap;
      }
      .line {
        min-width: 15em;
        text-align: right;
      }
      .rate {
        min-width: 15.5em;
        text-align: right;
      }
      @media (forced-colors: active) {
        .bar {
          border: 1px solid CanvasText;
        }
        .bar div {
          background: Highlight;
          forced-color-adjust: none;
        }
      }
      @media (max-width: 1100px) {
        .rate {
          display: none;
        }
      }
      @media (max-width: 900px) {
        :host {
          flex-wrap: wrap;
          gap: 8px;
          padding: 10px 14px;
        }
        .bar {
          order: -1;
          flex-basis: 100%;
        }
        .line {
          flex: 1;
          min-width: 0;
          white-space: normal;
          font-size: var(--small);
        }
        button {
          padding: 8px 13px;
        }
      }
      @media (max-width: 480px) {
        .bar {
          order: -2;
        }
        .line {
          order: -1;
          flex-basis: 100%;
          text-align: left;
        }
      }
    `,
  ];

  @property({ attribute: false }) view: View | null = null;
  @property({ type: Boolean }) waits = false;

  /** By a property, since the page's policy allows no style attributes. */
  protected override updated(): void {
    const done = this.renderRoot.querySelector<HTMLElement>(".done");
    if (done && this.view) done.style.transform = `scaleX(${shareDone(this.view)})`;
  }

  private say(type: "toggle" | "step" | "stop"): void {
    this.dispatchEvent(new CustomEvent(type));
  }

  private label(): string {
    const run = this.view?.run ?? null;
    if (!run) return "Run";
    if (ended(run)) return "Run again";
    return run.state === "paused" ? "Resume" : "Pause";
  }

  protected override render(): unknown {
    const { view, waits } = this;
    if (!view) return html``;
    const run = view.run;
    const going = run !== null && !ended(run);
    const share = shareDone(view);
    return html`<button class="primary" type="button" @click=${() => this.say("toggle")}>
        ${this.label()}
      </button>
      <button
        type="button"
        title="Pause, and show the next generation of the chains that are drawn"
        @click=${() => this.say("step")}
      >
        Step
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
        aria-label="Chains done"
        aria-valuemin="0"
        aria-valuemax="100"
        aria-valuenow=${Math.floor(share * 100)}
        aria-valuetext=${progressLine(view, waits)}
      >
        <div class="done"></div>
      </div>
      <small class="line">${progressLine(view, waits)}</small>
      <small class="rate" title="Generations of single chains, all chains together">${speedLine(view)}</small>
      <span class="unseen" aria-live="polite">${milestone(view)}</span>`;
  }
}
