import type { Notice } from "../../index.js";

/** What stands in the notices' place. */
export interface Message {
  readonly id: number;
  readonly kind: "told" | "error" | Notice["kind"];
  readonly text: string;
}

const MOST = 3;

/** Whether a message is true of the browser and not of one run. */
function lasts({ kind }: Message): boolean {
  return kind === "no-webgpu" || kind === "software-adapter";
}

/** The newest few messages, each sentence once. */
export class Messages {
  list: readonly Message[] = [];
  private next = 1;
  private readonly putAway = new Set<string>();
  private readonly onChange: () => void;

  constructor(onChange: () => void) {
    this.onChange = onChange;
  }

  add(message: Omit<Message, "id">): void {
    const others = this.list.filter((one) => one.text !== message.text);
    this.list = [...others, { ...message, id: this.next++ }].slice(-MOST);
    this.onChange();
  }

  /** What a run says; what is true of the browser and was put away once is not said again. */
  notice(notice: Notice): void {
    if (!this.putAway.has(notice.text)) this.add(notice);
  }

  remove(id: number): void {
    for (const one of this.list) if (one.id === id && lasts(one)) this.putAway.add(one.text);
    this.list = this.list.filter((one) => one.id !== id);
    this.onChange();
  }

  /** Leaves only what is true of the browser and not of one run. */
  clear(): void {
    this.list = this.list.filter(lasts);
    this.onChange();
  }
}
