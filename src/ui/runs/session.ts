import type * as library from "../../index.js";
import type { HowKept, KeptRun, WholeKeptRun } from "../../index.js";
import type { File } from "../state/files.js";
import { Messages } from "../state/messages.js";
import { counted } from "../words/format.js";
import { filed, NAME_CHARACTERS, readFiled, type ReadingLab } from "./all.js";
import { fileOf } from "./files.js";
import type { ComparedRun, RunRow, RunsPage, WeightsFile } from "./page.js";
import { engineOf, numbersOf, ownResult, type OwnResult } from "./read.js";
import { answerWords, broughtWords, describe, pointsWords, stateWords, type Described } from "./words.js";

/** What the bench "Runs" needs of the lab; given to it, so that tests can give it another. */
export type RunsLab = Pick<
  typeof library,
  | "keepRun"
  | "keepsRuns"
  | "keptRun"
  | "keptRuns"
  | "removeKept"
  | "renameKept"
  | "runsUnderWay"
  | "UNDER_WAY"
> &
  ReadingLab;

/** So long a deleted run can be brought back, in milliseconds. */
export const UNDO = 10_000;
/** While a run is under way, the table is read anew after so many milliseconds. */
const AGAIN = 3000;

/** What is read of a run beside its list entry, which takes longer. */
interface Details {
  readonly savedAt: number;
  readonly answer: string;
  readonly engine: string;
  readonly digest: string;
  readonly numbers: string;
  readonly weights: readonly WeightsFile[];
}

interface Leaving {
  readonly name: string;
  readonly timer: number;
}

const NOTHING: Details = { savedAt: 0, answer: "", engine: "", digest: "", numbers: "", weights: [] };
const GONE = "This run is not kept any more.";

/** The state of the bench "Runs": what this browser keeps. It tells of every change through `onChange`. */
export class RunsSession {
  page: RunsPage = {
    stores: null,
    rows: [],
    compared: [],
    quota: null,
    leaving: [],
    busy: false,
    messages: [],
  };
  private readonly lab: RunsLab;
  private readonly onChange: () => void;
  private readonly undo: number;
  private readonly messages = new Messages(() => this.set({ messages: this.messages.list }));
  private runs: readonly KeptRun[] = [];
  private underWay: ReadonlySet<string> = new Set();
  private readonly described = new Map<string, Described>();
  private readonly details = new Map<string, Details>();
  /** Runs that are compared, in the order in which they were picked; null while they are read. */
  private readonly picked = new Map<string, OwnResult | "none" | null>();
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

  /** Whether a run is one of those that are compared. */
  async pick(id: string, picked: boolean): Promise<void> {
    if (picked) this.picked.set(id, null);
    else this.picked.delete(id);
    this.tell();
    const run = picked ? await this.lab.keptRun(id) : null;
    if (run === null || !this.picked.has(id)) return;
    this.picked.set(id, ownResult(run) ?? "none");
    this.tell();
  }

  pickNone(): void {
    this.picked.clear();
    this.tell();
  }

  /** Gives a run the reader's own name; with an empty one it has that of its experiment again. */
  async rename(id: string, name: string): Promise<void> {
    const own = Array.from(name.trim()).slice(0, NAME_CHARACTERS).join("").trim();
    const before = this.runs.find((run) => run.id === id)?.name;
    if (before === undefined || before === own) return;
    this.named(id, own);
    const wrong = await this.lab.renameKept(id, own).catch(reason);
    if (wrong === null) return;
    this.named(id, before);
    this.messages.add({ kind: "error", text: wrong });
  }

  private named(id: string, name: string): void {
    this.runs = this.runs.map((run) => (run.id === id ? { ...run, name } : run));
    this.tell();
  }

  /** All runs of the table as one file; null, and a notice why, where that cannot be. */
  async takeAll(): Promise<File | null> {
    const ids = this.page.rows.map(({ id }) => id);
    const contents = await this.busily(() => filed(this.whole(ids)));
    if (typeof contents !== "object") {
      if (contents !== undefined) this.messages.add({ kind: "error", text: contents });
      return null;
    }
    const day = new Date().toISOString().slice(0, 10);
    this.say(`${counted(ids.length, "run")} in one file, with results; weights are not in it.`);
    return { name: `collapse-lab-runs-${day}.json`, contents };
  }

