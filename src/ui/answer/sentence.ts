import { LitElement, css, html } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { SentencePart } from "../../index.js";
import { base } from "../style/shared.js";
import { tied } from "../words/format.js";

/** The experiment as a sentence; its underlined parts say `pick-field` (a path) to reach the control that sets them. */
@customElement("lab-sentence")
export class LabSentence extends LitElement {
  static override styles = [
    base,
    css`
      p {
        font: var(--reading) / 1.5 var(--prose);
        margin: 0;
        max-width: 62em;
        text-wrap: pretty;
      }
      /* A real button would not break between lines. */
      [role="button"] {
        font-weight: 600;
        border-bottom: 1.5px dotted var(--sim);
        cursor: pointer;
      }
      [role="button"]:hover {
        border-bottom-style: solid;
      }
      @media (max-width: 900px) {
        p {
          font-size: 1.0625rem;
        }
      }
    `,
  ];

  @property({ attribute: false }) parts: readonly SentencePart[] = [];

  private pick(path: string): void {
    this.dispatchEvent(new CustomEvent<string>("pick-field", { detail: path }));
  }

  private pressed(event: KeyboardEvent, path: string): void {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    this.pick(path);
  }

  protected override render(): unknown {
    return html`<p>
      ${this.parts.map(({ text, field }) =>
        field === undefined
          ? tied(text)
          : html`<span
              role="button"
              tabindex="0"
              title="Change this"
              @click=${() => this.pick(field)}
              @keydown=${(event: KeyboardEvent) => this.pressed(event, field)}
              >${tied(text)}</span
            >`,
      )}
    </p>`;
  }
}
