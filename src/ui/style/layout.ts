import { css } from "lit";

/** Where things stand on the bench, from the phone to the wide screen. */
export const layout = css`
  :host {
    display: block;
  }
  .bench {
    display: grid;
    grid-template-columns: 296px minmax(0, 1fr);
    min-height: calc(100dvh - 52px);
  }
  aside {
    position: sticky;
    top: 0;
    max-height: 100dvh;
    overflow: auto;
    padding: 18px 20px 120px;
    /* What has the focus is not beneath the run bar, nor what stands over it; before the page is scrolled, all is a header lower. */
    scroll-padding-bottom: 180px;
  }
  main {
    padding: 22px 28px 120px;
    border-left: 1px solid var(--rule);
    min-width: 0;
  }
  main > * {
    max-width: 1224px;
  }
  .said {
    display: flex;
    gap: 12px 20px;
    align-items: start;
    justify-content: space-between;
    margin-bottom: 18px;
  }
  .charts {
    display: grid;
    grid-template-columns: repeat(12, minmax(0, 1fr));
    gap: 16px;
    margin-top: 16px;
  }
  .c5 {
    grid-column: span 5;
  }
  .c6 {
    grid-column: span 6;
  }
  .c7 {
    grid-column: span 7;
  }
  .c12 {
    grid-column: span 12;
  }
  .c5,
  .c7 {
    --plot-height: 290px;
  }
  .c6 {
    --plot-height: 230px;
  }
  .c12 {
    --plot-height: 220px;
  }
  .bottom {
    position: fixed;
    inset: auto 0 0 0;
    z-index: 10;
    background: var(--panel);
    border-top: 1px solid var(--rule);
  }
  dialog {
    color: var(--ink);
    background: var(--paper);
    border: 0;
    border-top: 1px solid var(--rule);
    border-radius: var(--round-card) var(--round-card) 0 0;
    margin: auto 0 0;
    padding: 0;
    width: 100%;
    max-width: none;
    max-height: 88dvh;
  }
  dialog::backdrop {
    background: color-mix(in srgb, var(--ink), transparent 60%);
  }
  .sheet {
    padding: 12px 16px 28px;
  }
  .sheet .top {
    display: flex;
    justify-content: space-between;
    align-items: center;
    margin-bottom: 10px;
  }
  .sheet h2 {
    font-size: var(--title);
  }
  @media (max-width: 1160px) {
    .c5,
    .c6,
    .c7 {
      grid-column: 1 / -1;
      --plot-height: 270px;
    }
  }
  @media (max-width: 900px) {
    .bench {
      grid-template-columns: minmax(0, 1fr);
    }
    main {
      padding: 16px 14px 190px;
      border-left: 0;
    }
    .said {
      margin-bottom: 14px;
      display: block;
    }
    .said button {
      margin-top: 8px;
    }
    .charts,
    .charts > * {
      grid-column: 1 / -1;
      gap: 14px;
    }
  }
  /* On paper: what was asked, the answer, the charts. */
  @media print {
    lab-header,
    aside,
    .bottom {
      display: none;
    }
    .bench {
      display: block;
    }
    main {
      padding: 0;
      border: 0;
    }
    .charts > * {
      break-inside: avoid;
    }
  }
  @media (min-width: 1700px) {
    main > * {
      max-width: 1580px;
    }
    .c5,
    .c7 {
      --plot-height: 380px;
    }
    .c6 {
      --plot-height: 290px;
    }
  }
`;
