import { css } from "lit";

/** What every component looks like before it says anything of its own: boxes, fields, buttons, focus. */
export const base = css`
  :host {
    box-sizing: border-box;
    font-variant-numeric: tabular-nums;
  }
  :host([hidden]) {
    display: none;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  h1,
  h2,
  h3 {
    margin: 0;
    font-weight: 650;
    letter-spacing: -0.01em;
  }
  :focus-visible {
    outline: 2px solid var(--sim);
    outline-offset: 2px;
  }
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;

export const buttons = css`
  button {
    font: inherit;
    font-weight: 550;
    color: var(--ink);
    background: var(--field);
    border: 1px solid transparent;
    border-radius: var(--round-button);
    padding: 8px 16px;
    cursor: pointer;
  }
  button:hover:not(:disabled):not([aria-disabled="true"]) {
    background: color-mix(in srgb, var(--field), var(--ink) 7%);
  }
  button.primary {
    background: var(--sim);
    color: var(--on-sim);
    font-weight: 600;
  }
  button.primary:hover:not(:disabled):not([aria-disabled="true"]) {
    background: color-mix(in srgb, var(--sim), var(--ink) 14%);
  }
  button.small {
    font-size: var(--small);
    font-weight: 450;
    color: var(--ink-2);
    padding: 4px 8px;
    border-radius: var(--round-field);
  }
  button.plain {
    background: none;
    color: var(--ink-2);
    font-weight: 450;
    padding: 6px var(--plain-inline, 8px);
  }
  button:disabled,
  button[aria-disabled="true"] {
    color: var(--ink-2);
    background: var(--field);
    cursor: default;
    opacity: 0.7;
  }
  @media print {
    button {
      display: none;
    }
  }
  @media (pointer: coarse) {
    button.small {
      padding: 7px 11px;
      min-height: 32px;
    }
  }
  @media (forced-colors: active) {
    button {
      border-color: ButtonBorder;
    }
    button.primary {
      forced-color-adjust: none;
      background: ButtonText;
      color: ButtonFace;
    }
  }
`;

export const fields = css`
  input,
  select,
  textarea {
    font: inherit;
    font-variant-numeric: tabular-nums;
    color: inherit;
    width: 100%;
    min-width: 0;
    background: var(--field);
    border: 1px solid transparent;
    border-radius: var(--round-field);
    padding: 5px 8px;
  }
  select {
    text-overflow: ellipsis;
  }
  input:hover,
  select:hover,
  textarea:hover {
    border-color: var(--rule);
  }
  input[aria-invalid="true"],
  textarea[aria-invalid="true"] {
    border-color: var(--collapse);
  }
  input[type="range"] {
    padding: 0;
    height: 20px;
    accent-color: var(--sim);
    background: none;
    border: 0;
  }
  @media (pointer: coarse) {
    input[type="range"] {
      height: 32px;
    }
    input[type="checkbox"] {
      width: 20px;
      height: 20px;
    }
  }
  @media (forced-colors: active) {
    input,
    select,
    textarea {
      border-color: FieldText;
    }
  }
`;
