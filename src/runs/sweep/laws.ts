import type { ContextTable } from "../../corpus/index.js";
import { cpuReport } from "../engine-choice.js";
import type { ChainsResult, Sweep, SweepResult } from "../../experiment/index.js";
import type { Host } from "../host.js";
import { cpuCrew, type Job } from "./crew.js";
import { LawsDue } from "./laws-due.js";
import { SweepPoint } from "./point.js";

/**
 * The exact laws of a sweep's points, nothing simulated, in one worker a core; `onProgress` hears how many are found.
 * @throws {Error} where workers die
 */
export async function sweepLaws(
  sweep: Sweep,
  host: Host,
  corpus: ContextTable | null,
  onProgress: (done: number) => void,
): Promise<SweepResult> {
  const points = sweep.points.map((experiment) => new SweepPoint(experiment, corpus));
  const due = new LawsDue();
  for (const point of points) due.add(point);
  const results = new Map<SweepPoint, ChainsResult>();
  const engine = cpuReport(host);
  const crew = cpuCrew(host, corpus);
  const next = (last: Job | null): Job | null => {
    const point = due.take(last?.point ?? null);
    return point === null ? null : { kind: "laws", point };
  };
  try {
    await crew.work({
      next: (last) => Promise.resolve(next(last)),
      laws: ({ point }, laws) => {
        results.set(point, point.result(engine, laws));
        onProgress(results.size);
      },
      tally: () => undefined,
      finished: () => undefined,
    });
  } finally {
    crew.end();
  }
  const found = points.map((point) => results.get(point)).filter((result) => result !== undefined);
  return { version: 1, experiment: sweep.file, points: found };
}
