import { LitElement, html, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import type { DriftBudget, EngineReport } from "../index.js";
import "./answer/answer.js";
import "./answer/sentence.js";
import type { Picked } from "./charts/one-chain.js";
import { download } from "./charts/save.js";
import "./form/experiment-form.js";
import { LabForm, type Edited } from "./form/experiment-form.js";
import "./header/site-header.js";
import type { Bench, LabHeader } from "./header/site-header.js";
import {
  benchOf,
  roomAt,
  type OpenedFile,
  type OpenedRun,
  type Room,
  type RoomName,
  type Rooms,
  type Workbench,
} from "./rooms.js";
import "./run/notices.js";
import "./run/run-bar.js";
import { Media, NARROW } from "./state/media.js";
import { fileOf, reportOf } from "./state/files.js";
import { readKept } from "./state/kept.js";
import type { Lab } from "./state/lab.js";
import type { Page } from "./state/page.js";
import { Session } from "./state/session.js";
import { liveTokens } from "./state/sizes.js";
import { Texts, type Missing } from "./state/texts.js";
import { ended } from "./state/view.js";
import { layout } from "./style/layout.js";
import { base, buttons } from "./style/shared.js";
import type { ForChains } from "./sweep/bench.js";
import { dayWords } from "./words/format.js";
import { titleLine } from "./words/progress.js";

const CHARTS = 5;

/**
 * The page: the bench "Chains", whose one experiment flows down while events come up, and beside it the other benches, which are
 * loaded when they are first asked for. It opens itself once it is given a lab.
 */
@customElement("collapse-lab")
export class CollapseLab extends LitElement {
  static override styles = [base, buttons, layout];

  @property({ attribute: false }) lab: Lab | null = null;
  @state() private page: Page | null = null;
  @state() private bench: Bench = roomAt(location.hash) ?? "chains";
  @state() private rooms: Partial<Rooms> = {};
  /** What the rooms' runs run on. */
  @state() private engines: Partial<Record<RoomName, EngineReport | null>> = {};

  /** Charts that are there already. */
  @state() private shown = 0;

  @query("lab-header") private header!: LabHeader;
  @query("dialog") private sheet!: HTMLDialogElement | null;

  private session: Session | null = null;
  /** Whether the bench "Chains" has an experiment that it was asked for. */
  private opened = false;
  /** One form for both places, so that what was typed survives a turned phone. */
  private readonly form = new LabForm();
  private readonly narrow = new Media(this, NARROW);

  constructor() {
    super();
    this.form.addEventListener("edited", (event) => this.edited((event as CustomEvent<Edited>).detail));
    this.form.addEventListener("missing", (event) =>
      this.session?.await((event as CustomEvent<Missing>).detail),
    );
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener("hashchange", this.linked);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener("hashchange", this.linked);
  }

  private readonly linked = (): void => {
    const { hash } = location;
    const room = roomAt(hash);
    if (room) {
      void this.showRoom(room, hash);
      return;
    }
    this.showChains();
    if (hash.length > 1 && hash !== this.chainsLink()) this.session?.link(hash);
  };

  private chainsLink(): string | null {
    const { lab, session } = this;
    return lab && session ? lab.toLink(session.page.view.experiment) : null;
  }

  /** The bench "Chains" comes to the front; the first time, with the experiment of `hash` or the opening one. */
  private showChains(hash = ""): void {
    this.bench = "chains";
    if (this.opened) {
      void this.session?.lookBack();
      return;
    }
    this.opened = true;
    this.session?.open(hash);
    this.loadCharts();
  }

  private loadCharts(): void {
    if (this.shown === 0) void import("./charts/bench.js").then(() => this.showMore());
  }

  /** Another bench comes to the front, with what its address `hash` names, if it names anything. */
  private async showRoom<N extends RoomName>(name: N, hash: string): Promise<Rooms[N]> {
    this.bench = name;
    this.session?.askEngines();
    const make = await LOADERS[name]();
    let room: Rooms[N] | undefined = this.rooms[name];
    if (!room) {
      room = make();
      this.rooms = { ...this.rooms, [name]: room };
      this.furnish(name, room);
    }
    room.hash = hash;
    return room;
  }

  /** What the page hears of a room. */
  private furnish(name: RoomName, room: Room): void {
    room.addEventListener("linked", (event) => {
      const link = (event as CustomEvent<string | null>).detail;
      if (this.bench === name) history.replaceState(null, "", link ?? `#${name}`);
    });
    room.addEventListener("engine", (event) => {
      this.engines = { ...this.engines, [name]: (event as CustomEvent<EngineReport | null>).detail };
    });
    // What the bench "Sweep" has to do with "Chains".
    room.addEventListener("new-base", (event) => {
      const { experiment, corpus } = (event as CustomEvent<ForChains>).detail;
      this.opened = true;
      this.session?.draft(experiment, corpus);
    });
    room.addEventListener("change-base", () => this.choose("chains"));
    room.addEventListener("open-run", (event) => {
      const { experiment, corpus, source } = (event as CustomEvent<ForChains>).detail;
      this.opened = true;
      if (corpus && source) this.form.texts?.remember(corpus.sha256, source);
      this.session?.settle(experiment, corpus);
      this.choose("chains");
    });
    room.addEventListener(
      "open-kept",
      (event) => void this.openKept((event as CustomEvent<OpenedRun>).detail),
    );
  }

  /** The room in front; null where that is "Chains", or one that is not loaded yet. */
  private get room(): Room | null {
    return this.bench === "chains" ? null : (this.rooms[this.bench] ?? null);
  }

  /** Another bench was chosen on the page itself: its address goes into the browser's history. */
  private choose(bench: Bench): void {
    if (bench === this.bench) return;
    if (bench !== "chains") {
      history.pushState(null, "", this.rooms[bench]?.link ?? `#${bench}`);
      void this.showRoom(bench, "");
      return;
    }
    this.showChains();
    this.loadCharts();
    history.pushState(null, "", this.chainsLink() ?? location.pathname);
  }

  /** A file goes to the bench that it is for. */
  private readonly openedFile = (event: CustomEvent<OpenedFile>): void => {
    const { name, text } = event.detail;
    const bench = benchOf(text);
    if (bench === null || bench === this.bench) return;
    event.preventDefault();
    this.sheet?.close();
    void this.openAt(bench, name, text);
  };

  private async openAt(bench: Exclude<Bench, "runs">, name: string, text: string): Promise<void> {
    this.choose(bench);
    await this.updateComplete;
    if (bench === "chains") {
      this.form.openText(name, text);
      return;
    }
    (await this.ready(bench)).openText(name, text);
  }

  /** A kept run goes to the bench that it is of. */
  private async openKept({ id, kind }: OpenedRun): Promise<void> {
    if (kind === "chains") {
      await this.openChains(id);
      return;
    }
    this.choose(kind);
    (await this.ready(kind)).openKept(id);
  }

  private async openChains(id: string): Promise<void> {
    const { lab, session, form } = this;
    if (!lab || !session || !form.texts) return;
    const run = await lab.keptRun(id);
    const kept = run ? await readKept(lab, form.texts, run) : "It is not kept any more.";
    if (typeof kept === "string") {
      this.room?.say(`This run was not opened. ${kept}`);
      return;
    }
    this.opened = true;
    session.reopen(kept);
    this.choose("chains");
    session.say(`This run is shown as it was kept on ${dayWords(kept.savedAt)}. Run computes it anew.`);
  }

  /** The run goes to what the browser keeps; one that is there is shown in the bench Runs. */
  private keep({ view, kept }: Page): void {
    const { corpus } = view;
    if (kept) this.choose("runs");
    else void this.session?.keep((corpus && this.form.texts?.source(corpus.sha256)?.blob) ?? null);
  }

  private async ready(bench: Exclude<OpenedRun["kind"], "chains">): Promise<Workbench> {
    const room = await this.showRoom(bench, "");
    await this.updateComplete;
    await room.updateComplete;
    return room;
  }

  protected override willUpdate(): void {
    const { lab } = this;
    if (lab && !this.session) {
      const session = new Session(lab, () => (this.page = session.page), location.hash);
      this.session = session;
      this.page = session.page;
      this.form.presets = lab.presets;
      this.form.judge = lab.readExperiment;
      this.form.judgeText = readsResults(lab);
      this.form.texts = new Texts(lab);
      this.form.offered = lab.corpora;
      // The page is painted before the workers start, and its charts come one a frame: no frame is held up.
      afterPaint(() => {
        if (this.bench === "chains") this.showChains(location.hash);
        else void this.showRoom(this.bench, location.hash);
      });
    }
    const { page } = this;
    if (!page) return;
    this.form.experiment = page.view.experiment;
    this.form.corpus = page.view.corpus;
    this.form.missing = page.missing;
    this.form.initial = page.initial;
    this.form.preset = page.preset;
    if (this.bench === "chains") document.title = titleLine(page.view);
    // The bench "Sweep" goes out from the experiment of this one.
    const { experiment, corpus } = page.view;
    const { texts } = this.form;
    if (this.rooms.sweep && this.bench === "sweep")
      Object.assign(this.rooms.sweep, { experiment, corpus, texts });
  }

  private showMore(): void {
    this.shown++;
    if (this.shown < CHARTS) requestAnimationFrame(() => this.showMore());
  }

  private edited({ experiment, corpus, moving }: Edited): void {
    if (moving) {
      this.session?.draft(experiment, corpus);
      return;
    }
    this.session?.settle(experiment, corpus);
    const link = this.lab?.toLink(experiment) ?? null;
    history.replaceState(null, "", link ?? location.pathname);
  }

  private readonly report = (): string => {
    const { lab, page } = this;
    return lab && page ? reportOf(lab, page.view.run?.result ?? null, page.view.experiment) : "";
  };

  private readonly driftBudget = (epsilon: number): Promise<DriftBudget | null> =>
    this.session?.driftBudget(epsilon) ?? Promise.resolve(null);

  private async pickField(path: string): Promise<void> {
    if (this.narrow.holds) {
      this.sheet?.showModal();
      await this.updateComplete;
    }
    this.form.focusField(path);
  }

  private async share(): Promise<void> {
    const { lab, page, session } = this;
    if (!lab || !page || !session) return;
    const { room } = this;
    const link = room ? room.link : lab.toLink(page.view.experiment);
    const say = (text: string): void => (room ?? session).say(text);
    if (link === null) {
      say("This is too long for a link. Download it as a file instead; “Open a file…” reads it back.");
      return;
    }
    history.replaceState(null, "", link);
    try {
      await navigator.clipboard.writeText(location.href);
      this.header.confirmShared();
    } catch {
      say("The browser did not allow copying. The link is in the address bar.");
    }
  }

  private take(what: string): void {
    const { lab, page } = this;
    if (!lab || !page) return;
    const { experiment, run } = page.view;
    const file = fileOf(what, lab, experiment, ended(run) ? (run?.result ?? null) : null);
    if (file) download(file.name, file.contents);
  }

  private charts(page: Page): unknown {
    const { view, path, population, chain, playhead } = page;
    // One that still plays may speak of an experiment that is gone already.
    const moved = (event: CustomEvent<number>): void => {
      if (this.session?.page.population === population) this.session.playhead(event.detail);
    };
    const three = liveTokens(view.experiment.truth, view.corpus?.table ?? null) === 3;
    const oneChain = (width: string): unknown =>
      html`<lab-one-chain
        class=${width}
        .view=${view}
        .path=${path}
        .chain=${chain}
        .context=${page.context}
        .trouble=${page.pathTrouble}
        .playhead=${playhead}
        @pick-chain=${({ detail }: CustomEvent<Picked>) => this.session?.pick(detail.chain, detail.context)}
      ></lab-one-chain>`;
    const simplex = (): unknown =>
      html`<lab-simplex
        class="c5"
        .view=${view}
        .population=${population}
        .playhead=${playhead}
        .chain=${chain}
        @playhead=${moved}
      ></lab-simplex>`;
    const all = [
      () => html`<lab-histogram class="c7" .view=${view}></lab-histogram>`,
      () => (three ? simplex() : oneChain("c5")),
      () =>
        html`<lab-diversity
          class="c6"
          .view=${view}
          .budget=${this.driftBudget}
          @want-measures=${(event: CustomEvent<readonly number[]>) => this.session?.measure(event.detail)}
        ></lab-diversity>`,
      () => html`<lab-collapsed class="c6" .view=${view}></lab-collapsed>`,
      () => (three ? oneChain("c12") : nothing),
    ];
    return html`<div class="charts">${all.map((chart, i) => (i < this.shown ? chart() : nothing))}</div>`;
  }

  private sheetOrNothing(): unknown {
    if (!this.narrow.holds) return nothing;
    return html`<dialog aria-labelledby="sheet-title">
      <div class="sheet">
        <div class="top">
          <h2 id="sheet-title">The experiment</h2>
          <button type="button" class="primary" @click=${() => this.sheet?.close()}>Done</button>
        </div>
        ${this.form}
      </div>
    </dialog>`;
  }

  protected override render(): unknown {
    const { page, lab, session } = this;
    if (!page || !lab || !session) return nothing;
    const { view } = page;
    const over = ended(view.run);
    const chains = this.bench === "chains";
    return html`<lab-header
        .bench=${this.bench}
        .engines=${page.engines}
        .running=${this.running(page)}
        .ready=${over && view.run?.result !== null}
        .digest=${(over && view.run?.result?.digest) || ""}
        @share=${() => void this.share()}
        @take=${(event: CustomEvent<string>) => this.take(event.detail)}
        @choose-bench=${(event: CustomEvent<Bench>) => this.choose(event.detail)}
      ></lab-header>
      <div @opened-file=${this.openedFile}>
        ${chains ? this.chains(page, session) : (this.room ?? nothing)}
      </div>`;
  }

  /** The engine of the run in front. */
  private running(page: Page): EngineReport | null {
    if (this.bench === "chains") return page.view.run?.engine ?? null;
    return this.engines[this.bench] ?? null;
  }

  private chains(page: Page, session: Session): unknown {
    const { view } = page;
    return html`<div class="bench">
        ${this.narrow.holds ? nothing : html`<aside aria-label="The experiment">${this.form}</aside>`}
        <main>
          <div class="said">
            <lab-sentence
              .parts=${view.parts}
              @pick-field=${(event: CustomEvent<string>) => void this.pickField(event.detail)}
            ></lab-sentence>
            ${
              this.narrow.holds
                ? html`<button type="button" class="small" @click=${() => this.sheet?.showModal()}>
                    Change the experiment
                  </button>`
                : nothing
            }
          </div>
          <lab-answer
            .view=${view}
            .waits=${page.waits}
            .lawTrouble=${page.lawTrouble}
            .kept=${page.kept}
            .report=${this.report}
            @keep=${() => this.keep(page)}
          ></lab-answer>
          ${this.charts(page)}
        </main>
      </div>
      <section class="bottom" aria-label="The run">
        <lab-notices
          .messages=${page.messages}
          @dismiss=${(event: CustomEvent<number>) => session.dismiss(event.detail)}
        ></lab-notices>
        <lab-run-bar
          .view=${view}
          .waits=${page.waits}
          @toggle=${() => session.toggle()}
          @step=${() => session.step()}
          @stop=${() => session.stop()}
        ></lab-run-bar>
      </section>
      ${this.sheetOrNothing()}`;
  }
}

/** Loads the code of a bench; what comes of it makes the bench. */
const LOADERS: { readonly [N in RoomName]: () => Promise<() => Rooms[N]> } = {
  sweep: async () => {
    const { LabSweep } = await import("./sweep/bench.js");
    return () => new LabSweep();
  },
  transformer: async () => {
    const { LabTransformer } = await import("./transformer/bench.js");
    return () => new LabTransformer();
  },
  runs: async () => {
    const { LabRuns } = await import("./runs/bench.js");
    return () => new LabRuns();
  },
};

/** Calls back once what stands on the page has been painted. */
function afterPaint(then: () => void): void {
  requestAnimationFrame(() => setTimeout(then));
}

/** A result file carries its experiment: either may be opened. */
function readsResults(lab: Lab): LabForm["judgeText"] {
  return (text, corpus) => {
    const read = lab.parseExperiment(text, {}, corpus);
    if (read.ok || read.missing) return read;
    try {
      const value: unknown = JSON.parse(text);
      if (typeof value === "object" && value !== null && "experiment" in value && "collapseTime" in value)
        return lab.readExperiment(value.experiment, corpus);
    } catch {
      return read;
    }
    return read;
  };
}
