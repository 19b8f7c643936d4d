import { streamKey, type Source } from "../../sampling/index.js";
import type { Plan } from "../plan.js";

/** The stream of one kind of draw of a chain in a context, addressed by src/sampling/streams.ts. */
export function streamOf(
  plan: Plan,
  kind: number,
  chain: number,
  context: number,
  generation: number,
  lag = 0,
): Source {
  const key = plan.contextKey(kind, context, lag);
  return { context: key, root: streamKey(key, chain, 0), chain, generation };
}
