import type { EngineReport } from "../index.js";

/**
 * A bench beside "Chains": an element that is loaded when it is first asked for, with an address, a state and notices of its
 * own. It says `linked` (a fragment, or null where it is too long) whenever what it shows changes, and `engine` when another
 * engine runs.
 */
export interface Room extends HTMLElement {
  /** The address that it was opened by; read once. */
  hash: string;
  /** What it shows as a link's fragment; null where it is too long for one. */
  readonly link: string | null;
  /** The engine of its run; null where the page need not say it. */
  readonly engine: EngineReport | null;
  readonly updateComplete: Promise<boolean>;
  /** Says something in the notices' place. */
  say(text: string): void;
}

/** A room with an experiment to run. */
export interface Workbench extends Room {
  /** Opens a file's text, or says what is wrong. */
  openText(name: string, text: string): void;
  /** Opens a run that the browser keeps, by its id, or says what is wrong. */
  openKept(id: string): void;
}

export interface Rooms {
  readonly sweep: Workbench;
  readonly transformer: Workbench;
  readonly runs: Room;
}

export type RoomName = keyof Rooms;

const NAMES: readonly RoomName[] = ["sweep", "transformer", "runs"];

/** A kept run that is to be opened at its bench. */
export interface OpenedRun {
  readonly id: string;
  readonly kind: "sweep" | "transformer" | "chains";
}

/** The room that an address is of; null for "Chains". */
export function roomAt(hash: string): RoomName | null {
  return NAMES.find((name) => hash === `#${name}` || hash.startsWith(`#${name}=`)) ?? null;
}

/** A file that was opened on one bench and may be another's. */
export interface OpenedFile {
  readonly name: string;
  readonly text: string;
}

/** Asks the page whether a file is another bench's; then it is opened there. */
export function elsewhere(bench: EventTarget, name: string, text: string): boolean {
  const init = { detail: { name, text }, bubbles: true, composed: true, cancelable: true };
  return !bench.dispatchEvent(new CustomEvent<OpenedFile>("opened-file", init));
}

/** The bench that a file's text is for, an experiment's or a result's; null where it is none, which any bench says. */
export function benchOf(text: string): "sweep" | "transformer" | "chains" | null {
  try {
    const value: unknown = JSON.parse(text.replace(/^\ufeff/, ""));
    const inner = fieldOf(value, "experiment") ?? value;
    if (typeof inner !== "object" || inner === null) return null;
    if (fieldOf(inner, "kind") === "transformer") return "transformer";
    return "sweep" in inner ? "sweep" : "chains";
  } catch {
    return null;
  }
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
