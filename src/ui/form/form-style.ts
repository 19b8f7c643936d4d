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
  input[type="file"] {
    display: none;
  }
`;
