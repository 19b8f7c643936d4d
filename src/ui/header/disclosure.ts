import { LitElement, css, html, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { base, buttons } from "../style/shared.js";

/**
 * A button that opens a small panel beneath (or above) it. Escape, a click elsewhere and focus that leaves close it.
 * The button's content is slot "label", the panel's the default slot.
 */
@customElement("lab-disclosure")
export class LabDisclosure extends LitElement {
  static override styles = [
    base,
    buttons,
    css`
      :host {
        position: relative;
        display: inline-block;
      }
      .panel {
        position: absolute;
        z-index: 20;
        top: calc(100% + 6px);
        right: 0;
        width: max-content;
        max-width: min(340px, calc(100vw - 24px));
        background: var(--panel);
        color: var(--ink);
        border: 1px solid color-mix(in srgb, var(--rule), var(--ink) 15%);
        border-radius: var(--round-card);
        padding: 14px 16px;
        font-size: var(--note);
        text-align: left;
      }
      .panel[hidden] {
        display: none;
      }
      @media (max-width: 560px) {
        .panel.plain {
          position: fixed;
          top: 44px;
          left: 12px;
          right: 12px;
          width: auto;
          max-width: none;
        }
      }
      .panel.tight {
        padding: 6px;
      }
    `,
  ];

  /** What the button is, for those who cannot see it; empty where its label says so. */
  @property() name = "";
  /** The button's own class. */
  @property() kind: "plain" | "small" = "plain";
  @property({ type: Boolean }) disabled = false;
  @property({ type: Boolean }) tight = false;
  @state() open = false;

  @query("button") private button!: HTMLButtonElement;

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("pointerdown", this.outside);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("pointerdown", this.outside);
  }

  private readonly outside = (event: Event): void => {
    if (this.open && !event.composedPath().includes(this)) this.open = false;
  };

  /** Closes the panel; the button takes the focus back if it was inside. */
  close(): void {
    const inside = this.matches(":focus-within");
    this.open = false;
    if (inside) this.button.focus();
  }

  private keys(event: KeyboardEvent): void {
    if (event.key !== "Escape" || !this.open) return;
    event.stopPropagation();
    this.close();
  }

  private left(event: FocusEvent): void {
    const { relatedTarget } = event;
    if (
      relatedTarget instanceof Node &&
      !this.contains(relatedTarget) &&
      !this.renderRoot.contains(relatedTarget)
    )
      this.open = false;
  }

  protected override render(): unknown {
    return html`<div
      @keydown=${(event: KeyboardEvent) => this.keys(event)}
      @focusout=${(event: FocusEvent) => this.left(event)}
    >
      <button
        type="button"
        class=${this.kind}
        aria-label=${this.name || nothing}
        aria-expanded=${this.open ? "true" : "false"}
        aria-controls="panel"
        ?disabled=${this.disabled}
        @click=${() => (this.open = !this.open)}
      >
        <slot name="label"></slot>
      </button>
      <div id="panel" class=${`panel ${this.kind} ${this.tight ? "tight" : ""}`} ?hidden=${!this.open}>
        <slot></slot>
      </div>
    </div>`;
  }
}
