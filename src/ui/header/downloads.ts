import { LitElement, css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { base, buttons } from "../style/shared.js";
import "./disclosure.js";
import type { LabDisclosure } from "./disclosure.js";

/** Takes the result away as a file. Says `take` ("json", "csv" or "experiment"). */
@customElement("lab-downloads")
export class LabDownloads extends LitElement {
  static override styles = [
    base,
    buttons,
    css`
      :host {
        display: flex;
      }
      .plain {
        font-size: var(--note);
      }
      .choices {
        display: grid;
        gap: 2px;
        min-width: 15em;
      }
      .choices button {
        text-align: left;
        background: none;
        font-weight: 450;
        padding: 6px 10px;
      }
      p {
        margin: 6px 10px 6px;
        font-size: var(--small);
        color: var(--ink-2);
        max-width: 24em;
        overflow-wrap: anywhere;
      }
    `,
  ];

  /** Whether there is a result to take. */
  @property({ type: Boolean }) ready = false;
  @property() digest = "";
  /** The button's own class. */
  @property() kind: LabDisclosure["kind"] = "plain";

  private take(what: string): void {
    this.renderRoot.querySelector<LabDisclosure>("lab-disclosure")?.close();
    this.dispatchEvent(new CustomEvent<string>("take", { detail: what }));
  }

  protected override render(): unknown {
    return html`<lab-disclosure tight .kind=${this.kind}>
      <span slot="label" class=${this.kind}>Download</span>
      <div class="choices">
        <button type="button" ?disabled=${!this.ready} @click=${() => this.take("json")}>
          Result (JSON)
        </button>
        <button type="button" ?disabled=${!this.ready} @click=${() => this.take("csv")}>Series (CSV)</button>
        <button type="button" @click=${() => this.take("experiment")}>Experiment (JSON)</button>
        ${
          this.ready
            ? this.digest
              ? html`<p>Digest ${this.digest}: the same on every machine and engine.</p>`
              : nothing
            : html`<p>The result can be taken when the run has ended.</p>`
        }
      </div>
    </lab-disclosure>`;
  }
}
