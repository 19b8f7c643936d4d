import type * as library from "../../index.js";
import type { KeptRun } from "../../index.js";
import type { File } from "../state/files.js";
import { Messages } from "../state/messages.js";
import { storedResult } from "../transformer/stored.js";
import { fileOf } from "./files.js";
import type { RunRow, RunsPage, WeightsFile } from "./page.js";
import { describe, driftWords, pointsWords, stateWords, type Described } from "./words.js";

/** What the bench "Runs" needs of the lab; given to it, so that tests can give it another. */
export type RunsLab = Pick<
  typeof library,
  "keepsRuns" | "keptRun" | "keptRuns" | "readTransformer" | "removeKept" | "runsUnderWay" | "UNDER_WAY"
>;

/** So long a deleted run can be brought back, in milliseconds. */
export const UNDO = 10_000;
/** While a run is under way, the table is read anew after so many milliseconds. */
const AGAIN = 3000;

/** What is read of a run beside its list entry, which takes longer. */
interface Details {
  readonly savedAt: number;
  readonly answer: string;
  readonly weights: readonly WeightsFile[];
}

interface Leaving {
  readonly name: string;
  readonly timer: number;
}

const NOTHING: Details = { savedAt: 0, answer: "", weights: [] };
const GONE = "This run is not kept any more.";

/** The state of the bench "Runs": what this browser keeps. It tells of every change through `onChange`. */
export class RunsSession {
  page: RunsPage = { stores: null, rows: [], quota: null, leaving: [], messages: [] };
  private readonly lab: RunsLab;
  private readonly onChange: () => void;
  private readonly undo: number;
  private readonly messages = new Messages(() => this.set({ messages: this.messages.list }));
  private runs: readonly KeptRun[] = [];
  private underWay: ReadonlySet<string> = new Set();
  private readonly described = new Map<string, Described>();
  private readonly details = new Map<string, Details>();
  private readonly leaving = new Map<string, Leaving>();
  private reading: Promise<void> = Promise.resolve();
  private again: number | undefined;
  private watched = false;

  constructor(lab: RunsLab, onChange: () => void, undo = UNDO) {
    this.lab = lab;
    this.onChange = onChange;
    this.undo = undo;
  }

  /** Reads the table, and from then on what changes in it while a run is under way. */
  watch(): Promise<void> {
    this.watched = true;
    return this.refresh();
  }

  unwatch(): void {
    this.watched = false;
    clearTimeout(this.again);
  }

  /** A run leaves the table, and the storage if it is not brought back in time; not one that is under way. */
  async delete(id: string): Promise<void> {
    if ((await this.lab.runsUnderWay()).has(id)) {
      this.messages.add({ kind: "error", text: this.lab.UNDER_WAY });
      return;
    }
    const name = this.page.rows.find((row) => row.id === id)?.name;
    if (name === undefined) return;
    this.leaving.set(id, { name, timer: window.setTimeout(() => void this.remove(id), this.undo) });
    this.tell();
  }

  /** Brings a deleted run back. */
  restore(id: string): void {
    clearTimeout(this.leaving.get(id)?.timer);
    this.leaving.delete(id);
    this.tell();
  }

  /** A file of a run, as fileOf names them; null, and a notice why, where it is not to be had. */
  async fileOf(id: string, what: string): Promise<File | null> {
    const run = await this.lab.keptRun(id);
    const file = run && fileOf(run, what);
    if (file === null) this.messages.add({ kind: "error", text: GONE });
    return file;
  }

  dismiss(id: number): void {
    this.messages.remove(id);
  }

  /** Says something in the notices' place. */
  say(text: string): void {
    this.messages.add({ kind: "told", text });
  }

  private async remove(id: string): Promise<void> {
    this.leaving.delete(id);
    this.runs = this.runs.filter((run) => run.id !== id);
    this.tell();
    const wrong = await this.lab.removeKept(id).catch(reason);
    if (wrong !== null) this.messages.add({ kind: "error", text: wrong });
    await this.refresh();
  }

  private refresh(): Promise<void> {
    clearTimeout(this.again);
    this.reading = this.reading
      .then(() => this.read())
      .catch((error: unknown) => this.messages.add({ kind: "error", text: reason(error) }));
    return this.reading;
  }

  private async read(): Promise<void> {
    const { keepsRuns, keptRuns, runsUnderWay } = this.lab;
    if (!(await keepsRuns())) {
      this.set({ stores: false });
      return;
    }
    const [runs, underWay, { quota }] = await Promise.all([
      keptRuns(),
      runsUnderWay(),
      navigator.storage.estimate().catch((): StorageEstimate => ({})),
    ]);
    this.runs = runs;
    this.underWay = underWay;
    this.page = { ...this.page, stores: true, quota: quota ?? null };
    this.tell();
    for (const run of runs) await this.readDetails(run);
    if (this.watched && underWay.size > 0) this.again = window.setTimeout(() => void this.refresh(), AGAIN);
  }

  private async readDetails({ id, kind, savedAt }: KeptRun): Promise<void> {
    if (kind !== "transformer" || this.details.get(id)?.savedAt === savedAt) return;
    const run = await this.lab.keptRun(id);
    if (run === null) return;
    const read = this.lab.readTransformer(run.experiment, null);
    const experiment = read.ok ? read.experiment : (read.asked ?? null);
    const result = experiment && storedResult(run.result, experiment);
    const weights = run.weights.map(({ name, file }) => ({ name, bytes: file.size }));
    this.details.set(id, { savedAt, answer: result ? driftWords(result) : "", weights });
    this.tell();
  }

  private rowsOf(run: KeptRun): readonly RunRow[] {
    const { id, kind, savedAt, bytes, finished } = run;
    if (kind === "chains" || this.leaving.has(id)) return [];
    const described = this.described.get(id) ?? describe(run);
    this.described.set(id, described);
    const { answer, weights } = this.details.get(id) ?? NOTHING;
    const state = stateWords(run, described, this.underWay.has(id));
    const said = kind === "sweep" ? pointsWords(run, described) : answer;
    return [{ id, kind, name: described.name, state, answer: said, savedAt, bytes, finished, weights }];
  }

  private tell(): void {
    const rows = this.runs.flatMap((run) => this.rowsOf(run));
    this.set({ rows, leaving: [...this.leaving].map(([id, { name }]) => ({ id, name })) });
  }

  private set(change: Partial<RunsPage>): void {
    this.page = { ...this.page, ...change };
    this.onChange();
  }
}

function reason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return `The browser's storage did not answer (${message.replace(/\.$/, "")}).`;
}
