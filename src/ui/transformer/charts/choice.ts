import { css, html } from "lit";

/** So many options stand side by side as buttons; more go into a list. */
const BUTTONS = 4;

export const choiceStyle = css`
  .choice {
    display: inline-flex;
    gap: 4px;
  }
  .choice button[aria-pressed="true"] {
    color: var(--ink);
    border-color: var(--field-edge);
    font-weight: 550;
  }
  select.small {
    max-width: 14em;
  }
  @media (forced-colors: active) {
    .choice button[aria-pressed="true"] {
      border-color: Highlight;
    }
  }
`;

/** An option as it is written, and in full for those who cannot see what stands around it. */
export interface Option {
  readonly text: string;
  readonly name: string;
}

type Choice = (
  label: string,
  options: readonly Option[],
  chosen: number,
  pick: (place: number) => void,
) => unknown;

/** A list among a figure's tools. */
export const list: Choice = (label, options, chosen, pick) =>
  html`<select
    slot="tools"
    class="small"
    aria-label=${label}
    .value=${String(chosen)}
    @change=${(event: Event) => pick(Number((event.target as HTMLSelectElement).value))}
  >
    ${options.map(({ name }, i) => html`<option value=${i} ?selected=${i === chosen}>${name}</option>`)}
  </select>`;

/** A choice among a figure's tools: buttons where the options are few, else a list. */
export const choice: Choice = (label, options, chosen, pick) => {
  if (options.length > BUTTONS) return list(label, options, chosen, pick);
  return html`<span slot="tools" class="choice" role="group" aria-label=${label}
    >${options.map(
      ({ text, name }, i) =>
        html`<button
          type="button"
          class="small"
          aria-label=${name}
          aria-pressed=${i === chosen ? "true" : "false"}
          @click=${() => pick(i)}
        >
          ${text}
        </button>`,
    )}</span
  >`;
};