  private async *whole(ids: readonly string[]): AsyncGenerator<WholeKeptRun> {
    for (const id of ids) {
      const run = await this.lab.keptRun(id);
      if (run !== null) yield run;
    }
  }

  /** Keeps the runs of a file that are not here yet, and says what became of all of them. */
  async bring(name: string, file: Blob): Promise<void> {
    await this.busily(async () => {
      const read = await readFiled(this.lab, file);
      if (typeof read === "string") {
        this.messages.add({ kind: "error", text: `${name} was not brought in. ${read}` });
        return;
      }
      const ends: HowKept[] = [];
      for (const run of read.runs) {
        ends.push(typeof run === "string" ? { message: run } : await this.lab.keepRun(run));
      }
      const wrong = ends.filter((end) => typeof end === "object");
      const [first] = wrong;
      const count = (how: HowKept): number => ends.filter((end) => end === how).length;
      this.say(broughtWords(count("kept"), count("here")));
      if (first) {
        const text = `${counted(wrong.length, "run")} of ${name} left out. ${first.message}`;
        this.messages.add({ kind: "error", text });
      }
    });
    await this.refresh();
  }

  /** Undefined, and a notice, where it fails. */
  private async busily<T>(work: () => Promise<T>): Promise<T | undefined> {
    this.set({ busy: true });
    try {
      return await work();
    } catch (error) {
      this.messages.add({ kind: "error", text: reason(error) });
      return undefined;
    } finally {
      this.set({ busy: false });
    }
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

  private async readDetails({ id, savedAt }: KeptRun): Promise<void> {
    if (this.details.get(id)?.savedAt === savedAt) return;
    const run = await this.lab.keptRun(id);
    if (run === null) return;
    const own = ownResult(run);
    const weights = run.weights.map(({ name, file }) => ({ name, bytes: file.size }));
    this.details.set(id, {
      savedAt,
      answer: own ? answerWords(own) : "",
      engine: (own && engineOf(own)?.adapter) ?? "",
      digest: (own?.kind === "chains" && own.result.digest) || "",
      numbers: own ? numbersOf(own) : "",
      weights,
    });
    this.tell();
  }

  private rowOf(run: KeptRun): RunRow {
    const { id, kind, name, savedAt, bytes, finished } = run;
    const described = this.described.get(id) ?? describe(run);
    this.described.set(id, described);
    const { answer, engine, digest, weights } = this.details.get(id) ?? NOTHING;
    return {
      id,
      kind,
      name: name || described.name,
      ownName: name,
      description: described.name,
      state: stateWords(run, described, this.underWay.has(id)),
      answer: [kind === "sweep" ? pointsWords(run, described) : "", answer]
        .filter((words) => words !== "")
        .join(": "),
      engine,
      digest,
      savedAt,
      bytes,
      finished,
      picked: this.picked.has(id),
      weights,
    };
  }

  private comparedOf(rows: readonly RunRow[]): readonly ComparedRun[] {
    const read = [...this.picked].flatMap(([id, own]) => {
      const row = rows.find((one) => one.id === id);
      const run = this.runs.find((one) => one.id === id);
      return row && run && own !== null ? [{ row, run, own }] : [];
    });
    return read.map(({ row, run: { experiment }, own }, i) => ({
      ...row,
      label: labelOf(i),
      experiment,
      numbers: this.details.get(row.id)?.numbers ?? "",
      own: own === "none" ? null : own,
    }));
  }

  private tell(): void {
    const rows = this.runs.flatMap((run) => (this.leaving.has(run.id) ? [] : [this.rowOf(run)]));
    const leaving = [...this.leaving].map(([id, { name }]) => ({ id, name }));
    this.set({ rows, compared: this.comparedOf(rows), leaving });
  }

  private set(change: Partial<RunsPage>): void {
    this.page = { ...this.page, ...change };
    this.onChange();
  }
}

/** "A", "B", ..., "Z", "A2", ... */
function labelOf(i: number): string {
  const letter = String.fromCharCode(65 + (i % 26));
  return i < 26 ? letter : `${letter}${Math.floor(i / 26) + 1}`;
}

function reason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return `The browser's storage did not answer (${message.replace(/\.$/, "")}).`;
}
