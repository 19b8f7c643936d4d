import { css } from "lit";

export const formStyle = css`
  :host {
    display: block;
  }
  fieldset {
    border: 0;
    margin: 20px 0 0;
    padding: 0;
    min-width: 0;
  }
  legend {
    padding: 0;
    margin-bottom: 6px;
    font-size: var(--small);
    font-weight: 600;
    color: var(--ink-2);
  }
  .row {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 148px;
    align-items: center;
    gap: 4px 8px;
    margin: 7px 0;
  }
  .row.narrow {
    grid-template-columns: minmax(0, 1fr) 112px;
  }
  .row.narrow input {
    text-align: right;
  }
  .long {
    margin: 7px 0;
  }
  .tall label {
    display: block;
    margin-bottom: 4px;
  }
  .help {
    margin: 2px 0 4px;
    font-size: var(--small);
    color: var(--ink-2);
  }
  .error {
    margin: 3px 0;
    font-size: var(--small);
    color: var(--collapse);
  }
  textarea {
    resize: vertical;
    min-height: 4.5em;
  }
  .open {
    margin-top: 6px;
  }
  .switch {
    display: flex;
    gap: 8px;
    align-items: baseline;
    margin: 9px 0;
  }
  .switch input {
    flex: none;
    width: auto;
    accent-color: var(--sim);
  }
  @media (pointer: coarse) {
    .switch {
      align-items: center;
    }
  }
  .figures {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    align-items: center;
    margin-top: 6px;
    font-size: var(--small);
    color: var(--ink-2);
  }
  .figures span {
    margin-right: 4px;
  }
  .figures button {
    min-width: 28px;
  }
  .figures button[aria-pressed="true"] {
    background: color-mix(in srgb, var(--sim) 22%, var(--field));
    color: var(--ink);
  }
  input[type="file"] {
    display: none;
  }
`;
