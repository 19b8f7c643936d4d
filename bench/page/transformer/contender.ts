import { VOCABULARY, type Done, type Work } from "../../transformer/work.js";

/** Who trains and samples in the page. */
export interface TransformerContender {
  readonly name: string;
  run(work: Work): Promise<Done>;
}

/** A peer's model, made for one kind of work. */
export interface PeerModel {
  /** One update of some windows, or one token of each stream; not waited for. */
  step(): void;
  /** Waits until everything is done; of training, the first number is the last update's loss. */
  wait(): Promise<ArrayLike<number>>;
  /** Gives its memory back. */
  dispose(): void;
}

/** Steps between two waits, so that the queue does not run away from the clock. */
const MOST_STEPS = 8;

/** A peer that opens a model for a kind of work and keeps it from one asking to the next. */
export function peer(name: string, open: (work: Work) => PeerModel): TransformerContender {
  let opened: { key: string; model: PeerModel } | null = null;
  return {
    name,
    async run(work) {
      const key = JSON.stringify({ ...work, seconds: 0 });
      if (opened?.key !== key) {
        opened?.model.dispose();
        opened = { key, model: open(work) };
        // Compiles, untimed.
        opened.model.step();
        const [loss = NaN] = Array.from(await opened.model.wait());
        if (work.task === "training" && !(Math.abs(loss - Math.log(VOCABULARY)) < 0.2)) {
          throw new Error(`The first loss is ${loss}, far from that of an untrained model.`);
        }
      }
      const { model } = opened;
      const perStep = work.task === "training" ? work.batch * work.context : work.batch;
      const began = performance.now();
      let done = 0;
      let steps = 1;
      for (;;) {
        for (let i = 0; i < steps; i++) model.step();
        await model.wait();
        done += steps;
        const seconds = (performance.now() - began) / 1000;
        if (seconds >= work.seconds) return { tokens: done * perStep, seconds };
        const fitting = Math.floor((work.seconds - seconds) / (seconds / done));
        steps = Math.max(1, Math.min(MOST_STEPS, fitting));
      }
    },
  };
}
