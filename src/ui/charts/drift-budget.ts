import { LitElement, css, html } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { ChainsExperiment, DriftBudget } from "../../index.js";
import { base, fields } from "../style/shared.js";
import { shown, typed, whole } from "../words/format.js";

/** How many synthetic samples keep the drift below a bound that the reader chooses, by Theorem 3 and by the elementary bound. */
@customElement("lab-drift-budget")
export class LabDriftBudget extends LitElement {
  static override styles = [
    base,
    fields,
    css`
      :host {
        display: block;
      }
      div {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 8px;
        align-items: center;
      }
      input {
        width: 5.5em;
        text-align: right;
        color: var(--ink);
      }
      output {
        min-height: 1.45em;
      }
      .error {
        color: var(--collapse);
      }
    `,
  ];

  @property({ attribute: false }) experiment: ChainsExperiment | null = null;
  @property({ attribute: false }) budget: ((epsilon: number) => Promise<DriftBudget | null>) | null = null;
  @state() private epsilon = 0.1;
  @state() private text: string | null = null;
  @state() private found: DriftBudget | null = null;
  private asked = 0;

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("experiment") || changed.has("epsilon")) this.ask();
  }

  private ask(): void {
    const asked = ++this.asked;
    this.found = null;
    this.budget?.(this.epsilon).then(
      (found) => {
        if (asked === this.asked) this.found = found;
      },
      () => undefined,
    );
  }

  private changed(text: string): void {
    const value = typed(text);
    const fits = value !== null && value > 0 && value <= 2;
    this.text = fits ? null : text;
    if (fits) this.epsilon = value;
  }

  private told(): unknown {
    const { found } = this;
    if (this.text !== null)
      return html`<span class="error">ε is “${this.text}”; allowed: a number above 0 up to 2.</span>`;
    if (!found) return "";
    const largest = (n: number): string =>
      n === 0 ? "no n at all" : n >= 2 ** 20 ? `every n up to ${whole(2 ** 20)}` : `n up to ${whole(n)}`;
    return `The elementary bound allows ${largest(found.elementary)}, Theorem 3 ${largest(found.theorem3)}.`;
  }

  protected override render(): unknown {
    return html`<div>
      <label for="epsilon">Keep the drift under ε =</label>
      <input
        id="epsilon"
        inputmode="decimal"
        autocomplete="off"
        aria-invalid=${this.text === null ? "false" : "true"}
        aria-describedby="told"
        .value=${this.text ?? shown(this.epsilon)}
        @change=${(event: Event) => this.changed((event.target as HTMLInputElement).value)}
      />
      <output id="told" for="epsilon">${this.told()}</output>
    </div>`;
  }
}
