import { LitElement, css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { EngineReport, EnginesFound } from "../../index.js";
import { base } from "../style/shared.js";
import { brief, counted, whole } from "../words/format.js";
import "./disclosure.js";

const LIMITS: Readonly<Record<string, readonly [name: string, bytes: boolean]>> = {
  maxBufferSize: ["Largest buffer", true],
  maxStorageBufferBindingSize: ["Largest binding", true],
  maxComputeInvocationsPerWorkgroup: ["Invocations in a workgroup", false],
};

function size(bytes: number): string {
  return bytes >= 2 ** 30 ? `${brief(bytes / 2 ** 30, 3)} GiB` : `${brief(bytes / 2 ** 20, 3)} MiB`;
}

/** The engine that runs, or would run; opens what was found. */
@customElement("lab-engine-badge")
export class LabEngineBadge extends LitElement {
  static override styles = [
    base,
    css`
      .label {
        display: inline-flex;
        gap: 7px;
        align-items: center;
        font-size: var(--note);
      }
      .dot {
        width: 9px;
        height: 9px;
        border-radius: 50%;
        border: 2px solid var(--ink-2);
      }
      .dot.gpu {
        background: var(--real);
        border-color: var(--real);
      }
      h3 {
        font-size: var(--text);
        margin-bottom: 6px;
      }
      dl {
        display: grid;
        grid-template-columns: max-content minmax(0, 1fr);
        gap: 3px 16px;
        margin: 0;
      }
      dt {
        color: var(--ink-2);
      }
      dd {
        margin: 0;
        text-align: right;
        overflow-wrap: anywhere;
      }
      p {
        margin: 10px 0 0;
        color: var(--ink-2);
        max-width: 36em;
      }
      @media (max-width: 720px) {
        .words {
          position: absolute;
          width: 1px;
          height: 1px;
          overflow: hidden;
          clip-path: inset(50%);
          white-space: nowrap;
        }
      }
    `,
  ];

  @property({ attribute: false }) engines: EnginesFound | null = null;
  /** The engine of the run; null before one. */
  @property({ attribute: false }) running: EngineReport | null = null;
  /** Whether transformers are trained, in one worker where that is the CPU's. */
  @property({ type: Boolean }) trains = false;

  private words(): { text: string; gpu: boolean } {
    const { engines, running } = this;
    const on = (adapter: string, software: boolean): { text: string; gpu: boolean } => ({
      text: `WebGPU, ${adapter}${software ? " (software)" : ""}`,
      gpu: !software,
    });
    if (running?.name === "webgpu") return on(running.adapter, running.fallbackAdapter);
    if (running) return { text: running.adapter, gpu: false };
    if (!engines) return { text: "Looking for engines", gpu: false };
    const { webgpu, auto, cpuWorkers } = engines;
    if (auto === "webgpu" && webgpu) return on(webgpu.adapter, webgpu.fallbackAdapter);
    return { text: `CPU, ${counted(this.trains ? 1 : cpuWorkers, "worker")}`, gpu: false };
  }

  private found(): unknown {
    const { engines } = this;
    if (!engines) return html`<p>Looking for engines.</p>`;
    const same = this.trains
      ? "Both engines train the same models from the same random numbers; sums differ in their last digits."
      : "Both engines draw the same numbers, bit for bit.";
    const { webgpu } = engines;
    return html`<h3>What this browser offers</h3>
      <dl>
        <dt>WebGPU</dt>
        <dd>${webgpu ? `${webgpu.adapter}${webgpu.fallbackAdapter ? " (software)" : ""}` : "none"}</dd>
        ${
          webgpu
            ? Object.entries(webgpu.limits).map(([key, value]) => {
                const [name, bytes] = LIMITS[key] ?? [key, false];
                return html`<dt>${name}</dt>
                  <dd>${bytes ? size(value) : whole(value)}</dd>`;
              })
            : nothing
        }
        <dt>CPU</dt>
        <dd>${counted(this.trains ? 1 : engines.cpuWorkers, "worker")}</dd>
        <dt>Automatic takes</dt>
        <dd>${engines.auto === "webgpu" ? "WebGPU" : "the CPU"}</dd>
      </dl>
      <p>${(this.trains && !engines.webgpu ? null : engines.notice?.text) ?? same}</p>`;
  }

  protected override render(): unknown {
    const { text, gpu } = this.words();
    return html`<lab-disclosure>
      <span slot="label" class="label"
        ><span class=${gpu ? "dot gpu" : "dot"}></span><span class="words">${text}</span></span
      >
      ${this.found()}
    </lab-disclosure>`;
  }
}
