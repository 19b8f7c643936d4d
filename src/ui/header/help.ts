import { LitElement, css, html } from "lit";
import { customElement, query } from "lit/decorators.js";
import { base, buttons } from "../style/shared.js";

/** What is seen here, in plain words; the keys; the paper. */
@customElement("lab-help")
export class LabHelp extends LitElement {
  static override styles = [
    base,
    buttons,
    css`
      dialog {
        color: var(--ink);
        background: var(--panel);
        border: 1px solid color-mix(in srgb, var(--rule), var(--ink) 15%);
        border-radius: var(--round-card);
        padding: 0;
        width: min(680px, calc(100vw - 24px));
        max-height: calc(100dvh - 32px);
      }
      dialog::backdrop {
        background: color-mix(in srgb, var(--paper), transparent 30%);
      }
      .text {
        padding: 22px 26px 24px;
      }
      .top {
        display: flex;
        justify-content: space-between;
        align-items: start;
        gap: 16px;
      }
      h2 {
        font: 600 var(--reading) / 1.4 var(--prose);
        letter-spacing: 0;
      }
      h3 {
        font-size: var(--text);
        margin: 20px 0 6px;
      }
      p {
        margin: 8px 0;
        font: 1rem / 1.55 var(--prose);
      }
      ul {
        list-style: none;
        margin: 0;
        padding: 0;
        display: grid;
        gap: 6px;
      }
      li {
        display: grid;
        grid-template-columns: 26px minmax(0, 1fr);
        gap: 10px;
      }
      svg {
        width: 26px;
        height: 16px;
        margin-top: 2px;
      }
      dl {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 5px 16px;
        margin: 0;
      }
      dt {
        font-weight: 600;
      }
      dd {
        margin: 0;
        color: var(--ink-2);
      }
      kbd {
        font: inherit;
        font-size: var(--small);
        background: var(--field);
        border: 1px solid var(--rule);
        border-radius: 4px;
        padding: 1px 5px;
        white-space: nowrap;
        font-weight: 400;
      }
      a {
        color: var(--sim-text);
      }
      @media (max-width: 480px) {
        .text {
          padding: 18px 16px;
        }
      }
    `,
  ];

  @query("dialog") private dialog!: HTMLDialogElement;

  show(): void {
    this.dialog.showModal();
  }

  private colours(): unknown {
    return html`<ul>
      <li>
        <svg viewBox="0 0 26 16" aria-hidden="true">
          <rect x="1" y="4" width="9" height="11" fill="var(--sim-fill)" stroke="var(--sim)"></rect>
          <circle cx="19" cy="9" r="4" fill="var(--sim)"></circle>
        </svg>
        <span
          ><b>Blue bars and dots</b> are simulated, here in your browser. ± and bands are 95 %
          intervals.</span
        >
      </li>
      <li>
        <svg viewBox="0 0 26 16" aria-hidden="true">
          <path d="M1 13 C9 13 9 3 25 3" fill="none" stroke="var(--theory)" stroke-width="2"></path>
        </svg>
        <span><b>The line</b> is the exact law, computed without drawing a single chance.</span>
      </li>
      <li>
        <svg viewBox="0 0 26 16" aria-hidden="true">
          <path
            d="M1 13 C9 13 9 3 25 3"
            fill="none"
            stroke="var(--theory)"
            stroke-width="2"
            stroke-dasharray="5 3"
          ></path>
        </svg>
        <span><b>Dashed</b>, it is only a limit: for many samples, or for many generations.</span>
      </li>
      <li>
        <svg viewBox="0 0 26 16" aria-hidden="true">
          <rect
            x="1"
            y="3"
            width="24"
            height="11"
            fill="var(--bound-fill)"
            stroke="var(--bound)"
            stroke-dasharray="2 2"
          ></rect>
        </svg>
        <span><b>Amber</b> is a bound, such as the paper's Theorem 1: often a wide range.</span>
      </li>
      <li>
        <svg viewBox="0 0 26 16" aria-hidden="true">
          <circle cx="13" cy="8" r="6" fill="var(--collapse)"></circle>
        </svg>
        <span><b>Vermilion</b> is collapse, or an error: also a formula's, where one was printed wrong.</span>
      </li>
    </ul>`;
  }

