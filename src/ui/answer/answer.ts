import { LitElement, css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { View } from "../state/view.js";
import { base, buttons } from "../style/shared.js";
import {
  asked,
  atEnd,
  capBound,
  exactMean,
  meanInWords,
  oneContext,
  simulatedMean,
  standing,
  verdict,
  type Mean,
  type Verdict,
} from "../words/agreement.js";
import { isPlain } from "../../index.js";
import { brief, whole } from "../words/format.js";
import "./ruler.js";
import "./state.js";

/**
 * The answer: the simulated mean of T, or where most chains do not collapse the sum of squares at the last generation, with
 * its uncertainty, the exact value beside it, and whether they agree. Says `keep` when the reader wants to keep the run, or to
 * see it among those that are kept.
 */
@customElement("lab-answer")
export class LabAnswer extends LitElement {
  static override styles = [
    base,
    buttons,
    css`
      :host {
        display: block;
      }
      section {
        display: grid;
        grid-template-columns: minmax(0, 1.15fr) minmax(0, 1fr);
        gap: 8px 40px;
        align-items: center;
        padding: 16px 22px 14px;
        background: var(--panel);
        border: 1px solid var(--rule);
        border-radius: var(--round-card);
      }
      /* The measures of the last generation are wider than the ruler is. */
      section.state {
        grid-template-columns: minmax(0, 1fr) min(31rem, 46%);
      }
      h2 {
        font-size: var(--note);
        font-weight: 450;
        letter-spacing: 0;
        color: var(--ink-2);
        margin-bottom: 6px;
      }
      .big {
        margin: 0;
        font-size: var(--answer);
        font-weight: 650;
        letter-spacing: -0.025em;
        line-height: 1.1;
        min-height: 1.1em;
      }
      .big sub {
        font-size: 0.5em;
        line-height: 0;
      }
      .big .half {
        font-size: 0.5em;
        font-weight: 500;
        letter-spacing: 0;
        color: var(--ink-2);
        white-space: nowrap;
      }
      p {
        margin: 8px 0 0;
        color: var(--ink-2);
        min-height: 1.45em;
      }
      p + p {
        margin-top: 2px;
        font-size: var(--note);
      }
      p.roomy {
        min-height: 2.9em;
      }
      .agrees {
        color: var(--real);
        font-weight: 600;
      }
      .unsure {
        color: var(--ink);
        font-weight: 600;
      }
      .disagrees {
        color: var(--collapse);
        font-weight: 600;
      }
      .copy,
      .keep {
        margin-left: 8px;
      }
      /* The run's end brings Keep, and moves nothing. */
      .keep {
        margin-block: -4px;
      }
      @media (max-width: 900px) {
        section,
        section.state {
          grid-template-columns: minmax(0, 1fr);
          padding: 14px 16px 10px;
        }
        .big {
          font-size: 2.125rem;
        }
      }
      @media (max-width: 560px) {
        #verdict {
          min-height: 2.9em;
        }
        #standing {
          min-height: 3.4em;
        }
        .keep {
          margin: 0;
        }
      }
    `,
  ];

  @property({ attribute: false }) view: View | null = null;
  /** The run waits to be asked for. */
  @property({ type: Boolean }) waits = false;
  /** Why there is no law; empty where there is one, or will be. */
  @property() lawTrouble = "";
  /** Whether the browser keeps the run. */
  @property({ type: Boolean }) kept = false;
  /** Writes experiment and digest for a report. */
  @property({ attribute: false }) report: (() => string) | null = null;
  @state() private copied = false;

  private async copy(): Promise<void> {
    const text = this.report?.() ?? "";
    await navigator.clipboard.writeText(text);
    this.copied = true;
  }

  private number(view: View): unknown {
    const above = capBound(view);
    if (above !== null) return html`E[T] &gt; ${brief(above, 4)}`;
    return withError(html`E[T]`, simulatedMean(view), exactMean(view));
  }

  private state(view: View): unknown {
    const end = atEnd(view, "sumOfSquares");
    const name = html`S<sub>${end ? whole(end.generation) : "m"}</sub>`;
    return withError(name, end?.mean ?? null, end?.exact ?? null);
  }

  private claim({ kind, claim, rest }: Verdict): unknown {
    if (kind === "none") {
      const { view } = this;
      if (rest) return rest;
      if (this.lawTrouble) return `The exact law could not be computed: ${this.lawTrouble}`;
      if (view && asked(view) === "state") {
        if (!view.laws) return "";
        const known = atEnd(view, "sumOfSquares")?.exact ?? null;
        return known === null
          ? "No exact law is known for this experiment: the simulation stands alone."
          : "";
      }
      if (view?.laws && !fullySynthetic(view))
        return exactMean(view) === null ? "No exact law of T is known for this experiment." : "";
      if (view?.laws && exactMean(view) === null) {
        // Laws without rows are those that stand in while the exact ones are computed.
        if (view.laws.result.generations.length === 0)
          return "The exact law is being computed; its limit for large n stands in, dashed.";
        return view.laws.collapseTime
          ? "The exact law is too costly to compute here; its limit for large n stands in, dashed."
          : "The exact law is too costly to compute here.";
      }
      return "";
    }
    const sign = { agrees: "✓ ", unsure: "≈ ", disagrees: "✗ " }[kind];
    return html`<span class=${kind}>${sign}${claim}</span>${rest}${
        kind === "disagrees"
          ? html`<button class="small copy" type="button" @click=${() => void this.copy()}>
              ${this.copied ? "Copied" : "Copy experiment and digest"}
            </button>`
          : nothing
      }`;
  }

  private keeping({ run }: View): unknown {
    if (run?.state !== "finished") return nothing;
    return html`<button
      class="small keep"
      type="button"
      title=${this.kept ? "This browser keeps it: the bench Runs has it" : "Keep this run, with its result, in this browser"}
      @click=${() => this.dispatchEvent(new CustomEvent("keep"))}
    >
      ${this.kept ? "Kept in Runs" : "Keep"}
    </button>`;
  }

  protected override render(): unknown {
    const { view } = this;
    if (!view) return nothing;
    const judged = verdict(view);
    const claimed = this.claim(judged);
    const where = [standing(view, this.waits), oneContext(view)].filter((text) => text !== "").join(" ");
    const said = html`${where}${this.keeping(view)}`;
    const [first, second] = claimed === "" ? [said, ""] : [claimed, said];
    const state = asked(view) === "state";
    return html`<section aria-labelledby="what" class=${state ? "state" : ""}>
      <div>
        <h2 id="what">
          ${
            state
              ? "Sum of squares at the last generation: the chance that two of its samples agree"
              : "Mean collapse time: generations until one token is left"
          }
        </h2>
        <div class="big" id="mean">${state ? this.state(view) : this.number(view)}</div>
        <p id="verdict">${first}</p>
        <p
          id="standing"
          class=${state || view.experiment.generations !== null || view.experiment.contexts > 1 ? "roomy" : ""}
        >
          ${second}
        </p>
      </div>
      ${state ? html`<lab-state .view=${view}></lab-state>` : html`<lab-ruler .view=${view}></lab-ruler>`}
    </section>`;
  }
}

function fullySynthetic({ experiment }: View): boolean {
  return experiment.recipe.form === "fully-synthetic" && isPlain(experiment.decoding);
}

/** A value with its 95 % interval; before there is one, the exact value. */
function withError(name: unknown, mean: Mean | null, exact: number | null): unknown {
  if (mean) {
    const [value, half] = meanInWords(mean);
    return html`${name} = ${value}
    ${half === null ? nothing : html`<span class="half" title="95 % interval">± ${half}</span>`}`;
  }
  if (exact !== null) return html`${name} = ${brief(exact, 4)} <span class="half">exact</span>`;
  return html`${name} = …`;
}
