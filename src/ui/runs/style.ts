import { css } from "lit";

/** The table of runs; on the phone, cards. */
export const style = css`
  main {
    border-left: 0;
    min-height: calc(100dvh - 52px);
    max-width: 1400px;
    margin: 0 auto;
  }
  main > * {
    max-width: none;
  }
  h2 {
    font-size: var(--reading);
  }
  p {
    margin: 6px 0 0;
    color: var(--ink-2);
    max-width: 62em;
  }
  .note {
    font-size: var(--note);
  }
  a {
    color: var(--sim-text);
    margin-right: 12px;
  }
  table {
    width: 100%;
    margin-top: 18px;
    background: var(--panel);
    border: 1px solid var(--rule);
    border-radius: var(--round-card);
    border-spacing: 0;
    border-collapse: separate;
  }
  th,
  td {
    padding: 10px 14px;
    text-align: left;
    vertical-align: top;
    font-weight: 400;
  }
  thead th {
    font-size: var(--small);
    color: var(--ink-2);
    padding-bottom: 6px;
  }
  tbody th,
  tbody td {
    border-top: 1px solid var(--rule);
  }
  tbody th {
    width: 38%;
    overflow-wrap: anywhere;
  }
  tbody th input {
    margin: 2px 0 5px;
    font-weight: 450;
  }
  button.rename {
    min-height: 24px;
    padding: 1px 7px;
  }
  td[data-name="Answer"] {
    min-width: 12em;
  }
  td[data-name="Saved"] {
    min-width: 10.5em;
  }
  .own {
    font-weight: 600;
  }
  .own + small {
    margin-top: 2px;
  }
  .pick {
    padding-right: 0;
  }
  .pick input {
    width: 18px;
    height: 18px;
    margin: 3px 0 0;
    accent-color: var(--sim);
  }
  code {
    font-size: var(--small);
  }
  .everything {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    margin-top: 14px;
  }
  th small {
    display: block;
    color: var(--ink-2);
    font-size: var(--small);
  }
  td {
    font-size: var(--note);
  }
  .number {
    text-align: right;
    white-space: nowrap;
  }
  .actions {
    white-space: nowrap;
    text-align: right;
  }
  .actions button.small {
    min-height: 28px;
  }
  .files {
    display: grid;
    gap: 2px;
    min-width: 15em;
    max-height: 50dvh;
    overflow: auto;
  }
  .files button {
    text-align: left;
    background: none;
    font-weight: 450;
    padding: 6px 10px;
    overflow-wrap: anywhere;
    white-space: normal;
  }
  .bottom.empty {
    border-top: 0;
  }
  .leaving {
    display: flex;
    gap: 10px;
    align-items: baseline;
    padding: 7px 20px;
    font-size: var(--note);
    border-bottom: 1px solid var(--rule);
  }
  .leaving span {
    flex: 1;
    overflow-wrap: anywhere;
  }
  .leaving button.small {
    min-height: 28px;
  }
  @media (max-width: 1000px) {
    main {
      padding-bottom: 120px;
    }
    table {
      display: block;
      background: none;
      border: 0;
    }
    thead {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    tbody {
      display: grid;
      gap: 12px;
    }
    tbody tr {
      display: grid;
      grid-template-columns: auto minmax(0, 1fr);
      gap: 4px 12px;
      padding: 12px 14px;
      background: var(--panel);
      border: 1px solid var(--rule);
      border-radius: var(--round-card);
    }
    tbody th,
    tbody td {
      width: auto;
      padding: 0;
      border: 0;
    }
    .actions {
      grid-column: 1 / -1;
    }
    tbody td[data-name] {
      min-width: 0;
      grid-column: 1 / -1;
      display: grid;
      grid-template-columns: 5em minmax(0, 1fr);
      gap: 12px;
      text-align: left;
    }
    td[data-name]::before {
      content: attr(data-name);
      color: var(--ink-2);
    }
    .files {
      width: 15.5em;
    }
    .actions {
      display: flex;
      flex-wrap: wrap;
      white-space: normal;
      justify-content: flex-end;
      gap: 8px;
      margin-top: 6px;
      text-align: left;
    }
  }
`;