  protected override render(): unknown {
    return html`<dialog aria-labelledby="title">
      <div class="text" tabindex="-1">
        <div class="top">
          <h2 id="title">What happens when models learn from what models wrote?</h2>
          <button type="button" class="small" @click=${() => this.dialog.close()}>Close</button>
        </div>
        <p>
          A language model learns how likely each <b>token</b> (a word, or a piece of one) is to come next.
          The first model here learns from n samples of real text, the <b>truth</b>. The second learns from n
          samples of what the first wrote, the third from the second, and so on. Such a line of models is a
          <b>chain</b>, and each model a <b>generation</b>.
        </p>
        <p>
          By chance a rare token is not drawn once, and then no later model can ever write it. So tokens die
          out one after another, until a single one is left: total collapse. The generation at which that
          happens is <b>T</b>. It is different in every chain; this lab runs thousands and shows when it
          happens, beside the exact law.
        </p>
        <p>
          A <b>recipe</b> says what each generation learns from: with real text among it, kept or new,
          collapse may come later, be left again, or never come. Then the answer is not T but how far the
          models are from the first one and from the truth.
        </p>
        <p>
          <b>Sweep</b> asks the same for many n, or other numbers, at once. <b>Transformer</b> does it with
          language models that are trained here: one learns a text, the next what that one wrote. Its answer
          is the <b>drift</b>, how far a generation's next-token probabilities are from the first one's.
        </p>
        <h3>Colours</h3>
        ${this.colours()}
        <h3>Signs</h3>
        <dl>
          <dt>n</dt>
          <dd>samples that a generation learns from</dd>
          <dt>T</dt>
          <dd>the first generation with one token left; E[T] is its mean over all chains</dd>
          <dt>S<sub>m</sub></dt>
          <dd>the chance that two samples of generation m are the same token: 1 when diversity is gone</dd>
          <dt>N</dt>
          <dd>real samples, where they are counted apart from the n that models write</dd>
          <dt>p(m)</dt>
          <dd>the model of generation m: its probability for each token; p(0) is the truth</dd>
          <dt>Collapse</dt>
          <dd>
            papers mean different things: one token left (total collapse, as here), lost diversity, lost
            tokens, a lost tail, drift from the first model, or a growing error; each measure says which it is
          </dd>
          <dt>Standard error</dt>
          <dd>
            how far a mean of so many chains is off by chance alone; up to about 3 of them is nothing unusual
          </dd>
          <dt>Digest</dt>
          <dd>
            a fingerprint of a run's exact numbers: the same experiment has the same one on every machine
          </dd>
        </dl>
        <h3>Keys</h3>
        <dl>
          <dt><kbd>Tab</kbd></dt>
          <dd>to the next control or chart</dd>
          <dt><kbd>←</kbd> <kbd>→</kbd></dt>
          <dd>on a chart: read the next value; <kbd>Home</kbd> and <kbd>End</kbd> go to its ends</dd>
          <dt><kbd>Shift</kbd> <kbd>→</kbd></dt>
          <dd>on the histogram: mark a range and read its probability</dd>
          <dt><kbd>Esc</kbd></dt>
          <dd>lets go of a reading, a range, a menu or this text</dd>
        </dl>
        <h3>The paper</h3>
        <p>
          M. E. A. Seddik, S.-W. Chen, S. Hayou, P. Youssef, M. Debbah: “How Bad is Training on Synthetic
          Data? A Statistical Analysis of Language Model Collapse”, 2024,
          <a href="https://arxiv.org/abs/2404.05090" target="_blank" rel="noreferrer">arXiv:2404.05090</a>.
          Theorems 1 to 3 and the figures are its; the exact laws are stronger than its bounds.
        </p>
      </div>
    </dialog>`;
  }
}
